// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"crypto"
	"crypto/x509"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/key"
)

// A store is keys whose PIN is known until it is closed.
type store struct {
	source *Source
	life   context.Context // ends with Close
	end    context.CancelFunc

	mu   sync.Mutex
	keys []*tpmKey
}

func (s *Source) newStore() *store {
	st := &store{source: s}
	st.life, st.end = context.WithCancel(context.Background())
	return st
}

// openKey opens a key.
func (s *Source) openKey(ctx context.Context, e *entry, ask key.Asker) (key.Store, error) {
	pin, err := s.unlock(ctx, e, ask, check)
	if err != nil {
		return nil, err
	}
	st := s.newStore()
	_, err = st.hold(e, pin)
	return st, err
}

// hold adds a key, and wipes its PIN at the end.
func (st *store) hold(e *entry, pin []byte) (*tpmKey, error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	k := &tpmKey{store: st, id: e.id, public: e.public, label: e.label, pin: pin, certificates: e.certificates}
	if st.life.Err() != nil {
		k.forget()
		return nil, key.ErrClosed
	}
	st.keys = append(st.keys, k)
	return k, nil
}

// release forgets the key of an identifier.
func (st *store) release(id string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.keys = slices.DeleteFunc(st.keys, func(k *tpmKey) bool {
		if k.id == id {
			k.forget()
		}
		return k.id == id
	})
}

// held is the key of an identifier, or nil.
func (st *store) held(id string) *tpmKey {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, k := range st.keys {
		if k.id == id {
			return k
		}
	}
	return nil
}

// Keys returns the keys whose PIN is known.
func (st *store) Keys(ctx context.Context) ([]key.Key, error) {
	if st.life.Err() != nil {
		return nil, key.ErrClosed
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	keys := make([]key.Key, len(st.keys))
	for i, k := range st.keys {
		keys[i] = k
	}
	return keys, ctx.Err()
}

// Close wipes the PINs. A signature that goes on ends with [key.ErrClosed].
func (st *store) Close() error {
	st.end()
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, k := range st.keys {
		k.forget()
	}
	st.keys = nil
	return nil
}

// during ends ctx with the store, and says so.
func (st *store) during(ctx context.Context, do func(context.Context) error) error {
	if st.life.Err() != nil {
		return key.ErrClosed
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer context.AfterFunc(st.life, end)()
	err := do(ctx)
	if err != nil && st.life.Err() != nil {
		return key.ErrClosed
	}
	return err
}

// A tpmKey is a key of the TPM that is open.
type tpmKey struct {
	store  *store
	id     string
	public crypto.PublicKey
	label  string

	// What follows is under the store's lock.
	pin          []byte // nil: wiped
	certificates []*x509.Certificate
}

func (k *tpmKey) Public() crypto.PublicKey { return k.public }

// Certificates are those kept beside the key.
func (k *tpmKey) Certificates() []*x509.Certificate {
	k.store.mu.Lock()
	defer k.store.mu.Unlock()
	return slices.Clone(k.certificates)
}

// Alias is the label.
func (k *tpmKey) Alias() string { return k.label }

// Usage is to sign; agreement takes another kind of key.
func (k *tpmKey) Usage() key.Usage { return key.Sign }

// certify replaces the certificates.
func (k *tpmKey) certify(certificates []*x509.Certificate) {
	k.store.mu.Lock()
	defer k.store.mu.Unlock()
	k.certificates = certificates
}

// secret is a copy of the PIN, which whoever takes it wipes. One that is wiped
// already must not be sent: it would count as a wrong one.
func (k *tpmKey) secret() ([]byte, error) {
	k.store.mu.Lock()
	defer k.store.mu.Unlock()
	if k.pin == nil {
		return nil, key.ErrClosed
	}
	return slices.Clone(k.pin), nil
}

// wipe wipes the PIN.
func (k *tpmKey) wipe() {
	k.store.mu.Lock()
	defer k.store.mu.Unlock()
	k.forget()
}

// forget wipes the PIN; the store's lock is held.
func (k *tpmKey) forget() {
	clear(k.pin)
	k.pin = nil
}
