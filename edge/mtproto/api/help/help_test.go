package help

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/accounts"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func handlers() *Handlers {
	return &Handlers{
		Now: func() time.Time { return noon },
		Settings: Settings{
			Name: "Lamplight", DC: 2, MeURLPrefix: "https://chat.example/", AppealURL: "https://chat.example/appeal",
			Addresses: []netip.AddrPort{
				netip.MustParseAddrPort("192.0.2.1:4443"), netip.MustParseAddrPort("[2001:db8::1]:4443"),
			},
			Languages: []string{"en", "de"}, LanguageVersion: 3,
		},
	}
}

// ask runs a request through its row and returns the answer as a client decodes it.
func ask[Res bin.Decoder](t *testing.T, h *Handlers, c rpc.Call, req rpc.Request, res Res) Res {
	t.Helper()
	for _, r := range h.Routes() {
		if r.ID != req.TypeID() {
			continue
		}
		answer, err := r.Serve(context.Background(), c, req)
		if err != nil {
			t.Fatal(err)
		}
		var b bin.Buffer
		if err := answer.Encode(&b); err != nil {
			t.Fatal(err)
		}
		if err := res.Decode(&b); err != nil || b.Len() != 0 {
			t.Fatalf("%s: the answer does not decode (%v), or %d bytes are left", r.Method, err, b.Len())
		}
		return res
	}
	t.Fatalf("no row for %#x", req.TypeID())
	return res
}

func TestConfigFollowsTheDataCentreOfTheKey(t *testing.T) {
	for _, tt := range []struct {
		named, dc int
		test      bool
	}{{2, 2, false}, {1, 1, false}, {-4, 4, false}, {10001, 1, true}, {10002, 2, true}, {-10003, 3, true}, {0, 2, false}, {77, 2, false}} {
		cfg := ask(t, handlers(), rpc.Call{DC: tt.named}, &tg.HelpGetConfigRequest{}, &tg.Config{})
		if cfg.ThisDC != tt.dc || cfg.TestMode != tt.test {
			t.Errorf("named %d: dc %d, test %v; want %d, %v", tt.named, cfg.ThisDC, cfg.TestMode, tt.dc, tt.test)
		}
		want := []tg.DCOption{
			{ID: tt.dc, IPAddress: "192.0.2.1", Port: 4443, Static: true, ThisPortOnly: true},
			{ID: tt.dc, IPAddress: "2001:db8::1", Port: 4443, Static: true, ThisPortOnly: true, Ipv6: true},
		}
		for i := range cfg.DCOptions {
			cfg.DCOptions[i].Flags = 0
		}
		if !slices.EqualFunc(cfg.DCOptions, want, func(a, b tg.DCOption) bool { return a.String() == b.String() }) {
			t.Errorf("named %d: options %+v, want %+v", tt.named, cfg.DCOptions, want)
		}
	}
}

func TestConfigIsComplete(t *testing.T) {
	c := rpc.Call{DC: 2, Client: rpc.Client{SystemLanguage: "de-AT"}}
	cfg := ask(t, handlers(), c, &tg.HelpGetConfigRequest{}, &tg.Config{})
	for name, n := range map[string]int{
		"chat_size_max": cfg.ChatSizeMax, "megagroup_size_max": cfg.MegagroupSizeMax, "forwarded_count_max": cfg.ForwardedCountMax,
		"online_update_period_ms": cfg.OnlineUpdatePeriodMs, "offline_blur_timeout_ms": cfg.OfflineBlurTimeoutMs,
		"offline_idle_timeout_ms": cfg.OfflineIdleTimeoutMs, "online_cloud_timeout_ms": cfg.OnlineCloudTimeoutMs,
		"notify_cloud_delay_ms": cfg.NotifyCloudDelayMs, "notify_default_delay_ms": cfg.NotifyDefaultDelayMs,
		"push_chat_period_ms": cfg.PushChatPeriodMs, "push_chat_limit": cfg.PushChatLimit, "edit_time_limit": cfg.EditTimeLimit,
		"revoke_time_limit": cfg.RevokeTimeLimit, "revoke_pm_time_limit": cfg.RevokePmTimeLimit, "rating_e_decay": cfg.RatingEDecay,
		"stickers_recent_limit": cfg.StickersRecentLimit, "channels_read_media_period": cfg.ChannelsReadMediaPeriod,
		"call_receive_timeout_ms": cfg.CallReceiveTimeoutMs, "call_ring_timeout_ms": cfg.CallRingTimeoutMs,
		"call_connect_timeout_ms": cfg.CallConnectTimeoutMs, "call_packet_timeout_ms": cfg.CallPacketTimeoutMs,
		"caption_length_max": cfg.CaptionLengthMax, "message_length_max": cfg.MessageLengthMax, "webfile_dc_id": cfg.WebfileDCID,
		"lang_pack_version": cfg.LangPackVersion, "base_lang_pack_version": cfg.BaseLangPackVersion,
		"date": cfg.Date, "lifetime": cfg.Expires - cfg.Date,
	} {
		if n <= 0 {
			t.Errorf("%s = %d", name, n)
		}
	}
	if cfg.MeURLPrefix != "https://chat.example/" || cfg.SuggestedLangCode != "de" {
		t.Errorf("prefix %q, suggested %q", cfg.MeURLPrefix, cfg.SuggestedLangCode)
	}
}

func TestNearestCountry(t *testing.T) {
	for _, tt := range []struct{ set, language, want string }{
		{"", "de-AT", "AT"}, {"", "pt_br", "BR"}, {"", "zh-Hant-TW", "TW"}, {"", "en", ""}, {"", "", ""}, {"", "de-1x", ""}, {"FR", "de-AT", "FR"},
	} {
		h := handlers()
		h.Settings.Country = tt.set
		c := rpc.Call{Client: rpc.Client{SystemLanguage: tt.language}}
		if got := ask(t, h, c, &tg.HelpGetNearestDCRequest{}, &tg.NearestDC{}); got.Country != tt.want || got.ThisDC != 2 || got.NearestDC != 2 {
			t.Errorf("%q, %q: %+v, want %s", tt.set, tt.language, got, tt.want)
		}
	}
}

func TestCountries(t *testing.T) {
	box := ask(t, handlers(), rpc.Call{}, &tg.HelpGetCountriesListRequest{LangCode: "de"}, &tg.HelpCountriesListBox{})
	list := box.CountriesList.(*tg.HelpCountriesList)
	if len(list.Countries) < 230 {
		t.Errorf("%d countries", len(list.Countries))
	}
	owner := map[string]string{} // of a calling code and prefix
	for _, c := range list.Countries {
		if len(c.ISO2) != 2 || c.DefaultName == "" || c.Name == "" || len(c.CountryCodes) != 1 {
			t.Errorf("%+v", c)
		}
		code := c.CountryCodes[0]
		if strings.Trim(code.CountryCode, "0123456789") != "" {
			t.Errorf("%s: code %q", c.ISO2, code.CountryCode)
		}
		for _, p := range code.Patterns {
			if strings.Trim(p, "X ") != "" {
				t.Errorf("%s: pattern %q", c.ISO2, p)
			}
		}
		prefixes := code.Prefixes
		if len(prefixes) == 0 {
			prefixes = []string{""}
		}
		for _, p := range prefixes {
			if other, ok := owner[code.CountryCode+p]; ok {
				t.Errorf("+%s %s is of %s and of %s", code.CountryCode, p, other, c.ISO2)
			}
			owner[code.CountryCode+p] = c.ISO2
		}
	}
	for number, want := range map[string]string{"1": "US", "1416": "CA", "44": "GB", "49": "DE", "7": "RU", "77": "KZ", "380": "UA"} {
		if owner[number] != want {
			t.Errorf("+%s is of %q, want %s", number, owner[number], want)
		}
	}
	i := slices.IndexFunc(list.Countries, func(c tg.HelpCountry) bool { return c.ISO2 == "DE" })
	if c := list.Countries[i]; c.DefaultName != "Germany" || c.Name != "Deutschland" {
		t.Errorf("%+v", c)
	}
}

func TestTimezones(t *testing.T) {
	h := handlers()
	offset := func() int {
		box := ask(t, h, rpc.Call{}, &tg.HelpGetTimezonesListRequest{}, &tg.HelpTimezonesListBox{})
		for _, z := range box.TimezonesList.(*tg.HelpTimezonesList).Timezones {
			if z.ID == "Europe/Berlin" && z.Name == "Berlin" {
				return z.UtcOffset
			}
		}
		t.Fatal("no Berlin")
		return 0
	}
	if got := offset(); got != 7200 {
		t.Errorf("Berlin in July: %d s", got)
	}
	h.Now = func() time.Time { return noon.AddDate(0, 6, 0) }
	if got := offset(); got != 3600 {
		t.Errorf("Berlin in January: %d s", got)
	}
}

// TestNothingChanged asks again with the hash of the first answer.
func TestNothingChanged(t *testing.T) {
	h, c := handlers(), rpc.Call{User: 1}
	first := ask(t, h, c, &tg.HelpGetAppConfigRequest{}, &tg.HelpAppConfigBox{}).AppConfig.(*tg.HelpAppConfig)
	if again := ask(t, h, c, &tg.HelpGetAppConfigRequest{Hash: first.Hash}, &tg.HelpAppConfigBox{}).AppConfig; again.TypeID() != tg.HelpAppConfigNotModifiedTypeID {
		t.Errorf("app config: %v", again.TypeName())
	}
	countries := ask(t, h, c, &tg.HelpGetCountriesListRequest{}, &tg.HelpCountriesListBox{}).CountriesList.(*tg.HelpCountriesList)
	if again := ask(t, h, c, &tg.HelpGetCountriesListRequest{Hash: countries.Hash}, &tg.HelpCountriesListBox{}).CountriesList; again.TypeID() != tg.HelpCountriesListNotModifiedTypeID {
		t.Errorf("countries: %v", again.TypeName())
	}
	zones := ask(t, h, c, &tg.HelpGetTimezonesListRequest{}, &tg.HelpTimezonesListBox{}).TimezonesList.(*tg.HelpTimezonesList)
	if again := ask(t, h, c, &tg.HelpGetTimezonesListRequest{Hash: zones.Hash}, &tg.HelpTimezonesListBox{}).TimezonesList; again.TypeID() != tg.HelpTimezonesListNotModifiedTypeID {
		t.Errorf("time zones: %v", again.TypeName())
	}
	colors := ask(t, h, c, &tg.HelpGetPeerColorsRequest{}, &tg.HelpPeerColorsBox{}).PeerColors.(*tg.HelpPeerColors)
	if again := ask(t, h, c, &tg.HelpGetPeerColorsRequest{Hash: colors.Hash}, &tg.HelpPeerColorsBox{}).PeerColors; again.TypeID() != tg.HelpPeerColorsNotModifiedTypeID {
		t.Errorf("colours: %v", again.TypeName())
	}
	profile := ask(t, h, c, &tg.HelpGetPeerProfileColorsRequest{}, &tg.HelpPeerColorsBox{}).PeerColors.(*tg.HelpPeerColors)
	if again := ask(t, h, c, &tg.HelpGetPeerProfileColorsRequest{Hash: profile.Hash}, &tg.HelpPeerColorsBox{}).PeerColors; again.TypeID() != tg.HelpPeerColorsNotModifiedTypeID {
		t.Errorf("profile colours: %v", again.TypeName())
	}
	if profile.Hash == colors.Hash {
		t.Error("two lists with one hash")
	}
}

type freezes map[lamplight.UserID]time.Time

func (f freezes) Frozen(_ context.Context, u lamplight.UserID) (*accounts.Freezing, error) {
	if since, ok := f[u]; ok {
		return &accounts.Freezing{Since: since}, nil
	}
	return nil, nil
}

func TestFrozenAccountsLearnThatTheyAre(t *testing.T) {
	h := handlers()
	h.Freezes = freezes{7: noon}
	values := func(u lamplight.UserID) map[string]tg.JSONValueClass {
		config := ask(t, h, rpc.Call{User: u}, &tg.HelpGetAppConfigRequest{}, &tg.HelpAppConfigBox{}).AppConfig.(*tg.HelpAppConfig)
		m := map[string]tg.JSONValueClass{}
		for _, v := range config.Config.(*tg.JSONObject).Value {
			if _, twice := m[v.Key]; twice {
				t.Errorf("%s stands there twice", v.Key)
			}
			m[v.Key] = v.Value
		}
		return m
	}
	free, frozen := values(8), values(7)
	if _, ok := free["freeze_since_date"]; ok || len(frozen) != len(free)+3 {
		t.Errorf("%d values for the free, %d for the frozen", len(free), len(frozen))
	}
	if n, ok := frozen["freeze_since_date"].(*tg.JSONNumber); !ok || int64(n.Value) != noon.Unix() {
		t.Errorf("frozen since %v", frozen["freeze_since_date"])
	}
	if s, ok := frozen["freeze_appeal_url"].(*tg.JSONString); !ok || s.Value != h.Settings.AppealURL {
		t.Errorf("appeal %v", frozen["freeze_appeal_url"])
	}
	if free["reactions_uniq_max"].(*tg.JSONNumber).Value != 11 || free["about_length_limit_default"].(*tg.JSONNumber).Value != 70 {
		t.Error("limits are wrong")
	}
}

type oneUser struct{}

func (oneUser) Users(_ context.Context, _ rpc.Call, ids ...lamplight.UserID) ([]tg.UserClass, error) {
	return []tg.UserClass{&tg.User{ID: int64(ids[0])}}, nil
}

func TestSupportIsTheServiceAccount(t *testing.T) {
	h := handlers()
	h.Users = oneUser{}
	s := ask(t, h, rpc.Call{User: 1}, &tg.HelpGetSupportRequest{}, &tg.HelpSupport{})
	if s.User.GetID() != int64(lamplight.ServiceUser) || s.PhoneNumber != "777000" {
		t.Errorf("%+v", s)
	}
}

func TestPagesOfWordsNameTheMessenger(t *testing.T) {
	text := ask(t, handlers(), rpc.Call{}, &tg.HelpGetInviteTextRequest{}, &tg.HelpInviteText{}).Message
	if !strings.Contains(text, "Lamplight") || !strings.Contains(text, "https://chat.example/") {
		t.Errorf("%q", text)
	}
	if name := ask(t, handlers(), rpc.Call{User: 1}, &tg.HelpGetSupportNameRequest{}, &tg.HelpSupportName{}).Name; name != "Lamplight" {
		t.Errorf("%q", name)
	}
}

func BenchmarkConfig(b *testing.B) {
	h := handlers()
	for b.Loop() {
		if _, err := h.getConfig(context.Background(), rpc.Call{DC: 2}, &tg.HelpGetConfigRequest{}); err != nil {
			b.Fatal(err)
		}
	}
}
