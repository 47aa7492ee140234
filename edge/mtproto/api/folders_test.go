package api

import (
	"fmt"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/layers"
	"lamplight/edge/mtproto/rpc"
)

// folder asks to put conversations with people into a folder called Work.
func (p *people) folder(owner lamplight.UserID, id int, with ...tg.InputPeerClass) *tg.MessagesUpdateDialogFilterRequest {
	req := &tg.MessagesUpdateDialogFilterRequest{ID: id}
	req.SetFilter(&tg.DialogFilter{
		ID: id, Title: tg.TextWithEntities{Text: "Work"}, Emoticon: "💼", ExcludeRead: true,
		IncludePeers: with, PinnedPeers: []tg.InputPeerClass{}, ExcludePeers: []tg.InputPeerClass{},
	})
	return req
}

func TestFoldersAreTheViewers(t *testing.T) {
	p := newPeople(t)
	p.ok(ann, p.folder(ann, 2, p.peer(ann, cid), &tg.InputPeerSelf{}, p.peer(ann, bob)))
	fs := as(p, ann, &tg.MessagesGetDialogFiltersRequest{}, &tg.MessagesDialogFilters{})
	equal(t, "folders", len(fs.Filters), 2)
	if _, ok := fs.Filters[0].(*tg.DialogFilterDefault); !ok {
		t.Errorf("the first folder is %+v", fs.Filters[0])
	}
	f := fs.Filters[1].(*tg.DialogFilter)
	equal(t, "title", f.Title.Text, "Work")
	equal(t, "emoticon", f.Emoticon, "💼")
	equal(t, "without what is read", f.ExcludeRead && !f.ExcludeMuted, true)
	want := []tg.InputPeerClass{p.peer(ann, cid), p.peer(ann, ann), p.peer(ann, bob)}
	equal(t, "conversations", f.IncludePeers, want)
	p.ok(ann, p.folder(ann, 2, f.IncludePeers...)) // what was read can be written

	p.refuses(ann, p.folder(ann, 3, p.peer(bob, cid)), "PEER_ID_INVALID")
	p.refuses(ann, p.folder(ann, 3, &tg.InputPeerUser{UserID: int64(bob)}), "PEER_ID_INVALID")
	p.refuses(ann, p.folder(ann, 3), "FILTER_INCLUDE_EMPTY")
	p.refuses(ann, p.folder(ann, 0, p.peer(ann, bob)), "FILTER_ID_INVALID")
	linked := &tg.MessagesUpdateDialogFilterRequest{ID: 3}
	linked.SetFilter(&tg.DialogFilterChatlist{ID: 3, Title: tg.TextWithEntities{Text: "Work"}})
	p.refuses(ann, linked, "FILTER_NOT_SUPPORTED")
	linked.SetFilter(&tg.DialogFilterDefault{})
	p.refuses(ann, linked, "FILTER_ID_INVALID")
	p.refuses(ann, &tg.MessagesUpdateDialogFiltersOrderRequest{Order: []int{9}}, "FILTER_ID_INVALID")
	p.refuses(ann, &tg.MessagesUpdateDialogFiltersOrderRequest{Order: make([]int, 101)}, "LIMIT_INVALID")

	p.ok(ann, &tg.MessagesUpdateDialogFiltersOrderRequest{Order: []int{2, 0}})
	p.ok(ann, &tg.MessagesToggleDialogFilterTagsRequest{Enabled: true})
	fs = as(p, ann, &tg.MessagesGetDialogFiltersRequest{}, &tg.MessagesDialogFilters{})
	if _, last := fs.Filters[1].(*tg.DialogFilterDefault); !last || !fs.TagsEnabled {
		t.Errorf("folders are %+v", fs)
	}
	equal(t, "suggested", len(as(p, ann, &tg.MessagesGetSuggestedDialogFiltersRequest{}, &tg.DialogFilterSuggestedVector{}).Elems), 2)
	p.ok(ann, &tg.MessagesUpdateDialogFilterRequest{ID: 2})
	fs = as(p, ann, &tg.MessagesGetDialogFiltersRequest{}, &tg.MessagesDialogFilters{})
	equal(t, "left", len(fs.Filters), 1)
}

// Constructors of older layers.
const (
	updateFilter158 = 0x1ad4a04a
	getFilters158   = 0xf19ed96d
	dialogFilter158 = 0x7438f7e8
	dialogFilter189 = 0x5fb5523b
)

// TestFoldersOfOlderLayers makes a folder as Pyrogram does (layer 158) and as clients of layer 189 do, whose titles are
// plain text, and as GramJS does (198), and reads it in all of them.
func TestFoldersOfOlderLayers(t *testing.T) {
	for _, layer := range []int{158, 189, 198, 228} {
		t.Run(fmt.Sprint(layer), func(t *testing.T) {
			p := newPeople(t)
			call := func(body []byte) []byte {
				t.Helper()
				newest, asking, err := layers.Up(nil, layer, body)
				if err != nil {
					t.Fatal(err)
				}
				res, err := p.router.Serve(t.Context(), rpc.Call{User: ann, Session: 1}, newest)
				if err != nil {
					t.Fatal(err)
				}
				var out bin.Buffer
				if err := res.Encode(&out); err != nil {
					t.Fatal(err)
				}
				answer, err := asking.Down(nil, out.Raw())
				if err != nil {
					t.Fatal(err)
				}
				return answer
			}
			equal(t, "made", len(call(p.folderIn(t, layer, "Büro"))), 4) // boolTrue is as long as its id

			var get bin.Buffer
			if get.PutID(getFilters158); layer > 170 {
				get.Reset()
				if err := (&tg.MessagesGetDialogFiltersRequest{}).Encode(&get); err != nil {
					t.Fatal(err)
				}
			}
			answer := bin.Buffer{Buf: call(get.Raw())}
			if layer > 170 {
				for _, want := range []func() error{
					func() error { return answer.ConsumeID(tg.MessagesDialogFiltersTypeID) },
					func() error { flags, err := answer.Int32(); equal(t, "flags", flags, 0); return err },
				} {
					if err := want(); err != nil {
						t.Fatal(err)
					}
				}
			}
			n, err := answer.VectorHeader()
			if err != nil || n != 2 {
				t.Fatalf("%d folders, %v", n, err)
			}
			if err := answer.ConsumeID(tg.DialogFilterDefaultTypeID); err != nil {
				t.Fatal(err)
			}
			var back bin.Buffer // the folder is written as it was read
			putFolder(&back, layer, "Büro", p.peer(ann, bob))
			equal(t, "folder", fmt.Sprintf("%x", answer.Raw()), fmt.Sprintf("%x", back.Raw()))
		})
	}
}

// folderIn returns the bytes of a call that makes a folder, in a layer.
func (p *people) folderIn(t *testing.T, layer int, title string) []byte {
	t.Helper()
	var b bin.Buffer
	b.PutID(updateFilter158)
	b.PutInt32(1)
	b.PutInt(2)
	putFolder(&b, layer, title, p.peer(ann, bob))
	return b.Raw()
}

// putFolder writes a folder with one conversation and an emoticon.
func putFolder(b *bin.Buffer, layer int, title string, with tg.InputPeerClass) {
	switch {
	case layer <= 170:
		b.PutID(dialogFilter158)
	case layer <= 189:
		b.PutID(dialogFilter189)
	default:
		b.PutID(tg.DialogFilterTypeID)
	}
	b.PutInt32(1<<25 | 1<<12)
	b.PutInt(2)
	if layer <= 189 {
		b.PutString(title)
	} else {
		b.PutID(tg.TextWithEntitiesTypeID)
		b.PutString(title)
		b.PutVectorHeader(0)
	}
	b.PutString("💼")
	b.PutVectorHeader(0)
	b.PutVectorHeader(1)
	with.Encode(b) // a user's name always can be written
	b.PutVectorHeader(0)
}
