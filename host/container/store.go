// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"context"
	"crypto"
	"crypto/x509"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
)

// An Entry is one private key of a container and what lies with it.
type Entry struct {
	// Key is *dstu4145.PrivateKey, *ecdsa.PrivateKey or *rsa.PrivateKey.
	Key crypto.Signer
	// Alias is the name of the key, where the format gives it one.
	Alias string
	// Usage is what the format itself says the key is for.
	Usage key.Usage
	// Certificates are the key's own and those of its chain.
	Certificates []*x509.Certificate
}

// wipe overwrites the private key as far as its owner lets us.
func (e Entry) wipe() {
	if k, ok := e.Key.(*dstu4145.PrivateKey); ok {
		k.Wipe()
	}
}

func wipeAll(entries []Entry) {
	for _, e := range entries {
		e.wipe()
	}
}

// A store is an opened file. Signatures in progress hold the lock, so that
// Close wipes no key in use.
type store struct {
	format Format
	keys   []key.Key

	mu      sync.RWMutex
	entries []Entry
	closed  bool
}

func newStore(format Format, entries []Entry) *store {
	s := &store{format: format, entries: entries}
	for i, e := range entries {
		signer := &guarded{store: s, index: i, public: e.Key.Public()}
		s.keys = append(s.keys, &fileKey{key.New(signer, e.Certificates...), signer, e.Alias, e.Usage})
	}
	return s
}

func (s *store) Format() string { return string(s.format) }

func (s *store) Keys(ctx context.Context) ([]key.Key, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return nil, key.ErrClosed
	}
	return slices.Clone(s.keys), ctx.Err()
}

func (s *store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	wipeAll(s.entries)
	s.entries, s.closed = nil, true
	return nil
}

// A fileKey is a key with what its file says of it.
type fileKey struct {
	key.Key
	key.Decrypter
	alias string
	usage key.Usage
}

func (k *fileKey) Alias() string    { return k.alias }
func (k *fileKey) Usage() key.Usage { return k.usage }
