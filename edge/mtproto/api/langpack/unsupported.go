package langpack

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	later = "This is not built yet."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Language packs.
		rpc.Refuse[tg.LangpackGetLangPackRequest]("langpack.getLangPack", rpc.ErrLangPackInvalid, later),
		rpc.Refuse[tg.LangpackGetStringsRequest]("langpack.getStrings", rpc.ErrLangPackInvalid, later),
		rpc.Refuse[tg.LangpackGetDifferenceRequest]("langpack.getDifference", rpc.ErrLangPackInvalid, later),
		rpc.Refuse[tg.LangpackGetLanguagesRequest]("langpack.getLanguages", rpc.ErrLangPackInvalid, later),
		rpc.Refuse[tg.LangpackGetLanguageRequest]("langpack.getLanguage", rpc.ErrLangPackInvalid, later),
	}
}
