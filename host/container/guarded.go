// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"io"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
)

// guarded is the private key of one entry while the store is open. It is a
// [crypto.Signer] and a [key.Decrypter], and never hands the key out.
type guarded struct {
	store  *store
	index  int
	public crypto.PublicKey
}

// use calls f with the private key, which stays whole until f returns.
func (g *guarded) use(f func(private crypto.Signer) ([]byte, error)) ([]byte, error) {
	g.store.mu.RLock()
	defer g.store.mu.RUnlock()
	if g.store.closed {
		return nil, key.ErrClosed
	}
	return f(g.store.entries[g.index].Key)
}

func (g *guarded) Public() crypto.PublicKey { return g.public }

func (g *guarded) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return g.use(func(private crypto.Signer) ([]byte, error) { return private.Sign(random, digest, opts) })
}

func (g *guarded) SharedSecret(ctx context.Context, peer crypto.PublicKey, cofactor bool) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return g.use(func(private crypto.Signer) ([]byte, error) {
		switch peer := peer.(type) {
		case *dstu4145.PublicKey:
			if own, ok := private.(*dstu4145.PrivateKey); ok {
				return own.SharedSecret(peer, cofactor)
			}
		case *ecdh.PublicKey:
			if own, ok := private.(*ecdsa.PrivateKey); ok {
				own, err := own.ECDH()
				if err != nil {
					return nil, err
				}
				return own.ECDH(peer)
			}
		}
		return nil, key.ErrNotDecrypter
	})
}

func (g *guarded) Decrypt(ctx context.Context, ciphertext []byte, options crypto.DecrypterOpts) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return g.use(func(private crypto.Signer) ([]byte, error) {
		if own, ok := private.(*rsa.PrivateKey); ok {
			return own.Decrypt(rand.Reader, ciphertext, options)
		}
		return nil, key.ErrNotDecrypter
	})
}
