// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/host/key"
)

// A tokenKey is a key of a token that is open.
type tokenKey struct {
	*found
	store *store
}

// key makes a key, which decrypts if the token offers that.
func (st *store) key(f *found) key.Key {
	k := &tokenKey{f, st}
	if !k.decrypts() {
		return k
	}
	return &decryptingKey{k}
}

// AsksToSign reports whether a PIN is asked for when the key signs.
func (k *tokenKey) AsksToSign() bool { return k.store.later.Load() || k.always() }

func (k *tokenKey) always() bool { return k.private != nil && k.private.Always }

// Sign signs all digests in one session, a key that wants its PIN each time one
// by one.
func (k *tokenKey) Sign(ctx context.Context, digests []key.Digest) ([]key.Result, error) {
	results := make([]key.Result, len(digests))
	tasks := make([]task, 0, len(digests))
	for i, d := range digests {
		t, err := prepare(k.public, d)
		if err == nil && !offers(k.store.mechanisms, t.mechanism, cryptoki.MechanismSign) {
			err = key.ErrMechanism
		}
		if err != nil {
			results[i].Err = err
			continue
		}
		t.at = i
		tasks = append(tasks, t)
	}
	err := k.store.use(ctx, func(ctx context.Context) error {
		private, err := k.store.ready(ctx, k.found)
		if err != nil || len(tasks) == 0 {
			return err
		}
		s := &signing{key: k, private: private, tasks: tasks, results: results}
		defer s.checks.Wait()
		if private.Always {
			return s.oneByOne(ctx)
		}
		return s.batches(ctx)
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}
