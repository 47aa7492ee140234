package sqlstore

import (
	"lamplight"
	"lamplight/store"
)

const contactColumns = `owner, user_id, phone, first_name, last_name, note, close, added`

func scanContact(scan scanner) (c store.Contact, err error) {
	err = scan(&c.Owner, &c.User, &c.Phone, &c.FirstName, &c.LastName, &c.Note, &c.Close, when(&c.Added))
	return c, err
}

// ContactsOf implements store.Contacts.
func (t *tx) ContactsOf(owner lamplight.UserID) ([]store.Contact, error) {
	return many(t, scanContact, `SELECT `+contactColumns+` FROM contacts WHERE owner = ? AND user_id <> 0 ORDER BY user_id`, owner)
}

// Contact implements store.Contacts.
func (t *tx) Contact(owner, user lamplight.UserID) (store.Contact, error) {
	return one(t, scanContact, `SELECT `+contactColumns+` FROM contacts WHERE owner = ? AND user_id = ? AND user_id <> 0`, owner, user)
}

// SavedOf implements store.Contacts.
func (t *tx) SavedOf(owner lamplight.UserID) ([]store.Contact, error) {
	return many(t, scanContact, `SELECT `+contactColumns+` FROM contacts WHERE owner = ? AND user_id = 0 ORDER BY phone`, owner)
}

// OwnersWith implements store.Contacts.
func (t *tx) OwnersWith(user lamplight.UserID) ([]lamplight.UserID, error) {
	return many(t, value[lamplight.UserID], `SELECT owner FROM contacts WHERE user_id = ? AND user_id <> 0 ORDER BY owner`, user)
}

// SavedWith implements store.Contacts.
func (t *tx) SavedWith(phone string) ([]store.Contact, error) {
	return many(t, scanContact, `SELECT `+contactColumns+` FROM contacts WHERE phone = ? AND user_id = 0 ORDER BY owner`, phone)
}

// PutContact implements store.Contacts.
func (t *tx) PutContact(c store.Contact) error {
	key := `(owner, user_id) WHERE user_id <> 0`
	if c.User == 0 {
		key = `(owner, phone) WHERE user_id = 0`
	}
	return t.run(`INSERT INTO contacts (`+contactColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT `+key+` DO UPDATE SET phone = excluded.phone, first_name = excluded.first_name,
		last_name = excluded.last_name, note = excluded.note, close = excluded.close`,
		c.Owner, c.User, c.Phone, c.FirstName, c.LastName, c.Note, c.Close, c.Added)
}

// DeleteContact implements store.Contacts.
func (t *tx) DeleteContact(owner, user lamplight.UserID) error {
	return t.must(store.ErrNotFound, `DELETE FROM contacts WHERE owner = ? AND user_id = ? AND user_id <> 0`, owner, user)
}

// DeleteSaved implements store.Contacts.
func (t *tx) DeleteSaved(owner lamplight.UserID, phone string) error {
	return t.must(store.ErrNotFound, `DELETE FROM contacts WHERE owner = ? AND phone = ? AND user_id = 0`, owner, phone)
}

// DeleteSavedOf implements store.Contacts.
func (t *tx) DeleteSavedOf(owner lamplight.UserID) error {
	return t.run(`DELETE FROM contacts WHERE owner = ? AND user_id = 0`, owner)
}

// DeleteContactsOf implements store.Contacts.
func (t *tx) DeleteContactsOf(user lamplight.UserID) error {
	if err := t.run(`DELETE FROM contacts WHERE owner = ?`, user); err != nil {
		return err
	}
	return t.run(`DELETE FROM contacts WHERE user_id = ? AND user_id <> 0`, user)
}

// CountContacts implements store.Contacts.
func (t *tx) CountContacts(owner lamplight.UserID) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM contacts WHERE owner = ?`, owner)
}

// ContactsAmong implements store.Contacts.
func (t *tx) ContactsAmong(owner lamplight.UserID, users []lamplight.UserID) ([]store.Contact, error) {
	return manyIn(t, scanContact, `SELECT `+contactColumns+` FROM contacts WHERE owner = ? AND user_id <> 0 AND user_id IN (%s)`, users, owner)
}

// OwnersAmong implements store.Contacts.
func (t *tx) OwnersAmong(user lamplight.UserID, owners []lamplight.UserID) ([]store.Contact, error) {
	return manyIn(t, scanContact, `SELECT `+contactColumns+` FROM contacts WHERE user_id = ? AND user_id <> 0 AND owner IN (%s)`, owners, user)
}
