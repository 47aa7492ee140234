package chats

import (
	"context"
	"fmt"

	"lamplight"
	"lamplight/store"
)

// edit changes what a chat is called or looks like: administrators with the right may, and in a group members who are not
// kept from it. CHAT_NOT_MODIFIED is for change to say.
func (s *Service) edit(
	ctx context.Context, c Caller, peer lamplight.Peer, kind ActKind, action lamplight.ActionKind, change func(*store.Chat) error,
) (Result, error) {
	r, err := s.act(ctx, c, func(tx store.Tx, o *outcome) error {
		st, err := s.stand(tx, c.User, peer)
		if err != nil {
			return err
		}
		o.peer, o.chat = peer, true
		if !s.mayToo(st, lamplight.AdminChangeInfo, lamplight.BannedChangeInfo) {
			return ErrAdminRequired
		}
		before := st.chat
		if err := change(&st.chat); err != nil {
			return err
		}
		if err := tx.UpdateChat(st.chat); err != nil {
			return err
		}
		if kind == ActTitle {
			if err := s.indexTitle(tx, st.chat); err != nil {
				return err
			}
		}
		if action == lamplight.ActionNone {
			err = s.owe(tx, changed{Chat: peer, Kind: lamplight.EventChat, Origin: c.Origin})
		} else {
			o.say = &said{Action: action}
		}
		if err != nil {
			return err
		}
		return s.did(tx, Act{Kind: kind, Chat: peer, By: c.User, Before: &before, After: &st.chat})
	})
	if err != nil {
		return r, fmt.Errorf("%d edits %v: %w", c.User, peer, err)
	}
	return r, nil
}

// SetTitle renames a chat.
//
// https://core.telegram.org/method/channels.editTitle
func (s *Service) SetTitle(ctx context.Context, c Caller, peer lamplight.Peer, title string) (Result, error) {
	title, err := s.title(title)
	if err != nil {
		return Result{}, err
	}
	return s.edit(ctx, c, peer, ActTitle, lamplight.ActionChatTitle, func(row *store.Chat) error {
		if row.Title == title {
			return ErrNotModified
		}
		row.Title = title
		return nil
	})
}

// SetAbout changes a chat's description: CHAT_ABOUT_NOT_MODIFIED if it is that already.
//
// https://core.telegram.org/method/messages.editChatAbout
func (s *Service) SetAbout(ctx context.Context, c Caller, peer lamplight.Peer, about string) error {
	about, err := s.about(about)
	if err != nil {
		return err
	}
	_, err = s.edit(ctx, c, peer, ActAbout, lamplight.ActionNone, func(row *store.Chat) error {
		if row.About == about {
			return ErrAboutNotModified
		}
		row.About = about
		return nil
	})
	return err
}

// SetPhoto changes a chat's photo, which was screened already; nil takes it away.
//
// https://core.telegram.org/method/channels.editPhoto
func (s *Service) SetPhoto(ctx context.Context, c Caller, peer lamplight.Peer, photo *lamplight.Photo) (Result, error) {
	return s.edit(ctx, c, peer, ActPhoto, lamplight.ActionChatPhoto, func(row *store.Chat) error {
		if row.Photo == nil && photo == nil || row.Photo != nil && photo != nil && row.Photo.ID == photo.ID {
			return ErrNotModified
		}
		row.Photo = photo
		return nil
	})
}

// MaySetPhoto returns nil if the caller may change a chat's photo: it is asked before a picture is made of what was uploaded.
func (s *Service) MaySetPhoto(ctx context.Context, c Caller, peer lamplight.Peer) error {
	return s.store.Read(ctx, func(tx store.Tx) error {
		st, err := s.stand(tx, c.User, peer)
		if err == nil && !s.mayToo(st, lamplight.AdminChangeInfo, lamplight.BannedChangeInfo) {
			err = ErrAdminRequired
		}
		return err
	})
}

// SetDefault says what members without rights may not do: CHAT_NOT_MODIFIED if it is so already, BANNED_RIGHTS_INVALID if
// they were not to see the chat at all. Channels have no such rights: nobody without rights does anything in them.
//
// https://core.telegram.org/method/messages.editChatDefaultBannedRights
func (s *Service) SetDefault(ctx context.Context, c Caller, peer lamplight.Peer, rights lamplight.BannedRights) (Result, error) {
	if rights&lamplight.BannedView != 0 {
		return Result{}, ErrBannedInvalid
	}
	return s.alter(ctx, turn{
		caller: c, peer: peer, right: lamplight.AdminBan, kind: ActDefault,
		change: func(_ store.Tx, st *stood) error {
			if st.chat.Broadcast {
				return lamplight.ErrChannelInvalid
			}
			if rights &= sendable; st.chat.Default != rights {
				st.chat.Default = rights
				st.chat.Version++
			}
			return nil
		},
	})
}
