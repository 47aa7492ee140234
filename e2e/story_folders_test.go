package e2e

import (
	"fmt"
	"slices"
	"testing"
)

func (s *story) folders(t *testing.T) {
	changed := told{s.laptop, "a change of folders", func(e event) bool { return e.Event == "folders" }}
	// has compares what a device has with what there should be. A library may list a pinned conversation twice.
	has := func(want ...folder) {
		t.Helper()
		for _, d := range []*device{s.phone, s.laptop} {
			soon(t, func() error {
				var got struct{ Folders []folder }
				d.do(t, "folders", nil, &got)
				same := len(got.Folders) == len(want)
				for i := 0; same && i < len(want); i++ {
					g, w := got.Folders[i], want[i]
					g.Include = slices.DeleteFunc(g.Include, func(id int64) bool { return slices.Contains(g.Pinned, id) })
					same = g.ID == w.ID && g.Title == w.Title && g.Contacts == w.Contacts && g.Archived == w.Archived &&
						slices.Equal(g.Include, w.Include) && slices.Equal(g.Exclude, w.Exclude) && slices.Equal(g.Pinned, w.Pinned)
				}
				if !same {
					return fmt.Errorf("%s has the folders %+v, want %+v", d.name, got.Folders, want)
				}
				return nil
			})
		}
	}
	set := func(a args) int {
		t.Helper()
		var made struct{ ID int }
		live(t, func() { s.phone.do(t, "setFolder", a, &made) }, changed)
		return made.ID
	}
	work := folder{
		Title: "Работа", Include: []int64{s.bob.id}, Pinned: []int64{s.carol.id}, Archived: true,
		ID: set(args{
			"title": "Работа", "include": []string{s.Bob.name}, "pinned": []string{s.Carol.name}, "archived": true,
		}),
	}
	has(work)
	people := folder{
		Title: "People", Contacts: true, Exclude: []int64{s.carol.id},
		ID: set(args{"title": "People", "contacts": true, "exclude": []string{s.Carol.name}}),
	}
	has(work, people)

	work.Title, work.Include, work.Pinned, work.Archived = "Work", []int64{s.carol.id}, nil, false
	set(args{"id": work.ID, "title": work.Title, "include": []string{s.Carol.name}})
	has(work, people)
	live(t, func() {
		s.phone.do(t, "orderFolders", args{"ids": []int{people.ID, work.ID}}, nil)
	}, changed)
	has(people, work)
	live(t, func() { s.phone.do(t, "deleteFolder", args{"id": people.ID}, nil) }, changed)
	has(work)
	live(t, func() { s.phone.do(t, "deleteFolder", args{"id": work.ID}, nil) }, changed)
	has()
}
