package storetest

import (
	"testing"

	"lamplight"
	"lamplight/store"
)

func testContacts(t *testing.T, s store.Store) {
	ann, ben, cid := user(t, s).ID, user(t, s).ID, user(t, s).ID
	of := func(f func(store.Tx, lamplight.UserID) ([]store.Contact, error), owner lamplight.UserID) []store.Contact {
		return get(t, s, func(tx store.Tx) ([]store.Contact, error) { return f(tx, owner) })
	}
	entry := store.Contact{Owner: ann, User: ben, Phone: "491", FirstName: "Ben", LastName: "B", Note: "n", Close: true, Added: at}
	saved := store.Contact{Owner: ann, Phone: "492", FirstName: "Later", Added: at}
	other := store.Contact{Owner: cid, User: ben, FirstName: "Benny", Added: at}
	write(t, s, func(tx store.Tx) error {
		for _, c := range []store.Contact{entry, saved, other} {
			if err := tx.PutContact(c); err != nil {
				return err
			}
		}
		return nil
	})
	same(t, "contacts", of(store.Tx.ContactsOf, ann), []store.Contact{entry})
	same(t, "saved", of(store.Tx.SavedOf, ann), []store.Contact{saved})
	same(t, "count", get(t, s, func(tx store.Tx) (int, error) { return tx.CountContacts(ann) }), 2)
	same(t, "one", get(t, s, func(tx store.Tx) (store.Contact, error) { return tx.Contact(ann, ben) }), entry)
	same(t, "waiting", get(t, s, func(tx store.Tx) ([]store.Contact, error) { return tx.SavedWith("492") }), []store.Contact{saved})
	owners := get(t, s, func(tx store.Tx) ([]lamplight.UserID, error) { return tx.OwnersWith(ben) })
	same(t, "owners", owners, []lamplight.UserID{ann, cid})
	mine := get(t, s, func(tx store.Tx) ([]store.Contact, error) { return tx.ContactsAmong(ann, []lamplight.UserID{ben, cid}) })
	same(t, "among mine", mine, []store.Contact{entry})
	theirs := get(t, s, func(tx store.Tx) ([]store.Contact, error) { return tx.OwnersAmong(ben, []lamplight.UserID{cid, ben}) })
	same(t, "among those who have him", theirs, []store.Contact{other})

	entry.FirstName, entry.Close = "Benjamin", false
	saved.LastName = "On"
	write(t, s, func(tx store.Tx) error {
		if err := tx.PutContact(entry); err != nil {
			return err
		}
		return tx.PutContact(saved)
	})
	same(t, "replaced", of(store.Tx.ContactsOf, ann), []store.Contact{entry})
	same(t, "saved replaced", of(store.Tx.SavedOf, ann), []store.Contact{saved})

	write(t, s, func(tx store.Tx) error { return tx.DeleteSaved(ann, "492") })
	same(t, "saved removed", of(store.Tx.SavedOf, ann), []store.Contact(nil))
	fails(t, "remove twice", s.Write(t.Context(), func(tx store.Tx) error { return tx.DeleteSaved(ann, "492") }), store.ErrNotFound)
	fails(t, "remove nobody", s.Write(t.Context(), func(tx store.Tx) error { return tx.DeleteContact(ann, 0) }), store.ErrNotFound)
	write(t, s, func(tx store.Tx) error { return tx.DeleteContact(ann, ben) })
	_, err := try(t.Context(), s, func(tx store.Tx) (store.Contact, error) { return tx.Contact(ann, ben) })
	fails(t, "removed", err, store.ErrNotFound)
	write(t, s, func(tx store.Tx) error { return tx.DeleteContactsOf(ben) })
	same(t, "gone from others", of(store.Tx.ContactsOf, cid), []store.Contact(nil))
}
