package account

import (
	"context"
	"fmt"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// getPrivacy answers account.getPrivacy: it shows the rules for one key.
//
// https://core.telegram.org/method/account.getPrivacy
func (h *Handlers) getPrivacy(
	ctx context.Context, c rpc.Call, req *tg.AccountGetPrivacyRequest,
) (*tg.AccountPrivacyRules, error) {
	key, err := privacyKeyOf(req.Key)
	if err != nil {
		return nil, err
	}
	return h.privacyRules(ctx, c, key)
}

// privacyRules answers with the rules for a key.
func (h *Handlers) privacyRules(ctx context.Context, c rpc.Call, key contacts.PrivacyKey) (*tg.AccountPrivacyRules, error) {
	list, err := h.Contacts.Privacy(ctx, c.User, key)
	if err != nil {
		return nil, err
	}
	rules, err := privacyRules(list)
	if err != nil {
		return nil, err
	}
	var named []lamplight.UserID
	for _, r := range list {
		named = append(named, r.Users...)
	}
	users, err := h.Render.Users(ctx, c, named...)
	if err != nil {
		return nil, err
	}
	return &tg.AccountPrivacyRules{Rules: rules, Users: users, Chats: []tg.ChatClass{}}, nil
}

// Privacy implements render.Settings.
func (s Settings) Privacy(
	ctx context.Context, viewer lamplight.UserID, key string,
) (tg.PrivacyKeyClass, []tg.PrivacyRuleClass, error) {
	k, err := privacyKey(contacts.PrivacyKey(key))
	if err != nil {
		return nil, nil, err
	}
	list, err := s.Contacts.Privacy(ctx, viewer, contacts.PrivacyKey(key))
	if err != nil {
		return nil, nil, err
	}
	rules, err := privacyRules(list)
	return k, rules, err
}

// privacyKeyOf returns what a client calls a key.
func privacyKeyOf(k tg.InputPrivacyKeyClass) (contacts.PrivacyKey, error) {
	switch k.(type) {
	case *tg.InputPrivacyKeyStatusTimestamp:
		return contacts.PrivacyLastSeen, nil
	case *tg.InputPrivacyKeyPhoneNumber:
		return contacts.PrivacyPhone, nil
	case *tg.InputPrivacyKeyAddedByPhone:
		return contacts.PrivacyFoundByPhone, nil
	case *tg.InputPrivacyKeyChatInvite:
		return contacts.PrivacyInvite, nil
	case *tg.InputPrivacyKeyPhoneCall:
		return contacts.PrivacyCall, nil
	case *tg.InputPrivacyKeyPhoneP2P:
		return contacts.PrivacyCallDirect, nil
	case *tg.InputPrivacyKeyForwards:
		return contacts.PrivacyForwards, nil
	case *tg.InputPrivacyKeyProfilePhoto:
		return contacts.PrivacyPhoto, nil
	case *tg.InputPrivacyKeyVoiceMessages:
		return contacts.PrivacyVoice, nil
	case *tg.InputPrivacyKeyAbout:
		return contacts.PrivacyAbout, nil
	case *tg.InputPrivacyKeyBirthday:
		return contacts.PrivacyBirthday, nil
	case *tg.InputPrivacyKeyStarGiftsAutoSave:
		return contacts.PrivacyGifts, nil
	case *tg.InputPrivacyKeyNoPaidMessages:
		return contacts.PrivacyUnpaid, nil
	case *tg.InputPrivacyKeySavedMusic:
		return contacts.PrivacyMusic, nil
	default:
		return "", contacts.ErrPrivacyKeyInvalid
	}
}

// privacyKey writes a key.
func privacyKey(k contacts.PrivacyKey) (tg.PrivacyKeyClass, error) {
	switch k {
	case contacts.PrivacyLastSeen:
		return &tg.PrivacyKeyStatusTimestamp{}, nil
	case contacts.PrivacyPhone:
		return &tg.PrivacyKeyPhoneNumber{}, nil
	case contacts.PrivacyFoundByPhone:
		return &tg.PrivacyKeyAddedByPhone{}, nil
	case contacts.PrivacyInvite:
		return &tg.PrivacyKeyChatInvite{}, nil
	case contacts.PrivacyCall:
		return &tg.PrivacyKeyPhoneCall{}, nil
	case contacts.PrivacyCallDirect:
		return &tg.PrivacyKeyPhoneP2P{}, nil
	case contacts.PrivacyForwards:
		return &tg.PrivacyKeyForwards{}, nil
	case contacts.PrivacyPhoto:
		return &tg.PrivacyKeyProfilePhoto{}, nil
	case contacts.PrivacyVoice:
		return &tg.PrivacyKeyVoiceMessages{}, nil
	case contacts.PrivacyAbout:
		return &tg.PrivacyKeyAbout{}, nil
	case contacts.PrivacyBirthday:
		return &tg.PrivacyKeyBirthday{}, nil
	case contacts.PrivacyGifts:
		return &tg.PrivacyKeyStarGiftsAutoSave{}, nil
	case contacts.PrivacyUnpaid:
		return &tg.PrivacyKeyNoPaidMessages{}, nil
	case contacts.PrivacyMusic:
		return &tg.PrivacyKeySavedMusic{}, nil
	default:
		return nil, fmt.Errorf("privacy key %q is unknown", k)
	}
}

// privacyRules writes rules.
func privacyRules(list []contacts.Rule) ([]tg.PrivacyRuleClass, error) {
	out := make([]tg.PrivacyRuleClass, len(list))
	for i, r := range list {
		switch r.Kind {
		case contacts.AllowAll:
			out[i] = &tg.PrivacyValueAllowAll{}
		case contacts.AllowContacts:
			out[i] = &tg.PrivacyValueAllowContacts{}
		case contacts.AllowCloseFriends:
			out[i] = &tg.PrivacyValueAllowCloseFriends{}
		case contacts.AllowUsers:
			out[i] = &tg.PrivacyValueAllowUsers{Users: numbers(r.Users)}
		case contacts.AllowChats:
			out[i] = &tg.PrivacyValueAllowChatParticipants{Chats: r.Chats}
		case contacts.AllowPremium:
			out[i] = &tg.PrivacyValueAllowPremium{}
		case contacts.AllowBots:
			out[i] = &tg.PrivacyValueAllowBots{}
		case contacts.DenyAll:
			out[i] = &tg.PrivacyValueDisallowAll{}
		case contacts.DenyContacts:
			out[i] = &tg.PrivacyValueDisallowContacts{}
		case contacts.DenyUsers:
			out[i] = &tg.PrivacyValueDisallowUsers{Users: numbers(r.Users)}
		case contacts.DenyChats:
			out[i] = &tg.PrivacyValueDisallowChatParticipants{Chats: r.Chats}
		case contacts.DenyBots:
			out[i] = &tg.PrivacyValueDisallowBots{}
		default:
			return nil, fmt.Errorf("privacy rule %q is unknown", r.Kind)
		}
	}
	return out, nil
}

func numbers(ids []lamplight.UserID) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}
