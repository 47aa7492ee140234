package server

import (
	"bytes"
	"testing"

	"github.com/HugoSmits86/nativewebp"
	"github.com/gotd/td/tg"

	"image"
)

// TestStickers makes a set, sends of it, and uses the custom emoji that come with the server.
func TestStickers(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and two clients")
	}
	c := settings(t)
	c.TestAccounts = true
	at, _ := start(t, c)
	ann := newPhone(t, at, "ann", "9996621111", true)
	self := &tg.InputPeerSelf{}
	id := int64(500)
	upload := func(side int) *tg.InputDocument {
		t.Helper()
		id++
		picture := image.NewNRGBA(image.Rect(0, 0, side, side))
		for i := range picture.Pix {
			picture.Pix[i] = byte(int64(i) * id)
		}
		var b bytes.Buffer
		if err := nativewebp.Encode(&b, picture.SubImage(image.Rect(0, 0, side, side)), nil); err != nil {
			t.Fatal(err)
		}
		m := answer[tg.MessageMediaClass](ann)(ann.MessagesUploadMedia(ann.ctx, &tg.MessagesUploadMediaRequest{
			Peer: self, Media: &tg.InputMediaUploadedDocument{
				File: ann.upload(id, "s.webp", b.Bytes()), MimeType: "image/webp", Attributes: []tg.DocumentAttributeClass{
					&tg.DocumentAttributeSticker{Alt: "👍", Stickerset: &tg.InputStickerSetEmpty{}},
				},
			},
		}))
		return m.(*tg.MessageMediaDocument).Document.(*tg.Document).AsInput()
	}
	set := answer[tg.MessagesStickerSetClass](ann)(ann.StickersCreateStickerSet(ann.ctx, &tg.StickersCreateStickerSetRequest{
		UserID: &tg.InputUserSelf{}, Title: "Cats", ShortName: "cats_of_ann", Emojis: true,
		Stickers: []tg.InputStickerSetItem{{Document: upload(100), Emoji: "🐱👍", Keywords: "cat, yes"}},
	})).(*tg.MessagesStickerSet)
	if set.Set.Count != 1 || !set.Set.Creator || len(set.Packs) != 2 || len(set.Keywords) != 1 {
		t.Fatalf("%+v", set)
	}
	_, err := ann.StickersAddStickerToSet(ann.ctx, &tg.StickersAddStickerToSetRequest{
		Stickerset: &tg.InputStickerSetShortName{ShortName: "CATS_of_ann"}, Sticker: tg.InputStickerSetItem{Document: upload(120), Emoji: "👍"},
	})
	ann.refused("STICKER_PNG_DIMENSIONS", err)
	_, err = ann.StickersCheckShortName(ann.ctx, "cats_of_ann")
	ann.refused("SHORT_NAME_OCCUPIED", err)
	input := &tg.InputStickerSetID{ID: set.Set.ID, AccessHash: set.Set.AccessHash}
	same := answer[tg.MessagesStickerSetClass](ann)(ann.MessagesGetStickerSet(ann.ctx, &tg.MessagesGetStickerSetRequest{Stickerset: input, Hash: set.Set.Hash}))
	if _, ok := same.(*tg.MessagesStickerSetNotModified); !ok {
		t.Errorf("the same set is %T", same)
	}
	// Custom emoji: one of the server's, one of ann's, and one that there is not.
	used := answer[tg.MessagesAllStickersClass](ann)(ann.MessagesGetEmojiStickers(ann.ctx, 0)).(*tg.MessagesAllStickers)
	if len(used.Sets) != 2 || used.Sets[0].ID != set.Set.ID || !used.Sets[1].Official {
		t.Fatalf("%+v", used.Sets)
	}
	ours := answer[tg.MessagesStickerSetClass](ann)(ann.MessagesGetStickerSet(ann.ctx, &tg.MessagesGetStickerSetRequest{
		Stickerset: &tg.InputStickerSetID{ID: used.Sets[1].ID, AccessHash: used.Sets[1].AccessHash},
	})).(*tg.MessagesStickerSet)
	first, mine := ours.Documents[0].GetID(), set.Documents[0].GetID()
	id++
	_, err = ann.MessagesSendMessage(ann.ctx, &tg.MessagesSendMessageRequest{
		Peer: self, RandomID: id, Message: "👍🐱🐶", Entities: []tg.MessageEntityClass{
			&tg.MessageEntityCustomEmoji{Offset: 0, Length: 2, DocumentID: first}, &tg.MessageEntityCustomEmoji{Offset: 2, Length: 2, DocumentID: mine},
			&tg.MessageEntityCustomEmoji{Offset: 4, Length: 2, DocumentID: 12345},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	sent := ann.last(self)
	if len(sent.Entities) != 2 || sent.Entities[0].(*tg.MessageEntityCustomEmoji).DocumentID != first ||
		sent.Entities[1].(*tg.MessageEntityCustomEmoji).DocumentID != mine {
		t.Errorf("%+v", sent.Entities)
	}
	found := answer[[]tg.DocumentClass](ann)(ann.MessagesGetCustomEmojiDocuments(ann.ctx, []int64{first, mine, 12345}))
	if len(found) != 2 {
		t.Errorf("%d custom emoji", len(found))
	}
	newPhone(t, at, "bob", "9996622222", true)
	r := answer[*tg.ContactsImportedContacts](ann)(ann.ContactsImportContacts(ann.ctx, []tg.InputPhoneContact{{ClientID: 1, Phone: "9996622222", FirstName: "B"}}))
	bob := r.Users[0].(*tg.User)
	toBob := &tg.InputPeerUser{UserID: bob.ID, AccessHash: bob.AccessHash}
	if err := ann.say(toBob, "text"); err != nil {
		t.Fatal(err)
	}
	react := func(id int64) error {
		_, err := ann.MessagesSendReaction(ann.ctx, &tg.MessagesSendReactionRequest{
			Peer: toBob, MsgID: ann.last(toBob).ID, Reaction: []tg.ReactionClass{&tg.ReactionCustomEmoji{DocumentID: id}},
		})
		return err
	}
	ann.refused("REACTION_INVALID", react(12345))
	if err := react(mine); err != nil {
		t.Error(err)
	}
	// A sticker of the server's is sent, and names its set.
	all := answer[tg.MessagesAllStickersClass](ann)(ann.MessagesGetAllStickers(ann.ctx, 0)).(*tg.MessagesAllStickers)
	stickers := answer[tg.MessagesStickerSetClass](ann)(ann.MessagesGetStickerSet(ann.ctx, &tg.MessagesGetStickerSetRequest{
		Stickerset: &tg.InputStickerSetID{ID: all.Sets[0].ID, AccessHash: all.Sets[0].AccessHash},
	})).(*tg.MessagesStickerSet)
	one := stickers.Documents[0].(*tg.Document).AsInput()
	id++
	if _, err := ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{Peer: self, RandomID: id, Media: &tg.InputMediaDocument{ID: one}}); err != nil {
		t.Fatal(err)
	}
	d := ann.last(self).Media.(*tg.MessageMediaDocument).Document.(*tg.Document)
	named := false
	for _, a := range d.Attributes {
		if a, ok := a.(*tg.DocumentAttributeSticker); ok {
			s, ok := a.Stickerset.(*tg.InputStickerSetID)
			named = ok && s.ID == all.Sets[0].ID && s.AccessHash == all.Sets[0].AccessHash
		}
	}
	if !named {
		t.Errorf("%+v", d.Attributes)
	}
	if _, err := ann.MessagesFaveSticker(ann.ctx, &tg.MessagesFaveStickerRequest{ID: d.AsInput()}); err != nil {
		t.Error(err)
	}
	faved := answer[tg.MessagesFavedStickersClass](ann)(ann.MessagesGetFavedStickers(ann.ctx, 0)).(*tg.MessagesFavedStickers)
	if len(faved.Stickers) != 1 || len(faved.Packs) != 1 {
		t.Errorf("%+v", faved)
	}
	_, err = ann.MessagesSaveGif(ann.ctx, &tg.MessagesSaveGifRequest{ID: d.AsInput()})
	ann.refused("GIF_ID_INVALID", err)
	// Away with it.
	if _, err := ann.StickersRemoveStickerFromSet(ann.ctx, set.Documents[0].(*tg.Document).AsInput()); err != nil {
		t.Error(err)
	}
	if _, err := ann.StickersDeleteStickerSet(ann.ctx, input); err != nil {
		t.Error(err)
	}
	_, err = ann.MessagesGetStickerSet(ann.ctx, &tg.MessagesGetStickerSetRequest{Stickerset: input})
	ann.refused("STICKERSET_INVALID", err)
}
