package main

import (
	"context"
	"fmt"
	"time"
)

// idle measures what sessions cost that do nothing: the memory that a server takes more with them than without. The accounts
// are made first, and the server then starts anew, so that neither key exchanges nor sign-ups are in the difference.
func idle(ctx context.Context, o options, boxes, folder string) (row, error) {
	keys, err := makeKeys(ctx, o, boxes, folder, o.sessions)
	if err != nil {
		return row{}, err
	}
	s, err := serve(ctx, o, folder, boxes)
	if err != nil {
		return row{}, err
	}
	r, err := measureIdle(ctx, s, o, keys)
	return r, join(err, s.stop())
}

// makeKeys signs n accounts up and returns their keys; the server ends with it.
func makeKeys(ctx context.Context, o options, boxes, folder string, n int) ([]secret, error) {
	s, err := serve(ctx, o, folder, boxes)
	if err != nil {
		return nil, err
	}
	accounts, err := all(ctx, n, func(ctx context.Context, i int) (*account, error) {
		a, err := signUp(ctx, s, i)
		if err != nil {
			return nil, err
		}
		_, err = a.state(ctx)
		return a, err
	})
	var keys []secret
	for _, a := range accounts {
		keys = append(keys, a.secret())
	}
	closeAll(accounts)
	return keys, join(err, s.stop())
}

func measureIdle(ctx context.Context, s *served, o options, keys []secret) (row, error) {
	pid := s.cmd.Process.Pid
	empty, err := settled(ctx, pid, o.settle)
	if err != nil {
		return row{}, err
	}
	// What the server makes once, for whoever comes first (the tables of the layers), is no session's.
	first, err := comeBack(ctx, s, 0, keys[0])
	if err != nil {
		return row{}, err
	}
	first.close()
	before, err := settled(ctx, pid, o.settle)
	if err != nil {
		return row{}, err
	}
	accounts, err := all(ctx, len(keys), func(ctx context.Context, i int) (*account, error) { return comeBack(ctx, s, i, keys[i]) })
	if err != nil {
		return row{}, err
	}
	defer closeAll(accounts)
	full, err := settled(ctx, pid, o.settle)
	if err != nil {
		return row{}, err
	}
	if o.profile != "" {
		if err := s.profile(ctx, "heap?gc=1", o.profile); err != nil {
			return row{}, err
		}
	}
	// They are still there: each answers.
	for _, a := range accounts {
		if _, err := a.state(ctx); err != nil {
			return row{}, fmt.Errorf("an idle session is gone: %w", err)
		}
	}
	return row{
		KiBPerSession: some(float64(full.anon-before.anon) / float64(len(keys))),
		IdleMB:        some(float64(empty.anon) * 1024 / 1e6), IdleAllMB: some(float64(empty.all) * 1024 / 1e6),
	}, nil
}

// settled returns the memory of a process after it had time to give back what it does not need.
func settled(ctx context.Context, pid int, d time.Duration) (memory, error) {
	if err := wait(ctx, d, nil); err != nil {
		return memory{}, err
	}
	return memoryOf(pid)
}
