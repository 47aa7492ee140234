package help

import (
	"context"
	_ "embed" // countries.tsv
	"fmt"
	"strings"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// countries has a line for each country: its ISO 3166-1 code, calling code, the prefixes after it that are this
// country's alone where several share the code, how its mobile numbers are grouped (X is a digit), and its name in each
// of countryLanguages.
//
//go:embed countries.tsv
var countries string

// countryLanguages are the languages of the names in countries, in the order of its columns. The first is the default.
var countryLanguages = [...]string{"en", "de", "fr", "es", "ru", "uk", "ar"}

// The columns of countries.
const (
	countryISO = iota
	countryCode
	countryPrefixes
	countryPatterns
	countryNames
	countryColumns = countryNames + len(countryLanguages)
)

// getCountriesList answers help.getCountriesList: every country with its calling code, what its numbers look like, and
// its name in English and, where it is one of ours, in the language asked for.
//
// https://core.telegram.org/method/help.getCountriesList
func (h *Handlers) getCountriesList(
	_ context.Context, _ rpc.Call, req *tg.HelpGetCountriesListRequest,
) (tg.HelpCountriesListClass, error) {
	list, err := countriesIn(req.LangCode)
	if err != nil {
		return nil, err
	}
	if list.Hash, err = stamp(list); err != nil {
		return nil, err
	}
	if req.Hash == list.Hash {
		return &tg.HelpCountriesListNotModified{}, nil
	}
	return list, nil
}

// countriesIn returns the list, without a hash, with names in lang.
func countriesIn(lang string) (*tg.HelpCountriesList, error) {
	lang, _, _ = strings.Cut(strings.ToLower(lang), "-")
	column := 0
	for i, l := range countryLanguages {
		if l == lang {
			column = i
		}
	}
	list := &tg.HelpCountriesList{}
	for line := range strings.Lines(countries) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != countryColumns {
			return nil, fmt.Errorf("country %s has %d columns, want %d", f[countryISO], len(f), countryColumns)
		}
		code := tg.HelpCountryCode{CountryCode: f[countryCode]}
		if f[countryPrefixes] != "" {
			code.SetPrefixes(strings.Split(f[countryPrefixes], ","))
		}
		if f[countryPatterns] != "" {
			code.SetPatterns(strings.Split(f[countryPatterns], ","))
		}
		country := tg.HelpCountry{
			ISO2: f[countryISO], DefaultName: f[countryNames], CountryCodes: []tg.HelpCountryCode{code},
		}
		if column != 0 {
			country.SetName(f[countryNames+column])
		}
		list.Countries = append(list.Countries, country)
	}
	return list, nil
}
