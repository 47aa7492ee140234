package server

import (
	"testing"
	"time"

	"github.com/gotd/td/tg"

	"lamplight/service/media"
)

// TestNoPlaceGoesAroundTheScreener tries each way in each kind of conversation: what is blocked is refused, and of what is held
// its sender has a copy and nobody else anything.
func TestNoPlaceGoesAroundTheScreener(t *testing.T) {
	if testing.Short() {
		t.Skip("a server and two clients")
	}
	j := new(judge)
	c := settings(t)
	c.TestAccounts = true
	at, _ := startWith(t, c, j)
	ann := newPhone(t, at, "ann", "9996621111", true)
	bob := newPhone(t, at, "bob", "9996622222", true)
	places := somewhere(t, ann, bob)
	id := int64(1000)
	next := func() int64 { id++; return id }
	photo := func() tg.InputMediaClass {
		n := next()
		return &tg.InputMediaUploadedPhoto{File: ann.upload(n, "a.jpg", drawn(t, int(n%700)+60, 100+int(n/700)))}
	}
	send := func(to tg.InputPeerClass, m tg.InputMediaClass, date int) error {
		_, err := ann.MessagesSendMedia(ann.ctx, &tg.MessagesSendMediaRequest{Peer: to, RandomID: next(), Media: m, ScheduleDate: date})
		return err
	}
	ways := []struct {
		name string
		do   func(to tg.InputPeerClass) error
	}{
		{"a photo", func(to tg.InputPeerClass) error { return send(to, photo(), 0) }},
		{"a file with a thumbnail of the client's", func(to tg.InputPeerClass) error {
			n := next()
			d := &tg.InputMediaUploadedDocument{File: ann.upload(n, "a", []byte{byte(n), byte(n >> 8), 7}), MimeType: "application/zip"}
			d.SetThumb(photo().(*tg.InputMediaUploadedPhoto).File)
			return send(to, d, 0)
		}},
		{"an album", func(to tg.InputPeerClass) error {
			_, err := ann.MessagesSendMultiMedia(ann.ctx, &tg.MessagesSendMultiMediaRequest{Peer: to, MultiMedia: []tg.InputSingleMedia{
				{RandomID: next(), Media: photo()}, {RandomID: next(), Media: photo()},
			}})
			return err
		}},
		{"scheduled, and sent", func(to tg.InputPeerClass) error {
			if err := send(to, photo(), int(time.Now().Add(time.Hour).Unix())); err != nil {
				return err
			}
			waiting := answer[tg.MessagesMessagesClass](ann)(ann.MessagesGetScheduledHistory(ann.ctx, &tg.MessagesGetScheduledHistoryRequest{Peer: to}))
			all, _ := waiting.AsModified()
			_, err := ann.MessagesSendScheduledMessages(ann.ctx, &tg.MessagesSendScheduledMessagesRequest{
				Peer: to, ID: []int{all.GetMessages()[0].GetID()},
			})
			return err
		}},
		{"forwarded from oneself", func(to tg.InputPeerClass) error {
			if err := send(&tg.InputPeerSelf{}, photo(), 0); err != nil {
				return err
			}
			_, err := ann.MessagesForwardMessages(ann.ctx, &tg.MessagesForwardMessagesRequest{
				FromPeer: &tg.InputPeerSelf{}, ToPeer: to, ID: []int{ann.last(&tg.InputPeerSelf{}).ID}, RandomID: []int64{next()},
			})
			return err
		}},
	}
	for _, p := range places {
		for _, w := range ways {
			t.Run(p.name+", "+w.name, func(t *testing.T) {
				mine, his := len(ann.files(p.ann)), len(bob.files(p.bob))
				j.says.Store(int32(media.Block))
				err := w.do(p.ann)
				if err == nil {
					t.Error("blocked: it went through")
				}
				ann.refused("MEDIA_INVALID", err)
				if len(ann.files(p.ann)) != mine {
					t.Error("blocked: its sender sees it")
				}
				j.says.Store(int32(media.Hold))
				if err := w.do(p.ann); err != nil {
					t.Errorf("held: %v", err)
				}
				if len(ann.files(p.ann)) <= mine {
					t.Error("held: its sender does not see it")
				}
				if n := len(bob.files(p.bob)); n != his {
					t.Errorf("held: the other one sees %d files more", n-his)
				}
			})
		}
		for _, says := range []media.Outcome{media.Block, media.Hold} {
			j.says.Store(int32(says))
			chosen := &tg.InputChatUploadedPhoto{}
			chosen.SetFile(photo().(*tg.InputMediaUploadedPhoto).File)
			var err error
			switch to := p.ann.(type) {
			case *tg.InputPeerChat:
				_, err = ann.MessagesEditChatPhoto(ann.ctx, &tg.MessagesEditChatPhotoRequest{ChatID: to.ChatID, Photo: chosen})
			case *tg.InputPeerChannel:
				_, err = ann.ChannelsEditPhoto(ann.ctx, &tg.ChannelsEditPhotoRequest{
					Channel: &tg.InputChannel{ChannelID: to.ChannelID, AccessHash: to.AccessHash}, Photo: chosen,
				})
			default:
				continue
			}
			if err == nil {
				t.Errorf("%s: a photo of it that is not clean (%d) was set", p.name, says)
			}
		}
	}
	j.says.Store(int32(media.Pass))
	if _, err := ann.AccountUploadWallPaper(ann.ctx, &tg.AccountUploadWallPaperRequest{File: photo().(*tg.InputMediaUploadedPhoto).File, MimeType: "image/jpeg"}); err == nil {
		t.Error("a wallpaper can be uploaded: let it pass the screener, and test it here")
	}
	ids, _ := bob.MessagesGetHistory(bob.ctx, &tg.MessagesGetHistoryRequest{Peer: places[1].bob, Limit: 100})
	all, _ := ids.AsModified()
	for _, m := range all.GetMessages() {
		if s, ok := m.(*tg.MessageService); ok {
			if _, is := s.Action.(*tg.MessageActionChatEditPhoto); is {
				t.Error("bob is told of a photo of the group that was refused")
			}
		}
	}
}
