package sqlstore_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lamplight"
	"lamplight/internal/testenv"
	"lamplight/store"
	"lamplight/store/sqlstore"
	"lamplight/store/storetest"
)

var instanceKey = bytes.Repeat([]byte{7}, sqlstore.KeySize)

func open(t *testing.T, url string) *sqlstore.Store { t.Helper(); return openFor(t, url) }

func openFor(t testing.TB, url string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), url, sqlstore.Options{Key: instanceKey, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, "sqlite:"+filepath.Join(t.TempDir(), "store.db")) })
}

func TestPostgres(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, testenv.Postgres(t)) })
}

// With one connection the migration would wait for itself. Nothing is dialled before that is said.
func TestPostgresNeedsTwoConnections(t *testing.T) {
	const url = "postgres://lamp:secret@192.0.2.1/lamp?pool_max_conns=1"
	s, err := sqlstore.Open(t.Context(), url, sqlstore.Options{Key: instanceKey, Now: time.Now})
	if err == nil {
		s.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "pool_max_conns=1") || strings.Contains(err.Error(), "secret") {
		t.Errorf("opened with one connection: %v", err)
	}
}

// Two are enough.
func TestPostgresWithTwoConnections(t *testing.T) {
	open(t, testenv.Postgres(t)+"&pool_max_conns=2")
}

func TestKeepsWhatItWasGiven(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "a store ä%20?x=1#.db")
	s := open(t, url)
	u := store.User{ID: 5, Phone: "5", Created: time.Unix(1, 0).UTC(), TTLDays: 30}
	if err := s.Write(t.Context(), func(tx store.Tx) error { return tx.AddUser(u) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if i, err := os.Stat(strings.TrimPrefix(url, "sqlite:")); err != nil || i.Mode().Perm() != 0o600 {
		t.Fatalf("the file has mode %v, %v; want it for its owner alone", i.Mode(), err)
	}
	err := open(t, url).Read(t.Context(), func(tx store.Tx) error {
		got, err := tx.User(5)
		if got != u {
			t.Errorf("user = %+v, want %+v", got, u)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhatIsDeletedIsOverwritten looks for a name that was taken away where a thief of the disk would.
func TestWhatIsDeletedIsOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	s := open(t, "sqlite:"+path)
	ann := lamplight.UserPeer(5)
	for _, name := range []string{"xylophonia", ""} {
		if err := s.Write(t.Context(), func(tx store.Tx) error { return tx.SetUsername(ann, name) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "-wal"} {
		if b, err := os.ReadFile(file); err == nil && bytes.Contains(b, []byte("xylophonia")) {
			t.Errorf("%s still has the name", filepath.Base(file))
		}
	}
}

// TestDeletedWordsLeaveTheFiles looks for the words of a deleted and of an edited message where a thief of the disk would.
func TestDeletedWordsLeaveTheFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	s := open(t, "sqlite:"+path)
	var c store.SearchCursor
	step := func(words ...string) {
		t.Helper()
		next := store.SearchStep{From: c, To: store.SearchCursor{Box: 5, PTS: c.PTS + 1}, Min: 1, Max: 1000}
		for i, w := range words {
			next.Put = append(next.Put, store.SearchMessage{ID: lamplight.MessageID(i + 1), Peer: lamplight.UserPeer(7), Words: []string{w}})
		}
		if err := s.Write(t.Context(), func(tx store.Tx) error { _, err := tx.StepSearch([]store.SearchStep{next}); return err }); err != nil {
			t.Fatal(err)
		}
		c = next.To
	}
	step("xylophonia", "marimbaphone", "staying")
	step("glockenspiel", "marimbaphone", "staying")
	step("", "", "staying")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte("staying")) {
		t.Fatal("the test does not look at the right file")
	}
	for _, word := range []string{"xylophonia", "marimbaphone", "glockenspiel"} {
		if bytes.Contains(b, []byte(word)) || bytes.Contains(b, []byte(word[2:])) { // words share their beginnings in the index
			t.Errorf("the file still has %s", word)
		}
	}
}

func TestSecretsAreSealed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, "sqlite:"+filepath.Join(dir, "s.db"))
	verifier := []byte("the verifier of somebody's password")
	k := lamplight.AuthKey{ID: 9, Created: time.Unix(1, 0)}
	copy(k.Value[:], "the value of an auth key")
	err := s.Write(t.Context(), func(tx store.Tx) error {
		if err := tx.AddUser(store.User{ID: 5, Phone: "5", TTLDays: 30, FirstName: "Ann Plain", Created: k.Created}); err != nil {
			return err
		}
		if err := tx.PutPassword(store.Password{User: 5, Verifier: verifier}); err != nil {
			return err
		}
		return tx.AddKey(k)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var all []byte
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	if !bytes.Contains(all, []byte("Ann Plain")) {
		t.Fatal("the test does not look at the right files")
	}
	for _, secret := range [][]byte{verifier, k.Value[:24]} {
		if bytes.Contains(all, secret) {
			t.Errorf("%q lies open in the database", secret)
		}
	}

	_, err = sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(dir, "s.db"),
		sqlstore.Options{Key: make([]byte, sqlstore.KeySize), Now: time.Now})
	if err == nil || !strings.Contains(err.Error(), "not the instance key") {
		t.Errorf("opening with another key: %v", err)
	}
}

func TestBadURLs(t *testing.T) {
	for url, want := range map[string]string{
		"":                              "no known kind",
		"mysql://root:hunter2@host/x":   "mysql",
		"sqlite:":                       "want sqlite:PATH",
		"sqlite:/nowhere/at/all/x.db":   "/nowhere/at/all/x.db",
		"postgres://u:hunter2@host:x/y": "does not parse",
	} {
		_, err := sqlstore.Open(t.Context(), url, sqlstore.Options{Key: instanceKey, Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("open %s: %v, want %q and no password", url, err, want)
		}
	}
}

func BenchmarkOpenEmpty(b *testing.B) {
	dir := b.TempDir()
	for i := range b.N {
		s, err := sqlstore.Open(b.Context(), "sqlite:"+filepath.Join(dir, time.Duration(i).String()),
			sqlstore.Options{Key: instanceKey, Now: time.Now})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
