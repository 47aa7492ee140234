package help

import (
	"context"
	"slices"
	"strings"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// getAppConfig answers help.getAppConfig: the limits and switches that apps with a screen read. An account that is
// frozen learns from it since when, until when, and where to object.
//
// Keys for what is not built say so where clients know a way to hear it (no premium, no stars, no birthdays), and are
// left out where leaving them out is that way.
//
// https://core.telegram.org/api/config#client-configuration
func (h *Handlers) getAppConfig(
	ctx context.Context, c rpc.Call, req *tg.HelpGetAppConfigRequest,
) (tg.HelpAppConfigClass, error) {
	values := appConfig(h.Settings)
	if h.Freezes != nil && c.User != 0 {
		frozen, err := h.Freezes.Frozen(ctx, c.User)
		if err != nil {
			return nil, err
		}
		if frozen != nil {
			until := int64(unlimited)
			if !frozen.Until.IsZero() {
				until = min(frozen.Until.Unix(), until)
			}
			values = append(values,
				number("freeze_since_date", int(frozen.Since.Unix())),
				number("freeze_until_date", int(until)),
				word("freeze_appeal_url", h.Settings.AppealURL))
		}
	}
	slices.SortFunc(values, func(a, b tg.JSONObjectValue) int { return strings.Compare(a.Key, b.Key) })
	config := &tg.JSONObject{Value: values}
	hash, err := stamp(config)
	if err != nil {
		return nil, err
	}
	if req.Hash == hash {
		return &tg.HelpAppConfigNotModified{}, nil
	}
	return &tg.HelpAppConfig{Hash: hash, Config: config}, nil
}

// appConfig returns the values that are the same for everybody.
//
// There is no premium subscription, so that the limits of both kinds of account are one; clients read both keys.
func appConfig(s Settings) []tg.JSONObjectValue {
	values := []tg.JSONObjectValue{
		flag("test", false),

		// What is not built, by the keys that make clients hide it.
		flag("premium_purchase_blocked", true),
		flag("stars_purchase_blocked", true),
		flag("stargifts_blocked", true),
		flag("giveaway_gifts_purchase_available", false),
		flag("autologin_enabled", false),
		flag("qr_login_camera", true),
		word("qr_login_code", "primary"),
		word("stories_posting", "disabled"),
		word("stories_entities", "disabled"),
		flag("channel_revenue_withdrawal_enabled", false),
		flag("can_edit_factcheck", false),
		flag("settings_display_passkeys", false),
		list("autologin_domains"),
		list("url_auth_domains"),
		list("whitelisted_domains"),
		list("whitelisted_bots"),
		list("pending_suggestions"),
		list("dismissed_suggestions"),
		list("ignore_restriction_reasons"),
		list("restriction_add_platforms"),
		list("premium_promo_order"),
		list("emojies_send_dice", "🎲", "🎯", "🏀", "⚽", "🎳", "🎰"),
		object("emojies_send_dice_success"),
		object("emojies_sounds"),
		decimal("emojies_animated_zoom", 0.625),

		// Folders of conversations; clients offer them by themselves only where they were told to.
		flag("dialog_filters_enabled", true),
		flag("dialog_filters_tooltip", false),

		// Sending.
		number("message_animated_emoji_max", 100),
		number("stickers_emoji_cache_time", 86_400), // seconds
		flag("stickers_emoji_suggest_only_api", false),
		word("gif_search_branding", "none"),
		list("gif_search_emojies"),
		number("reactions_uniq_max", 11),
		number("chat_read_mark_expire_period", 604_800), // seconds
		number("chat_read_mark_size_threshold", 100),
		number("pm_read_date_expire_period", 604_800), // seconds
		number("quote_length_max", 1024),
		number("todo_items_max", 30),
		number("poll_answers_max", 12),
		number("poll_close_period_max", 2_628_000), // seconds

		// Groups and channels.
		number("topics_pinned_limit", 5),
		number("forum_upgrade_participants_min", 200),
		number("hidden_members_group_size_min", 100),
		number("telegram_antispam_group_size_min", 200),

		// Rings and group calls.
		number("ringtone_size_max", 102_400), // bytes
		number("ringtone_duration_max", 5),   // seconds
		number("ringtone_saved_count_max", 100),
		number("groupcall_video_participants_max", 1000),

		// Uploads and downloads at once, and of what size a file is small, in bytes.
		number("small_queue_max_active_operations_count", 5),
		number("large_queue_max_active_operations_count", 2),
		number("upload_max_fileparts_default", 4000), // of 512 KiB
		number("upload_max_fileparts_premium", 4000),

		// Authorizations that nobody confirmed, in seconds.
		number("authorization_autoconfirm_period", 604_800),
	}
	// Keys that exist once for everybody and once for subscribers.
	for _, l := range []struct {
		key string
		max int
	}{
		{"about_length_limit", 70},
		{"caption_length_limit", captionLength},
		{"channels_limit", 500},
		{"channels_public_limit", 10},
		{"chatlist_invites_limit", 3},
		{"chatlists_joined_limit", 2},
		{"dialog_filters_chats_limit", 100},
		{"dialog_filters_limit", 10},
		{"dialogs_folder_pinned_limit", 100},
		{"dialogs_pinned_limit", 5},
		{"recommended_channels_limit", 10},
		{"reactions_user_max", max(s.Reactions, 1)},
		{"saved_dialogs_pinned_limit", 5},
		{"saved_gifs_limit", 200},
		{"stickers_faved_limit", 5},
		{"stories_suggested_reactions_limit", 1},
		{"story_caption_length_limit", 200},
		{"story_expiring_limit", 3},
	} {
		values = append(values, number(l.key+"_default", l.max), number(l.key+"_premium", l.max))
	}
	return values
}

func number(key string, n int) tg.JSONObjectValue { return decimal(key, float64(n)) }

func decimal(key string, n float64) tg.JSONObjectValue {
	return tg.JSONObjectValue{Key: key, Value: &tg.JSONNumber{Value: n}}
}

func flag(key string, on bool) tg.JSONObjectValue {
	return tg.JSONObjectValue{Key: key, Value: &tg.JSONBool{Value: on}}
}

func word(key, s string) tg.JSONObjectValue {
	return tg.JSONObjectValue{Key: key, Value: &tg.JSONString{Value: s}}
}

func list(key string, words ...string) tg.JSONObjectValue {
	a := new(tg.JSONArray)
	for _, w := range words {
		a.Value = append(a.Value, &tg.JSONString{Value: w})
	}
	return tg.JSONObjectValue{Key: key, Value: a}
}

func object(key string) tg.JSONObjectValue {
	return tg.JSONObjectValue{Key: key, Value: &tg.JSONObject{}}
}
