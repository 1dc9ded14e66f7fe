// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/google/go-tpm/tpm2"

	"github.com/pidpys/pidpys/host/key"
)

// openSealed opens a sealed key file.
func (s *Source) openSealed(ctx context.Context, e *entry, ask key.Asker) (key.Store, error) {
	container, err := s.folder.container(e.id)
	if err != nil {
		return nil, err
	}
	defer clear(container)
	var password []byte
	defer func() { clear(password) }()
	pin, err := s.unlock(ctx, e, ask, func(d *device, p *parent, o tpm2.NamedHandle, pin []byte) (err error) {
		password, err = unseal(d, p, o, pin)
		return err
	})
	if err != nil {
		return nil, err
	}
	clear(pin)
	opened, err := s.config.Containers(container, password)
	switch {
	case errors.Is(err, key.ErrWrongPassword):
		// Nobody typed one: it is not the file that was sealed.
		return nil, damaged(e.id, err)
	case err != nil:
		return nil, err
	}
	return &sealedStore{opened, e.certificates}, nil
}

// unseal answers what is sealed, encrypted on its way; whoever asks wipes it.
func unseal(d *device, p *parent, o tpm2.NamedHandle, pin []byte) ([]byte, error) {
	session, err := d.session(p, pin, encryptOut)
	if err != nil {
		return nil, err
	}
	answer, err := tpm2.Unseal{ItemHandle: tpm2.AuthHandle{Handle: o.Handle, Name: o.Name, Auth: session}}.Execute(d)
	if err != nil {
		return nil, explain(err)
	}
	return answer.OutData.Buffer, nil
}

// A sealedStore is a key file that is open, whose keys bear the certificates of
// the entry too.
type sealedStore struct {
	key.Store
	certificates []*x509.Certificate
}

// Format is that of the key file.
func (st *sealedStore) Format() string {
	if formatted, ok := st.Store.(key.Formatted); ok {
		return formatted.Format()
	}
	return ""
}

func (st *sealedStore) Keys(ctx context.Context) ([]key.Key, error) {
	keys, err := st.Store.Keys(ctx)
	for i, k := range keys {
		keys[i] = &sealedFileKey{k, st.certificates}
	}
	return keys, err
}

// A sealedFileKey is a key of a key file, with all that such a key may be.
type sealedFileKey struct {
	key.Key
	more []*x509.Certificate
}

// Certificates are those of the key file, and those of the entry beside them.
func (k *sealedFileKey) Certificates() []*x509.Certificate {
	all := slices.Clone(k.Key.Certificates())
	for _, c := range k.more {
		if !slices.ContainsFunc(all, c.Equal) {
			all = append(all, c)
		}
	}
	return all
}

// Alias is the name of the key in its file, if it has one.
func (k *sealedFileKey) Alias() string {
	if named, ok := k.Key.(key.Named); ok {
		return named.Alias()
	}
	return ""
}

// Usage is what the file says of the key.
func (k *sealedFileKey) Usage() key.Usage {
	if intended, ok := k.Key.(key.Intended); ok {
		return intended.Usage()
	}
	return 0
}

// SharedSecret is that of the key.
func (k *sealedFileKey) SharedSecret(ctx context.Context, peer crypto.PublicKey, cofactor bool) ([]byte, error) {
	if d, ok := k.Key.(key.Decrypter); ok {
		return d.SharedSecret(ctx, peer, cofactor)
	}
	return nil, key.ErrNotDecrypter
}

// Decrypt is that of the key.
func (k *sealedFileKey) Decrypt(ctx context.Context, ciphertext []byte, options crypto.DecrypterOpts) ([]byte, error) {
	if d, ok := k.Key.(key.Decrypter); ok {
		return d.Decrypt(ctx, ciphertext, options)
	}
	return nil, key.ErrNotDecrypter
}
