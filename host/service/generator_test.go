// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
)

// madeKey is a key that was made on a token.
type madeKey struct {
	id           []byte
	signer       crypto.Signer
	certificates []*x509.Certificate
}

func (m madeKey) key() key.Key { return key.New(m.signer, m.certificates...) }

func (t *token) madeKeys() []key.Key {
	var all []key.Key
	for _, m := range t.made {
		all = append(all, m.key())
	}
	return all
}

// find is where in the made keys of a token that of an order is.
func (t *token) find(id []byte) (int, error) {
	i := slices.IndexFunc(t.made, func(m madeKey) bool { return bytes.Equal(m.id, id) })
	if i < 0 {
		return 0, key.ErrNoSuchKey
	}
	return i, nil
}

func (s *drawerStore) Kinds() []key.Kind { return s.t.Makes }

// Generate makes a key. In a TPM each has a PIN of its own, which the person
// makes up; the place itself has none.
func (s *drawerStore) Generate(ctx context.Context, order key.Order) (key.Key, error) {
	if !slices.Contains(s.t.Makes, order.Kind) {
		return nil, key.ErrNoGenerator
	}
	if s.t.Form == key.FormTPM {
		secret, err := s.ask.Secret(ctx, key.Question{Kind: key.AskNewPIN, Carrier: s.d.carrier(s.name)})
		clear(secret)
		if err != nil {
			return nil, err
		}
		s.typed = true
	}
	m := madeKey{id: order.ID}
	var err error
	if order.Kind == key.DSTU4145M257 {
		m.signer, err = dstu4145.GenerateKey(dstu4145.M257(), nil, rand.Reader)
	} else {
		m.signer, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		return nil, err
	}
	s.d.change(func() { s.t.made = append(s.t.made, m) })
	return m.key(), s.use(ctx, 1, 1)
}

func (s *drawerStore) Made(ctx context.Context, id []byte) (key.Key, error) {
	i, err := s.t.find(id)
	if err == nil && s.t.Form == key.FormTPM && !s.typed {
		err = s.login(ctx, key.Question{Kind: key.AskPIN})
		s.typed = err == nil
	}
	if err != nil {
		return nil, err
	}
	return s.t.made[i].key(), nil
}

func (s *drawerStore) Keep(ctx context.Context, id []byte, certificates []*x509.Certificate) error {
	i, err := s.t.find(id)
	if err != nil {
		return errors.Join(err, s.use(ctx, 1, 1))
	}
	s.d.change(func() { s.t.made[i].certificates = certificates })
	return nil
}

func (s *drawerStore) Discard(_ context.Context, id []byte) error {
	i, err := s.t.find(id)
	switch {
	case err != nil:
		return nil
	case len(s.t.made[i].certificates) > 0:
		return key.ErrKeyExists
	}
	s.d.change(func() { s.t.made = slices.Delete(s.t.made, i, i+1) })
	return nil
}
