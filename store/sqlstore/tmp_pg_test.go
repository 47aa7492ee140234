package sqlstore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"lamplight/store"
	"lamplight/store/storetest"
)

func TestPostgres(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		c, err := pgx.Connect(context.Background(), "postgres://postgres@127.0.0.1:55431/postgres")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(context.Background())
		n := fmt.Sprintf("t%d", time.Now().UnixNano())
		if _, err := c.Exec(context.Background(), "CREATE DATABASE "+n); err != nil {
			t.Fatal(err)
		}
		return open(t, "postgres://postgres@127.0.0.1:55431/"+n)
	})
}
