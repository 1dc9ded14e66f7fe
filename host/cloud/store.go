// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"context"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A store is an account whose owner has shown what keys they have.
type store struct {
	account *account
	keys    []key.Key
	turn    chan struct{} // holds one token; whoever takes it uses the session

	open  context.Context
	close context.CancelFunc
	once  sync.Once
}

// newStore leaves out keys that nothing can be made of here: without a
// certificate, or of an unknown kind.
func newStore(a *account, credentials []Credential) (*store, error) {
	s := &store{account: a, turn: make(chan struct{}, 1)}
	for _, c := range credentials {
		if len(c.Certificates) == 0 {
			continue
		}
		c.Certificates = c.Certificates[:min(len(c.Certificates), maxCertificates)]
		c.Max = max(c.Max, 1)
		if public, err := pki.PublicKey(c.Certificates[0]); err == nil {
			s.keys = append(s.keys, &remoteKey{s, c, public})
		}
	}
	if len(s.keys) == 0 {
		return nil, key.ErrNoSigningKey
	}
	s.open, s.close = context.WithCancel(context.Background())
	s.turn <- struct{}{}
	return s, nil
}

func (s *store) Keys(ctx context.Context) ([]key.Key, error) {
	if s.open.Err() != nil {
		return nil, key.ErrClosed
	}
	return slices.Clone(s.keys), ctx.Err()
}

// Close ends what is being signed, which is released, and the session after it.
func (s *store) Close() error {
	s.once.Do(func() {
		s.close()
		<-s.turn
		s.account.close()
	})
	return nil
}

// perform is [account.perform] by one goroutine at a time, until the store is
// closed.
func (s *store) perform(ctx context.Context, r Request) (Progress, error) {
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return Progress{}, ctx.Err()
	case <-s.open.Done():
		return Progress{}, key.ErrClosed
	}
	if s.open.Err() != nil {
		return Progress{}, key.ErrClosed
	}
	using, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.open, cancel)()
	progress, err := s.account.perform(using, r)
	if err != nil && s.open.Err() != nil {
		err = key.ErrClosed
	}
	return progress, s.account.about.fault(ctx, err)
}
