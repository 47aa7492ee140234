package sqlstore

import "lamplight/store"

func scanInvitation(scan scanner) (i store.Invitation, err error) {
	err = scan(&i.Phone, &i.Note, &i.Email, when(&i.Created))
	return i, err
}

// Invitation implements store.Invitations.
func (t *tx) Invitation(phone string) (store.Invitation, error) {
	return one(t, scanInvitation, `SELECT phone, note, email, created FROM invitations WHERE phone = ?`, phone)
}

// PutInvitation implements store.Invitations.
func (t *tx) PutInvitation(i store.Invitation) error {
	return t.run(`INSERT INTO invitations (phone, note, email, created) VALUES (?, ?, ?, ?)
		ON CONFLICT (phone) DO UPDATE SET note = excluded.note, email = excluded.email`, i.Phone, i.Note, i.Email, i.Created)
}

// DeleteInvitation implements store.Invitations.
func (t *tx) DeleteInvitation(phone string) error {
	return t.run(`DELETE FROM invitations WHERE phone = ?`, phone)
}

// ListInvitations implements store.Invitations.
func (t *tx) ListInvitations(after string, limit int) ([]store.Invitation, error) {
	return many(t, scanInvitation, `SELECT phone, note, email, created FROM invitations WHERE phone > ? ORDER BY phone LIMIT ?`,
		after, limit)
}
