package contacts

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"lamplight"
	"lamplight/store"
)

// ids returns an account's folders by their ids, in order.
func (w *world) folderIDs(t testing.TB, owner lamplight.UserID) []int {
	t.Helper()
	fs, err := w.Folders(t.Context(), owner)
	fails(t, "folders", err, nil)
	var ids []int
	for _, f := range fs.List {
		ids = append(ids, f.ID)
	}
	return ids
}

func peers(from, n int) []lamplight.Peer {
	out := make([]lamplight.Peer, n)
	for i := range out {
		out[i] = lamplight.UserPeer(lamplight.UserID(from + i))
	}
	return out
}

func TestFoldersAreKeptAsTheyWereMade(t *testing.T) {
	w := newWorld(t, Limits{})
	heard := w.heard(t, ann)
	list(t, "of whoever made none", w.folderIDs(t, ann), lamplight.AllChats)
	color := 3
	work := lamplight.Folder{
		ID: 7, Title: "Work", Still: true, Emoticon: "💼", Color: &color,
		Pinned: peers(900, 2), Include: peers(800, 3), Exclude: peers(700, 1),
		Contacts: true, Groups: true, NoMuted: true, NoArchived: true,
	}
	fails(t, "make", w.PutFolder(t.Context(), ann, 4, work), nil)
	list(t, "told", kinds(heard()), lamplight.EventFolder)
	fs, err := w.Folders(t.Context(), ann)
	fails(t, "folders", err, nil)
	if len(fs.List) != 2 || !reflect.DeepEqual(fs.List[1], work) {
		t.Errorf("folders = %+v, want the whole list and %+v", fs, work)
	}
	list(t, "of another", w.folderIDs(t, bob), lamplight.AllChats)

	again := lamplight.Folder{
		ID: 7, Title: " Of\nfice ", Strangers: true, Channels: true, Bots: true, NoRead: true,
		Pinned:  append(peers(5, 2), peers(5, 1)...),
		Include: append(peers(6, 2), peers(9, 1)...), // one of them is pinned
	}
	fails(t, "change", w.PutFolder(t.Context(), ann, 4, again), nil)
	fs, _ = w.Folders(t.Context(), ann)
	again.Title, again.Pinned, again.Include = "Of fice", peers(5, 2), append(peers(7, 1), peers(9, 1)...)
	if !reflect.DeepEqual(fs.List[1], again) {
		t.Errorf("changed folder = %+v, want %+v", fs.List[1], again)
	}
	heard()
	fails(t, "remove", w.DeleteFolder(t.Context(), ann, 4, 7), nil)
	e := heard()
	list(t, "told", kinds(e), lamplight.EventFolder)
	same(t, "which", e[0].Number, 7)
	same(t, "by whom", e[0].Origin, 4)
	fails(t, "remove again", w.DeleteFolder(t.Context(), ann, 4, 7), nil)
	list(t, "told", kinds(heard()))
	list(t, "left", w.folderIDs(t, ann), lamplight.AllChats)
}

func TestFoldersThatCannotBe(t *testing.T) {
	w := newWorld(t, Limits{})
	none, high := -2, maxColor+1
	good := func(change func(*lamplight.Folder)) lamplight.Folder {
		f := lamplight.Folder{ID: 2, Title: "Work", Contacts: true}
		change(&f)
		return f
	}
	for _, tt := range []struct {
		name   string
		change func(*lamplight.Folder)
		want   error
	}{
		{"as it should be", func(f *lamplight.Folder) {}, nil},
		{"the whole list", func(f *lamplight.Folder) { f.ID = lamplight.AllChats }, ErrFolderID},
		{"the archive", func(f *lamplight.Folder) { f.ID = 1 }, ErrFolderID},
		{"negative", func(f *lamplight.Folder) { f.ID = -7 }, ErrFolderID},
		{"the last id", func(f *lamplight.Folder) { f.ID = maxFolder }, nil},
		{"beyond the last", func(f *lamplight.Folder) { f.ID = maxFolder + 1 }, ErrFolderID},
		{"no title", func(f *lamplight.Folder) { f.Title = "" }, ErrFolderTitle},
		{"a blank title", func(f *lamplight.Folder) { f.Title = " \t\n" }, ErrFolderTitle},
		{"no text", func(f *lamplight.Folder) { f.Title = "a\xff" }, ErrFolderTitle},
		{"the longest title", func(f *lamplight.Folder) { f.Title = lamplight.Text(strings.Repeat("ж", 12)) }, nil},
		{"a longer one", func(f *lamplight.Folder) { f.Title = lamplight.Text(strings.Repeat("ж", 13)) }, ErrFolderTitleLong},
		{"a long picture", func(f *lamplight.Folder) { f.Emoticon = strings.Repeat("x", maxEmoticon+1) }, ErrFolderEmoticon},
		{"a colour below", func(f *lamplight.Folder) { f.Color = &none }, ErrFolderColor},
		{"a colour above", func(f *lamplight.Folder) { f.Color = &high }, ErrFolderColor},
		{"nothing in it", func(f *lamplight.Folder) { f.Contacts = false }, ErrFolderEmpty},
		{"only what is left out", func(f *lamplight.Folder) { f.Contacts, f.Exclude = false, peers(1, 1) }, ErrFolderEmpty},
		{"only a pin", func(f *lamplight.Folder) { f.Contacts, f.Pinned = false, peers(1, 1) }, nil},
		{"full", func(f *lamplight.Folder) { f.Pinned, f.Include, f.Exclude = peers(1, 50), peers(51, 50), peers(1, 100) }, nil},
		{"too full", func(f *lamplight.Folder) { f.Pinned, f.Include = peers(1, 51), peers(52, 50) }, ErrFolderFull},
		{"too much left out", func(f *lamplight.Folder) { f.Exclude = peers(1, 101) }, ErrFolderFull},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fails(t, "put", w.PutFolder(t.Context(), ann, 4, good(tt.change)), tt.want)
		})
	}
	fails(t, "remove the whole list", w.DeleteFolder(t.Context(), ann, 4, lamplight.AllChats), ErrFolderID)
	for id := 2; id <= 11; id++ {
		fails(t, "make", w.PutFolder(t.Context(), bob, 4, lamplight.Folder{ID: id, Title: "F", Bots: true}), nil)
	}
	fails(t, "one too many", w.PutFolder(t.Context(), bob, 4, lamplight.Folder{ID: 12, Title: "F", Bots: true}), ErrFoldersTooMany)
	fails(t, "but any may change", w.PutFolder(t.Context(), bob, 4, lamplight.Folder{ID: 11, Title: "G", Bots: true}), nil)
}

func TestOrderOfFolders(t *testing.T) {
	w := newWorld(t, Limits{})
	heard := w.heard(t, ann)
	for _, id := range []int{4, 2, 3} {
		fails(t, "make", w.PutFolder(t.Context(), ann, 9, lamplight.Folder{ID: id, Title: "F", Bots: true}), nil)
	}
	heard()
	list(t, "as made", w.folderIDs(t, ann), 0, 4, 2, 3)
	for _, tt := range []struct {
		name   string
		order  []int
		want   []int
		told   int
		refuse error
	}{
		{"as it is", []int{0, 4, 2, 3}, []int{0, 4, 2, 3}, 1, nil}, // the whole list has a place now
		{"as it is again", []int{0, 4, 2, 3}, []int{0, 4, 2, 3}, 0, nil},
		{"the whole list goes", []int{2, 0, 3, 4}, []int{2, 0, 3, 4}, 1, nil},
		{"not all are named", []int{0, 3}, []int{0, 3, 2, 4}, 1, nil},
		{"the whole list is not named", []int{4, 3, 2}, []int{0, 4, 3, 2}, 1, nil},
		{"unknown", []int{0, 5}, []int{0, 4, 3, 2}, 0, ErrFolderID},
		{"twice", []int{4, 4}, []int{0, 4, 3, 2}, 0, ErrFolderID},
		{"nothing", nil, []int{0, 4, 3, 2}, 0, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fails(t, "order", w.OrderFolders(t.Context(), ann, 9, tt.order), tt.refuse)
			list(t, "order", w.folderIDs(t, ann), tt.want...)
			e := heard()
			same(t, "told", len(e), tt.told)
			if len(e) > 0 && e[0].Kind != lamplight.EventFolderOrder {
				t.Errorf("told %+v", e)
			}
		})
	}
	fails(t, "a new one", w.PutFolder(t.Context(), ann, 9, lamplight.Folder{ID: 9, Title: "F", Bots: true}), nil)
	list(t, "comes last", w.folderIDs(t, ann), 0, 4, 3, 2, 9)
}

func TestTagsAndSuggestions(t *testing.T) {
	w := newWorld(t, Limits{Folders: 2})
	heard := w.heard(t, ann)
	for _, on := range []bool{true, false, false} {
		fails(t, "tags", w.SetFolderTags(t.Context(), ann, 4, on), nil)
		fs, err := w.Folders(t.Context(), ann)
		fails(t, "folders", err, nil)
		same(t, "tags", fs.Tags, on)
		list(t, "told", kinds(heard()), lamplight.EventFolders)
	}
	suggested := func() []Suggestion {
		s, err := w.SuggestedFolders(t.Context(), ann)
		fails(t, "suggestions", err, nil)
		return s
	}
	s := suggested()
	same(t, "suggestions", len(s), 2)
	if s[0].Folder.ID == s[1].Folder.ID {
		t.Error("two suggestions have one id")
	}
	fails(t, "taken", w.PutFolder(t.Context(), ann, 4, s[0].Folder), nil)
	left := suggested()
	if len(left) != 1 || left[0].Folder.Title != s[1].Folder.Title || left[0].Folder.ID == s[0].Folder.ID {
		t.Errorf("left are %+v", left)
	}
	fails(t, "another", w.PutFolder(t.Context(), ann, 4, lamplight.Folder{ID: 40, Title: "F", Bots: true}), nil)
	same(t, "no room", len(suggested()), 0)
}

// FuzzFolder puts down whatever bytes say of a folder, and reads it back.
func FuzzFolder(f *testing.F) {
	f.Add([]byte(`{"title":"Work","kinds":["bots","contacts"],"without":["read"],"color":3}`))
	f.Add([]byte(`{"title":"Work","pinned":[{"Kind":1,"ID":7}],"exclude":[{"Kind":3,"ID":8}]}`))
	f.Add([]byte(`{"kinds":["nothing known"]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		one, err := readFolder(store.Folder{ID: 7, Value: data})
		if err != nil {
			return
		}
		value, err := writeFolder(one)
		if err != nil {
			t.Fatal(err)
		}
		back, err := readFolder(store.Folder{ID: 7, Value: value})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range []*[]lamplight.Peer{&one.Pinned, &one.Include, &one.Exclude, &back.Pinned, &back.Include, &back.Exclude} {
			*l = slices.Clip(*l)
			if len(*l) == 0 {
				*l = nil
			}
		}
		if string(one.Title) == strings.ToValidUTF8(string(one.Title), "") && !reflect.DeepEqual(one, back) {
			t.Errorf("a folder is something else after it was kept:\n%+v\n%+v", one, back)
		}
	})
}
