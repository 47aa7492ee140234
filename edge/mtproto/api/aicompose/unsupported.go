package aicompose

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noMachine = "No text is sent to a machine elsewhere."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Writing by machine.
		rpc.Refuse[tg.AicomposeCreateToneRequest]("aicompose.createTone", lamplight.ErrMethodInvalid, noMachine),
		rpc.Refuse[tg.AicomposeUpdateToneRequest]("aicompose.updateTone", rpc.ErrToneInvalid, noMachine),
		rpc.Refuse[tg.AicomposeSaveToneRequest]("aicompose.saveTone", rpc.ErrToneInvalid, noMachine),
		rpc.Refuse[tg.AicomposeDeleteToneRequest]("aicompose.deleteTone", rpc.ErrToneInvalid, noMachine),
		rpc.Refuse[tg.AicomposeGetToneRequest]("aicompose.getTone", rpc.ErrToneInvalid, noMachine),
		rpc.Nothing[tg.AicomposeGetTonesRequest]("aicompose.getTones", rpc.Users, &tg.AicomposeTones{}, noMachine),
		rpc.Refuse[tg.AicomposeGetToneExampleRequest]("aicompose.getToneExample", rpc.ErrToneInvalid, noMachine),
	}
}
