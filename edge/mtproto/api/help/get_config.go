package help

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// configLifetime is how long a client may keep the configuration before it asks again.
const configLifetime = time.Hour

// The limits that clients are told. Where a service decides by one of them, a test holds the two together.
const (
	chatSizeMax      = 200       // people in a basic group
	megagroupSizeMax = 200_000   // people in a supergroup
	forwardedMax     = 100       // messages forwarded at once
	messageLength    = 4096      // characters of a text, in UTF-16 code units
	captionLength    = 1024      // the same of a caption
	editTime         = 172_800   // seconds in which an author may edit
	unlimited        = 1<<31 - 1 // seconds: as long as one likes
)

// getConfig answers help.getConfig: where the server is and what its limits are.
//
// test_mode and this_dc follow the data centre that the client named when it made its key, because clients hold them
// against it and ask again at once when they differ; everything else is the same for everybody but for the
// reaction that a double tap puts to a message, which people choose.
//
// https://core.telegram.org/method/help.getConfig
func (h *Handlers) getConfig(ctx context.Context, c rpc.Call, _ *tg.HelpGetConfigRequest) (*tg.Config, error) {
	now := h.Now()
	dc, test := c.DataCentre(h.Settings.DC)
	cfg := &tg.Config{
		Date:            int(now.Unix()),
		Expires:         int(now.Add(configLifetime).Unix()),
		TestMode:        test,
		ThisDC:          dc,
		WebfileDCID:     dc,
		DCOptions:       h.Settings.dcOptions(dc),
		DCTxtDomainName: "", // there is no list of addresses in the domain name system

		RevokePmInbox:     true,
		ChatSizeMax:       chatSizeMax,
		MegagroupSizeMax:  megagroupSizeMax,
		ForwardedCountMax: forwardedMax,
		MessageLengthMax:  messageLength,
		CaptionLengthMax:  captionLength,
		EditTimeLimit:     editTime,
		RevokeTimeLimit:   unlimited,
		RevokePmTimeLimit: unlimited,

		// How often clients say that they are online, and after how many idle milliseconds they are not.
		OnlineUpdatePeriodMs: 210_000,
		OfflineBlurTimeoutMs: 5_000,
		OfflineIdleTimeoutMs: 30_000,
		OnlineCloudTimeoutMs: 300_000,
		NotifyCloudDelayMs:   30_000,
		NotifyDefaultDelayMs: 1_500,
		PushChatPeriodMs:     60_000,
		PushChatLimit:        2,

		RatingEDecay:            2_419_200, // seconds: the decay of frequent contacts, which clients reckon themselves
		StickersRecentLimit:     200,
		ChannelsReadMediaPeriod: 604_800, // seconds

		CallReceiveTimeoutMs: 20_000,
		CallRingTimeoutMs:    90_000,
		CallConnectTimeoutMs: 30_000,
		CallPacketTimeoutMs:  10_000,

		MeURLPrefix: h.Settings.MeURLPrefix,
	}
	cfg.SetReactionsDefault(&tg.ReactionEmoji{Emoticon: "👍"})
	if h.Reactions != nil && c.User != 0 {
		own, err := h.Reactions.DefaultReaction(ctx, c.User)
		if err != nil {
			return nil, err
		}
		if own.Emoji != "" {
			cfg.SetReactionsDefault(&tg.ReactionEmoji{Emoticon: own.Emoji})
		}
	}
	if h.Settings.LanguageVersion != 0 {
		cfg.SetLangPackVersion(h.Settings.LanguageVersion)
		cfg.SetBaseLangPackVersion(h.Settings.LanguageVersion)
		if lang, _, _ := strings.Cut(c.Client.SystemLanguage, "-"); slices.Contains(h.Settings.Languages, lang) {
			cfg.SetSuggestedLangCode(lang)
		}
	}
	return cfg, nil
}

// dcOptions returns the addresses of the one data centre that there is, under the number that the client knows it by.
func (s Settings) dcOptions(dc int) []tg.DCOption {
	options := make([]tg.DCOption, 0, len(s.Addresses))
	for _, a := range s.Addresses {
		ip := a.Addr().Unmap()
		options = append(options, tg.DCOption{
			ID: dc, IPAddress: ip.WithZone("").String(), Port: int(a.Port()),
			Ipv6: ip.Is6(), Static: true, ThisPortOnly: true,
		})
	}
	return options
}
