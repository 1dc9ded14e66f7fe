// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// New makes a Key of a signer that answers with bare signatures, and of the
// certificates found with it. The signer gets the *pki.Hash as its
// [crypto.SignerOpts], and for PSS an *rsa.PSSOptions.
//
// Every signature is verified with the signer's own public key before it is
// handed out (the fault check): a computation that went wrong, by accident or
// by an attack on the machine, could otherwise reveal the private key.
func New(signer crypto.Signer, certificates ...*x509.Certificate) Key {
	return &checked{signer: signer, certificates: certificates}
}

type checked struct {
	signer       crypto.Signer
	certificates []*x509.Certificate
	signed       atomic.Int64 // and so verified, by the fault check
}

func (k *checked) Public() crypto.PublicKey          { return k.signer.Public() }
func (k *checked) Certificates() []*x509.Certificate { return k.certificates }

func (k *checked) Sign(ctx context.Context, digests []Digest) ([]Result, error) {
	results := make([]Result, len(digests))
	for i, d := range digests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if public, ok := k.Public().(*dstu4145.PublicKey); ok && k.signed.Add(1) == dstu4145.PrecomputeFrom {
			public.Precompute()
		}
		results[i].Raw, results[i].Err = k.sign(d)
	}
	return results, nil
}

func (k *checked) sign(d Digest) ([]byte, error) {
	public := k.signer.Public()
	scheme, err := d.Scheme(public)
	if err != nil {
		return nil, err
	}
	options := crypto.SignerOpts(d.Hash)
	if d.PSS {
		options = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: d.Hash.HashFunc()}
	}
	signature, err := k.signer.Sign(rand.Reader, d.Value, options)
	if err != nil {
		return nil, err
	}
	if err := scheme.Verify(public, d.Value, signature); err != nil {
		return nil, ErrFault
	}
	return signature, nil
}

// Scheme is how a key signs the digest, and how its answer is verified; the
// error is [ErrDigest].
func (d Digest) Scheme(public crypto.PublicKey) (pki.Scheme, error) {
	if d.Hash == nil || len(d.Value) != d.Hash.Size() {
		return pki.Scheme{}, ErrDigest
	}
	name := pki.SignatureAlgorithm
	if d.PSS {
		name = pki.PSSAlgorithm
	}
	algorithm, err := name(public, d.Hash)
	if err != nil {
		return pki.Scheme{}, fmt.Errorf("%w: %w", ErrDigest, err)
	}
	return pki.SchemeOf(algorithm, d.Hash, public)
}

// Signer lends k to code that wants a [crypto.Signer]. Its options must be a
// *pki.Hash or a SHA-2 [crypto.Hash]; its random source is not used. Since
// crypto.Signer has no context, ctx ends every signature made through it.
// A key that answers with a CMS gives [ErrNotRaw].
func Signer(ctx context.Context, k Key) crypto.Signer { return signer{ctx, k} }

type signer struct {
	ctx context.Context
	key Key
}

func (s signer) Public() crypto.PublicKey { return s.key.Public() }

func (s signer) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	hash, err := hashOf(opts)
	if err != nil {
		return nil, err
	}
	results, err := s.key.Sign(s.ctx, []Digest{{Hash: hash, Value: digest}})
	switch {
	case err != nil:
		return nil, err
	case len(results) != 1:
		return nil, fmt.Errorf("key: %d results for one digest", len(results))
	case results[0].Err != nil:
		return nil, results[0].Err
	case results[0].Raw == nil:
		return nil, ErrNotRaw
	}
	return results[0].Raw, nil
}

func hashOf(opts crypto.SignerOpts) (*pki.Hash, error) {
	switch hash := opts.(type) {
	case *pki.Hash:
		return hash, nil
	case crypto.Hash:
		for _, h := range []*pki.Hash{pki.SHA256, pki.SHA384, pki.SHA512} {
			if h.HashFunc() == hash {
				return h, nil
			}
		}
	}
	return nil, fmt.Errorf("%w: unknown hash", ErrDigest)
}
