package account

import (
	"context"

	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
	"lamplight/service/contacts"
)

// setPrivacy answers account.setPrivacy: it sets the rules for one key.
//
// There are no groups yet, so a rule that names one is refused: CHAT_ID_INVALID.
//
// https://core.telegram.org/method/account.setPrivacy
func (h *Handlers) setPrivacy(
	ctx context.Context, c rpc.Call, req *tg.AccountSetPrivacyRequest,
) (*tg.AccountPrivacyRules, error) {
	key, err := privacyKeyOf(req.Key)
	if err != nil {
		return nil, err
	}
	rules := make([]contacts.Rule, len(req.Rules))
	for i, r := range req.Rules {
		if rules[i], err = h.privacyRule(ctx, c, r); err != nil {
			return nil, err
		}
	}
	if err := h.Contacts.SetPrivacy(ctx, c.User, c.Session, key, rules); err != nil {
		return nil, err
	}
	return h.privacyRules(ctx, c, key)
}

// maxNamed is how many people one rule may name.
const maxNamed = 1000

// privacyRule returns the rule that a client means.
func (h *Handlers) privacyRule(ctx context.Context, c rpc.Call, r tg.InputPrivacyRuleClass) (rule contacts.Rule, err error) {
	switch r := r.(type) {
	case *tg.InputPrivacyValueAllowAll:
		rule.Kind = contacts.AllowAll
	case *tg.InputPrivacyValueAllowContacts:
		rule.Kind = contacts.AllowContacts
	case *tg.InputPrivacyValueAllowCloseFriends:
		rule.Kind = contacts.AllowCloseFriends
	case *tg.InputPrivacyValueAllowPremium:
		rule.Kind = contacts.AllowPremium
	case *tg.InputPrivacyValueAllowBots:
		rule.Kind = contacts.AllowBots
	case *tg.InputPrivacyValueDisallowAll:
		rule.Kind = contacts.DenyAll
	case *tg.InputPrivacyValueDisallowContacts:
		rule.Kind = contacts.DenyContacts
	case *tg.InputPrivacyValueDisallowBots:
		rule.Kind = contacts.DenyBots
	case *tg.InputPrivacyValueAllowUsers:
		rule.Kind = contacts.AllowUsers
		rule.Users, err = h.Resolve.Users(ctx, c, r.Users, maxNamed)
	case *tg.InputPrivacyValueDisallowUsers:
		rule.Kind = contacts.DenyUsers
		rule.Users, err = h.Resolve.Users(ctx, c, r.Users, maxNamed)
	case *tg.InputPrivacyValueAllowChatParticipants:
		rule.Kind, err = contacts.AllowChats, noChats(r.Chats)
	case *tg.InputPrivacyValueDisallowChatParticipants:
		rule.Kind, err = contacts.DenyChats, noChats(r.Chats)
	default:
		err = contacts.ErrPrivacyValueInvalid
	}
	return rule, err
}

// noChats refuses ids of groups: there are none.
func noChats(ids []int64) error {
	if len(ids) > 0 {
		return rpc.ErrChatIDInvalid
	}
	return nil
}
