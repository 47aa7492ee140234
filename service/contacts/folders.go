package contacts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lamplight"
	"lamplight/store"
)

// Folder ids that clients may give: 0 is the whole list, and 1 stands for the archive elsewhere.
const (
	minFolder = 2
	maxFolder = 255
)

// Bounds of what is said of a folder beside its title, as clients know them.
const (
	maxEmoticon = 32 // bytes
	maxColor    = 20 // the colours that names have; clients show tags in the first seven
	noColor     = -1
)

// Errors of folders.
var (
	ErrFolderID        = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILTER_ID_INVALID"}
	ErrFolderTitle     = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILTER_TITLE_EMPTY"}
	ErrFolderTitleLong = &lamplight.Error{Kind: lamplight.Invalid, Code: "MESSAGE_TOO_LONG"}
	ErrFolderEmpty     = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILTER_INCLUDE_EMPTY"}
	ErrFolderFull      = &lamplight.Error{Kind: lamplight.Invalid, Code: "FILTER_INCLUDE_TOO_MUCH"}
	ErrFoldersTooMany  = &lamplight.Error{Kind: lamplight.Invalid, Code: "DIALOG_FILTERS_TOO_MUCH"}
	ErrFolderEmoticon  = &lamplight.Error{Kind: lamplight.Invalid, Code: "EMOTICON_INVALID"}
	ErrFolderColor     = &lamplight.Error{Kind: lamplight.Invalid, Code: "COLOR_INVALID"}
)

// folderTags is the name under which is kept that conversations show their folders.
const folderTags = "folder tags"

// savedFolder is a folder as it is kept: a lamplight.Text would not be written out.
type savedFolder struct {
	Title    string           `json:"title"`
	Still    bool             `json:"still,omitempty"`
	Emoticon string           `json:"emoticon,omitempty"`
	Color    *int             `json:"color,omitempty"`
	Pinned   []lamplight.Peer `json:"pinned,omitempty"`
	Include  []lamplight.Peer `json:"include,omitempty"`
	Exclude  []lamplight.Peer `json:"exclude,omitempty"`
	Kinds    []string         `json:"kinds,omitempty"`
	Without  []string         `json:"without,omitempty"`
}

// ruleNames are the names under which a folder's rules are kept.
func ruleNames(f *lamplight.Folder) (kinds, without map[string]*bool) {
	return map[string]*bool{
			"contacts": &f.Contacts, "strangers": &f.Strangers, "groups": &f.Groups, "channels": &f.Channels, "bots": &f.Bots,
		}, map[string]*bool{
			"muted": &f.NoMuted, "read": &f.NoRead, "archived": &f.NoArchived,
		}
}

func writeFolder(f lamplight.Folder) ([]byte, error) {
	set := func(names map[string]*bool) (out []string) {
		for name, on := range names {
			if *on {
				out = append(out, name)
			}
		}
		slices.Sort(out)
		return out
	}
	kinds, without := ruleNames(&f)
	return json.Marshal(savedFolder{
		Title: string(f.Title), Still: f.Still, Emoticon: f.Emoticon, Color: f.Color,
		Pinned: f.Pinned, Include: f.Include, Exclude: f.Exclude, Kinds: set(kinds), Without: set(without),
	})
}

func readFolder(row store.Folder) (lamplight.Folder, error) {
	f := lamplight.Folder{ID: row.ID}
	if row.ID == lamplight.AllChats {
		return f, nil
	}
	var s savedFolder
	if err := json.Unmarshal(row.Value, &s); err != nil {
		return f, fmt.Errorf("folder %d of %d: %w", row.ID, row.User, err)
	}
	f.Title, f.Still, f.Emoticon, f.Color = lamplight.Text(s.Title), s.Still, s.Emoticon, s.Color
	f.Pinned, f.Include, f.Exclude = s.Pinned, s.Include, s.Exclude
	kinds, without := ruleNames(&f)
	for _, l := range []struct {
		names []string
		to    map[string]*bool
	}{{s.Kinds, kinds}, {s.Without, without}} {
		for _, name := range l.names {
			on, known := l.to[name]
			if !known {
				return f, fmt.Errorf("folder %d of %d: unknown rule %q", row.ID, row.User, name)
			}
			*on = true
		}
	}
	return f, nil
}

// readFolders returns an account's folders in their order. Whoever never moved the whole list has it first.
func readFolders(tx store.Tx, owner lamplight.UserID) ([]lamplight.Folder, error) {
	rows, err := tx.FoldersOf(owner)
	if err != nil {
		return nil, err
	}
	out := make([]lamplight.Folder, 0, len(rows)+1)
	if !slices.ContainsFunc(rows, func(r store.Folder) bool { return r.ID == lamplight.AllChats }) {
		out = append(out, lamplight.Folder{ID: lamplight.AllChats})
	}
	for _, r := range rows {
		f, err := readFolder(r)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// Folders returns how an account sorted its conversations.
func (s *Service) Folders(ctx context.Context, owner lamplight.UserID) (fs lamplight.Folders, err error) {
	err = s.store.Read(ctx, func(tx store.Tx) error {
		if fs.List, err = readFolders(tx, owner); err != nil {
			return err
		}
		_, err := tx.Setting(owner, folderTags)
		fs.Tags = err == nil
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return fs, err
}

// PutFolder makes or changes a folder and tells the other devices. A new one comes last. FILTER_ID_INVALID outside 2 to
// 255, FILTER_TITLE_EMPTY, MESSAGE_TOO_LONG for its title, FILTER_INCLUDE_EMPTY if nothing can be in it,
// FILTER_INCLUDE_TOO_MUCH (also for those left out), DIALOG_FILTERS_TOO_MUCH, EMOTICON_INVALID, COLOR_INVALID.
//
// https://core.telegram.org/method/messages.updateDialogFilter
func (s *Service) PutFolder(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, f lamplight.Folder) error {
	f, err := s.folder(f)
	if err != nil {
		return err
	}
	value, err := writeFolder(f)
	if err != nil {
		return err
	}
	told := lamplight.Event{Kind: lamplight.EventFolder, Number: int64(f.ID)}
	return s.store.Write(ctx, func(tx store.Tx) error {
		rows, err := tx.FoldersOf(owner)
		if err != nil {
			return err
		}
		count, place := 0, 1 // the whole list is before the first, until it is moved
		for _, r := range rows {
			if r.ID == f.ID {
				if err := tx.PutFolder(store.Folder{User: owner, ID: f.ID, Place: r.Place, Value: value}); err != nil {
					return err
				}
				return s.owe(tx, owner, origin, told)
			}
			if place = max(place, r.Place+1); r.ID != lamplight.AllChats {
				count++
			}
		}
		if count >= s.limits.Folders {
			return ErrFoldersTooMany
		}
		if err := tx.PutFolder(store.Folder{User: owner, ID: f.ID, Place: place, Value: value}); err != nil {
			return err
		}
		return s.owe(tx, owner, origin, told)
	})
}

// folder checks what a client says of a folder and brings it to the form in which it is kept.
func (s *Service) folder(f lamplight.Folder) (lamplight.Folder, error) {
	if f.ID < minFolder || f.ID > maxFolder {
		return f, ErrFolderID
	}
	if !utf8.ValidString(string(f.Title)) {
		return f, ErrFolderTitle
	}
	title := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, string(f.Title)))
	f.Title = lamplight.Text(title)
	switch {
	case title == "":
		return f, ErrFolderTitle
	case utf8.RuneCountInString(title) > s.limits.FolderRunes:
		return f, ErrFolderTitleLong
	case len(f.Emoticon) > maxEmoticon || !utf8.ValidString(f.Emoticon):
		return f, ErrFolderEmoticon
	}
	if f.Color != nil {
		if *f.Color == noColor {
			f.Color = nil
		} else if *f.Color < 0 || *f.Color > maxColor {
			return f, ErrFolderColor
		}
	}
	f.Pinned = distinct(f.Pinned)
	f.Include = distinct(f.Include, f.Pinned...)
	f.Exclude = distinct(f.Exclude)
	switch {
	case max(len(f.Pinned)+len(f.Include), len(f.Exclude)) > s.limits.FolderChats:
		return f, ErrFolderFull
	case len(f.Pinned)+len(f.Include) == 0 && !(f.Contacts || f.Strangers || f.Groups || f.Channels || f.Bots):
		return f, ErrFolderEmpty
	}
	return f, nil
}

// distinct returns peers without repetitions and without those of but, in their order.
func distinct(peers []lamplight.Peer, but ...lamplight.Peer) []lamplight.Peer {
	var out []lamplight.Peer
	met := make(map[lamplight.Peer]bool, len(peers)+len(but))
	for _, p := range but {
		met[p] = true
	}
	for _, p := range peers {
		if !met[p] {
			met[p] = true
			out = append(out, p)
		}
	}
	return out
}

// DeleteFolder removes a folder and tells the other devices; the conversations in it stay. To remove one that is gone
// does nothing, so that a repeated call is answered as the first. FILTER_ID_INVALID outside 2 to 255.
func (s *Service) DeleteFolder(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, id int) error {
	if id < minFolder || id > maxFolder {
		return ErrFolderID
	}
	err := s.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.DeleteFolder(owner, id); err != nil {
			return err
		}
		return s.owe(tx, owner, origin, lamplight.Event{Kind: lamplight.EventFolder, Number: int64(id)})
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// OrderFolders puts an account's folders in the given order and tells the other devices. The whole list stays first if it
// is not named, other folders that are not named come last. FILTER_ID_INVALID for one that there is not, or one named
// twice.
//
// https://core.telegram.org/method/messages.updateDialogFiltersOrder
func (s *Service) OrderFolders(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, ids []int) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		changed := false
		rows, err := tx.FoldersOf(owner)
		if err != nil {
			return err
		}
		at := make(map[int]store.Folder, len(rows)+1)
		at[lamplight.AllChats] = store.Folder{User: owner, ID: lamplight.AllChats}
		for _, r := range rows {
			at[r.ID] = r
		}
		order := slices.Clone(ids)
		if !slices.Contains(order, lamplight.AllChats) {
			order = slices.Insert(order, 0, lamplight.AllChats)
		}
		for i, id := range order {
			if _, known := at[id]; !known || slices.Contains(order[:i], id) {
				return ErrFolderID
			}
		}
		for _, r := range rows {
			if !slices.Contains(order, r.ID) {
				order = append(order, r.ID)
			}
		}
		for i, id := range order {
			r := at[id]
			if stored := slices.ContainsFunc(rows, func(x store.Folder) bool { return x.ID == id }); stored && r.Place == i {
				continue
			}
			r.Place, changed = i, true
			if err := tx.PutFolder(r); err != nil {
				return err
			}
		}
		if !changed {
			return nil
		}
		return s.owe(tx, owner, origin, lamplight.Event{Kind: lamplight.EventFolderOrder})
	})
}

// SetFolderTags says whether conversations show the folders that they are in, and tells the other devices.
//
// https://core.telegram.org/method/messages.toggleDialogFilterTags
func (s *Service) SetFolderTags(ctx context.Context, owner lamplight.UserID, origin lamplight.SessionID, on bool) error {
	return s.store.Write(ctx, func(tx store.Tx) error {
		var err error
		if on {
			err = tx.PutSetting(owner, folderTags, []byte{1})
		} else {
			err = tx.DeleteSetting(owner, folderTags)
		}
		if err != nil {
			return err
		}
		return s.owe(tx, owner, origin, lamplight.Event{Kind: lamplight.EventFolders})
	})
}

// A Suggestion is a folder that somebody may want.
type Suggestion struct {
	Folder      lamplight.Folder
	Description string
}

// SuggestedFolders returns folders that an account does not have and may want, fewer than it may still make.
//
// https://core.telegram.org/method/messages.getSuggestedDialogFilters
func (s *Service) SuggestedFolders(ctx context.Context, owner lamplight.UserID) ([]Suggestion, error) {
	var have []lamplight.Folder
	err := s.store.Read(ctx, func(tx store.Tx) (err error) {
		have, err = readFolders(tx, owner)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []Suggestion
	for _, some := range []Suggestion{
		{lamplight.Folder{
			Title: "Unread", Emoticon: "✅", NoRead: true, Contacts: true, Strangers: true, Groups: true, Channels: true, Bots: true,
		}, "Whatever has something new in it"},
		{lamplight.Folder{Title: "Personal", Emoticon: "👤", Contacts: true, Strangers: true}, "Conversations between two people"},
	} {
		had := slices.ContainsFunc(have, func(f lamplight.Folder) bool { return sameRules(f, some.Folder) })
		if len(have)-1+len(out) >= s.limits.Folders || had {
			continue
		}
		// Clients choose the id of what they make; here stands one that is free.
		for some.Folder.ID = minFolder; taken(some.Folder.ID, have, out); some.Folder.ID++ {
		}
		out = append(out, some)
	}
	return out, nil
}

// sameRules reports whether two folders hold the same kinds of conversations and none by name.
func sameRules(a, b lamplight.Folder) bool {
	plain := func(f lamplight.Folder) [8]bool {
		return [8]bool{f.Contacts, f.Strangers, f.Groups, f.Channels, f.Bots, f.NoMuted, f.NoRead, f.NoArchived}
	}
	return a.ID != lamplight.AllChats && plain(a) == plain(b) && len(a.Pinned)+len(a.Include)+len(a.Exclude) == 0
}

func taken(id int, have []lamplight.Folder, suggested []Suggestion) bool {
	return slices.ContainsFunc(have, func(f lamplight.Folder) bool { return f.ID == id }) ||
		slices.ContainsFunc(suggested, func(s Suggestion) bool { return s.Folder.ID == id })
}
