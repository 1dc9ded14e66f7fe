// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// altered is a signer whose answers something has changed.
type altered struct {
	crypto.Signer
	alter func(signature []byte) ([]byte, error)
}

func (a altered) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	signature, err := a.Signer.Sign(random, digest, opts)
	if err != nil {
		return nil, err
	}
	return a.alter(signature)
}

func newDSTU(t *testing.T, sbox *gost28147.SBox) *dstu4145.PrivateKey {
	t.Helper()
	k, err := dstu4145.GenerateKey(dstu4145.M257(), sbox, nil)
	require.NoError(t, err)
	return k
}

func newECDSA(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return k
}

func newRSA(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return k
}

func digestOf(hash *pki.Hash) key.Digest {
	return key.Digest{Hash: hash, Value: hash.Sum([]byte("document"))}
}

func sign(t *testing.T, k key.Key, hash *pki.Hash) key.Result {
	t.Helper()
	results, err := k.Sign(t.Context(), []key.Digest{digestOf(hash)})
	require.NoError(t, err)
	require.Len(t, results, 1)
	return results[0]
}

func TestSign(t *testing.T) {
	for name, test := range map[string]struct {
		signer crypto.Signer
		hashes []*pki.Hash
	}{
		"DSTU 4145":                {newDSTU(t, nil), []*pki.Hash{pki.GOST34311, pki.Kupyna256}},
		"DSTU 4145, another table": {newDSTU(t, gost28147.ExampleSBox()), []*pki.Hash{pki.GOST34311Example, pki.Kupyna256}},
		"ECDSA":                    {newECDSA(t), []*pki.Hash{pki.SHA256, pki.SHA384, pki.SHA512}},
		"RSA":                      {newRSA(t), []*pki.Hash{pki.SHA256, pki.SHA384, pki.SHA512}},
	} {
		t.Run(name, func(t *testing.T) {
			k := key.New(test.signer)
			for _, hash := range test.hashes {
				result := sign(t, k, hash)
				require.NoError(t, result.Err)
				assert.NoError(t, pki.VerifyDigest(k.Public(), hash, digestOf(hash).Value, result.Raw))
			}
		})
	}
}

func TestSignPSS(t *testing.T) {
	k := key.New(newRSA(t))
	for _, hash := range []*pki.Hash{pki.SHA256, pki.SHA384, pki.SHA512} {
		d := digestOf(hash)
		d.PSS = true
		results, err := k.Sign(t.Context(), []key.Digest{d})
		require.NoError(t, err)
		require.NoError(t, results[0].Err)
		options := &rsa.PSSOptions{SaltLength: hash.Size()}
		assert.NoError(t, rsa.VerifyPSS(k.Public().(*rsa.PublicKey), hash.HashFunc(), d.Value, results[0].Raw, options))
	}
	for name, signer := range map[string]crypto.Signer{"DSTU 4145": newDSTU(t, nil), "ECDSA": newECDSA(t)} {
		d := digestOf(pki.DefaultHash(signer.Public()))
		d.PSS = true
		results, err := key.New(signer).Sign(t.Context(), []key.Digest{d})
		require.NoError(t, err)
		assert.ErrorIs(t, results[0].Err, key.ErrDigest, name)
	}
}

// A hash that this kind of key does not sign, or no longer.
func TestSignRefusesHashes(t *testing.T) {
	for name, test := range map[string]struct {
		signer crypto.Signer
		hash   *pki.Hash
	}{
		"DSTU 4145 with SHA-256":           {newDSTU(t, nil), pki.SHA256},
		"DSTU 4145 with another's table":   {newDSTU(t, nil), pki.GOST34311Example},
		"ECDSA with GOST 34.311":           {newECDSA(t), pki.GOST34311},
		"RSA with Kupyna, without padding": {newRSA(t), pki.Kupyna256},
		"RSA with SHA-1":                   {newRSA(t), pki.SHA1},
	} {
		t.Run(name, func(t *testing.T) {
			result := sign(t, key.New(test.signer), test.hash)
			assert.ErrorIs(t, result.Err, key.ErrDigest)
			assert.Nil(t, result.Raw)
		})
	}
}

// A signer that knows of one padding only gives no signature of the other.
func TestFaultCheckOfPadding(t *testing.T) {
	k := key.New(paddedOtherwise{newRSA(t)})
	d := digestOf(pki.SHA256)
	d.PSS = true
	results, err := k.Sign(t.Context(), []key.Digest{d})
	require.NoError(t, err)
	assert.ErrorIs(t, results[0].Err, key.ErrFault)
}

// paddedOtherwise signs by PKCS #1 v1.5 whatever is asked for.
type paddedOtherwise struct{ crypto.Signer }

func (p paddedOtherwise) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return p.Signer.Sign(random, digest, opts.HashFunc())
}

// A signature with one wrong bit never leaves.
func TestFaultCheck(t *testing.T) {
	flip := func(signature []byte) ([]byte, error) {
		signature[len(signature)-1] ^= 1
		return signature, nil
	}
	for name, signer := range map[string]crypto.Signer{"DSTU 4145": newDSTU(t, nil), "ECDSA": newECDSA(t), "RSA": newRSA(t)} {
		t.Run(name, func(t *testing.T) {
			result := sign(t, key.New(altered{signer, flip}), pki.DefaultHash(signer.Public()))
			assert.ErrorIs(t, result.Err, key.ErrFault)
			assert.Nil(t, result.Raw)
		})
	}
}

func TestSignerError(t *testing.T) {
	broken := errors.New("token gone")
	k := key.New(altered{newECDSA(t), func([]byte) ([]byte, error) { return nil, broken }})
	assert.ErrorIs(t, sign(t, k, pki.SHA256).Err, broken)
	_, err := key.Signer(t.Context(), k).Sign(nil, make([]byte, 32), pki.SHA256)
	assert.ErrorIs(t, err, broken)
}

func TestSignerOptions(t *testing.T) {
	k := key.New(newRSA(t))
	signer := key.Signer(t.Context(), k)
	assert.Equal(t, k.Public(), signer.Public())
	digest := pki.SHA256.Sum([]byte("document"))

	signature, err := signer.Sign(nil, digest, crypto.SHA256)
	require.NoError(t, err)
	assert.NoError(t, pki.VerifyDigest(k.Public(), pki.SHA256, digest, signature))

	for name, opts := range map[string]crypto.SignerOpts{
		"PSS":   &rsa.PSSOptions{Hash: crypto.SHA256},
		"SHA-1": crypto.SHA1,
		"none":  crypto.Hash(0),
	} {
		_, err := signer.Sign(nil, digest, opts)
		assert.ErrorIs(t, err, key.ErrDigest, name)
	}
}

func TestSignerObeysContext(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	signer := key.Signer(ctx, key.New(newECDSA(t)))
	end()
	_, err := signer.Sign(nil, make([]byte, 32), pki.SHA256)
	assert.ErrorIs(t, err, context.Canceled)
}

// remote answers as cloud providers do.
type remote struct {
	public  crypto.PublicKey
	results []key.Result
}

func (r remote) Public() crypto.PublicKey          { return r.public }
func (r remote) Certificates() []*x509.Certificate { return nil }
func (r remote) Sign(context.Context, []key.Digest) ([]key.Result, error) {
	return r.results, nil
}

func TestSignerOfRemoteKeys(t *testing.T) {
	digest := make([]byte, 32)
	_, err := key.Signer(t.Context(), remote{results: []key.Result{{CMS: []byte{0x30, 0}}}}).Sign(nil, digest, pki.SHA256)
	assert.ErrorIs(t, err, key.ErrNotRaw)
	_, err = key.Signer(t.Context(), remote{}).Sign(nil, digest, pki.SHA256)
	assert.Error(t, err, "fewer results than digests")
}
