// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/big"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSignatureAlgorithm(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	usual, other := dstuGenerator(t, nil), dstuGenerator(t, gost28147.ExampleSBox())
	p256 := issue(t, nil, "", nil).key.Public()
	for _, c := range []struct {
		name string
		key  crypto.PublicKey
		hash *pki.Hash
		oid  asn1.ObjectIdentifier // nil: refused
	}{
		{"GOST", usual, pki.GOST34311, pki.OIDDSTU4145},
		{"GOST with the key's table", other, pki.GOST34311Example, pki.OIDDSTU4145},
		{"GOST with another table", other, pki.GOST34311, nil},
		{"Kupyna-256", usual, pki.Kupyna256, pki.OIDDSTU4145Kupyna256},
		{"Kupyna-384", usual, pki.Kupyna384, pki.OIDDSTU4145Kupyna384},
		{"Kupyna-512", usual, pki.Kupyna512, pki.OIDDSTU4145Kupyna512},
		{"SHA-256 with DSTU", usual, pki.SHA256, nil},
		{"SHA-256 with P-256", p256, pki.SHA256, pki.OIDECDSAWithSHA256},
		{"Kupyna with P-256", p256, pki.Kupyna256, nil},
		{"SHA-1 with P-256", p256, pki.SHA1, nil},
		{"SHA-512 with RSA", rsaKey.Public(), pki.SHA512, pki.OIDRSAWithSHA512},
		{"SHA-1 with RSA", rsaKey.Public(), pki.SHA1, nil},
		{"no key", "key", pki.SHA256, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			alg, err := pki.SignatureAlgorithm(c.key, c.hash)
			if c.oid == nil {
				assert.ErrorIs(t, err, pki.ErrUnsupportedSignature)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.oid, alg.OID)
			scheme, err := pki.SchemeOf(alg, c.hash, c.key)
			require.NoError(t, err)
			assert.Same(t, c.hash, scheme.Hash)
		})
	}
}

func TestSchemeOf(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	pub, usual := rsaKey.Public(), dstuGenerator(t, nil)
	null := []byte{5, 0}
	plain := func(oid asn1.ObjectIdentifier) pki.AlgorithmIdentifier { return pki.AlgorithmIdentifier{OID: oid} }
	for _, c := range []struct {
		name   string
		alg    pki.AlgorithmIdentifier
		digest *pki.Hash
		key    crypto.PublicKey
		want   *pki.Hash // nil: refused
	}{
		{"rsaEncryption takes the digest's hash", pki.AlgorithmIdentifier{OID: pki.OIDRSA, Parameters: null}, pki.SHA512, pub, pki.SHA512},
		{"rsaEncryption alone", plain(pki.OIDRSA), nil, pub, nil},
		{"NULL with DSTU", pki.AlgorithmIdentifier{OID: pki.OIDDSTU4145, Parameters: null}, pki.GOST34311, usual, pki.GOST34311},
		{"other parameters with DSTU", pki.AlgorithmIdentifier{OID: pki.OIDDSTU4145, Parameters: []byte{0x30, 0}}, nil, usual, nil},
		{"Kupyna over GOST", plain(pki.OIDDSTU4145Kupyna256), pki.GOST34311, usual, nil},
		{"an algorithm of another key", plain(pki.OIDECDSAWithSHA256), nil, usual, nil},
		{"PSS", pssAlgorithm(t, pki.OIDSHA256, pki.OIDSHA256, 32), pki.SHA256, pub, pki.SHA256},
		{"PSS of two hashes", pssAlgorithm(t, pki.OIDSHA256, pki.OIDSHA512, 32), nil, pub, nil},
		{"PSS with SHA-1", pssAlgorithm(t, pki.OIDSHA1, pki.OIDSHA1, 20), nil, pub, nil},
		{"PSS with GOST", pssAlgorithm(t, pki.OIDGOST34311, pki.OIDGOST34311, 32), nil, pub, nil},
		{"PSS by default", pki.AlgorithmIdentifier{OID: pki.OIDRSAPSS, Parameters: []byte{0x30, 0}}, nil, pub, nil},
		{"PSS with a salt of any length", pssAlgorithm(t, pki.OIDSHA256, pki.OIDSHA256, 0), nil, pub, nil},
		{"PSS without parameters", plain(pki.OIDRSAPSS), nil, pub, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			scheme, err := pki.SchemeOf(c.alg, c.digest, c.key)
			if c.want == nil {
				assert.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.Same(t, c.want, scheme.Hash)
		})
	}

	digest := pki.SHA256.Sum([]byte("data"))
	signature, err := rsa.SignPSS(rand.Reader, rsaKey, crypto.SHA256, digest, &rsa.PSSOptions{SaltLength: 32})
	require.NoError(t, err)
	assert.NoError(t, pki.CheckSignature(pub, pssAlgorithm(t, pki.OIDSHA256, pki.OIDSHA256, 32), []byte("data"), signature))
	assert.ErrorIs(t, pki.CheckSignature(pub, pssAlgorithm(t, pki.OIDSHA256, pki.OIDSHA256, 20), []byte("data"), signature), pki.ErrSignature)
	assert.ErrorIs(t, pki.VerifyDigest(pub, pki.SHA256, digest, signature), pki.ErrSignature, "PSS is not v1.5")
}

func TestPSSAlgorithm(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	for _, h := range []*pki.Hash{pki.SHA256, pki.SHA384, pki.SHA512} {
		named, err := pki.PSSAlgorithm(rsaKey.Public(), h)
		require.NoError(t, err)
		assert.Equal(t, pssAlgorithm(t, h.OID(), h.OID(), h.Size()), named)
		scheme, err := pki.SchemeOf(named, h, rsaKey.Public())
		require.NoError(t, err)
		assert.Same(t, h, scheme.Hash)
	}
	for name, c := range map[string]struct {
		pub  crypto.PublicKey
		hash *pki.Hash
	}{
		"another kind of key":  {dstuGenerator(t, nil), pki.GOST34311},
		"ECDSA":                {issue(t, nil, "", nil).key.Public(), pki.SHA256},
		"SHA-1":                {rsaKey.Public(), pki.SHA1},
		"a hash RSA has not":   {rsaKey.Public(), pki.Kupyna256},
		"no key that is known": {"key", pki.SHA256},
	} {
		_, err := pki.PSSAlgorithm(c.pub, c.hash)
		assert.ErrorIs(t, err, pki.ErrUnsupportedSignature, name)
	}
}

// pssAlgorithm makes RSASSA-PSS-params.
func pssAlgorithm(t *testing.T, hash, mask asn1.ObjectIdentifier, salt int) pki.AlgorithmIdentifier {
	t.Helper()
	type algorithm struct {
		OID        asn1.ObjectIdentifier
		Parameters any `asn1:"optional"`
	}
	type parameters struct {
		Hash algorithm `asn1:"explicit,tag:0"`
		Mask algorithm `asn1:"explicit,tag:1"`
		Salt int       `asn1:"explicit,tag:2"`
	}
	der, err := asn1.Marshal(parameters{algorithm{OID: hash, Parameters: asn1.NullRawValue}, algorithm{pki.OIDMGF1, algorithm{OID: mask, Parameters: asn1.NullRawValue}}, salt})
	require.NoError(t, err)
	return pki.AlgorithmIdentifier{OID: pki.OIDRSAPSS, Parameters: der}
}

func TestVerifyDigestRefuses(t *testing.T) {
	key := dstuGenerator(t, nil)
	assert.Error(t, pki.VerifyDigest(key, pki.GOST34311, make([]byte, 31), make([]byte, 64)), "a short digest")
	assert.ErrorIs(t, pki.VerifyDigest(key, pki.GOST34311, make([]byte, 32), make([]byte, 64)), pki.ErrSignature)
	assert.ErrorIs(t, pki.VerifyDigest(key, pki.GOST34311, make([]byte, 32), nil), pki.ErrSignature)
	assert.ErrorIs(t, pki.VerifyDigest(key, pki.GOST34311Example, make([]byte, 32), make([]byte, 64)), pki.ErrUnsupportedSignature, "a table not the key's")
	assert.ErrorIs(t, pki.VerifyDigest(key, pki.SHA256, make([]byte, 32), make([]byte, 64)), pki.ErrUnsupportedSignature)
	assert.ErrorIs(t, pki.VerifyDigest("key", pki.SHA256, make([]byte, 32), nil), pki.ErrUnsupportedSignature)
	p256 := issue(t, nil, "", nil).key.Public()
	assert.ErrorIs(t, pki.VerifyDigest(p256, pki.GOST34311, make([]byte, 32), nil), pki.ErrUnsupportedSignature)
}

func TestWeak(t *testing.T) {
	dstu := func(number int) crypto.PublicKey {
		curve := dstu4145.Curves()[number]
		pub, err := dstu4145.NewPublicKey(curve, nil, curve.Params().Generator)
		require.NoError(t, err)
		return pub
	}
	modulus := func(bits uint) crypto.PublicKey {
		return &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), bits-1), E: 65537}
	}
	for _, c := range []struct {
		key  crypto.PublicKey
		hash *pki.Hash
		want string
	}{
		{dstu(6), pki.GOST34311, ""},
		{dstu(5), pki.Kupyna256, ""},
		{dstu(4), pki.GOST34311, "DSTU 4145 with m = 191"},
		{modulus(2047), pki.SHA256, ""},
		{modulus(2046), pki.SHA256, "RSA of 2046 bits"},
		{modulus(4096), pki.SHA1, "SHA-1"},
		{&ecdsa.PublicKey{Curve: elliptic.P256()}, pki.SHA256, ""},
		{&ecdsa.PublicKey{Curve: elliptic.P224()}, pki.SHA256, "ECDSA of 224 bits"},
	} {
		assert.Equal(t, c.want, pki.Weak(c.key, c.hash))
	}
}

func TestCheckStrongSignature(t *testing.T) {
	key := issue(t, nil, "", nil).key
	data := []byte("data")
	signed := func(h *pki.Hash) []byte {
		signature, err := key.Sign(rand.Reader, h.Sum(data), h)
		require.NoError(t, err)
		return signature
	}
	sha1 := pki.AlgorithmIdentifier{OID: pki.OIDECDSAWithSHA1}
	require.NoError(t, pki.CheckSignature(key.Public(), sha1, data, signed(pki.SHA1)))
	assert.ErrorIs(t, pki.CheckStrongSignature(key.Public(), sha1, data, signed(pki.SHA1)), pki.ErrWeak)
	sha256 := pki.AlgorithmIdentifier{OID: pki.OIDECDSAWithSHA256}
	assert.NoError(t, pki.CheckStrongSignature(key.Public(), sha256, data, signed(pki.SHA256)))
	assert.ErrorIs(t, pki.CheckStrongSignature(key.Public(), sha256, data, signed(pki.SHA384)), pki.ErrSignature)
	rsa := pki.AlgorithmIdentifier{OID: pki.OIDRSAWithSHA256}
	assert.ErrorIs(t, pki.CheckStrongSignature(key.Public(), rsa, data, nil), pki.ErrUnsupportedSignature)
}

func TestUnwrapDSTU(t *testing.T) {
	value := make([]byte, 64)
	inner, ok := pki.UnwrapDSTU(pki.WrapDSTU(value))
	assert.True(t, ok)
	assert.Equal(t, value, inner)
	for _, bad := range [][]byte{nil, value, append(pki.WrapDSTU(value), 0), pki.WrapDSTU(value)[:65]} {
		_, ok := pki.UnwrapDSTU(bad)
		assert.False(t, ok)
	}
}

// TestWycheproof holds ECDSA and RSA against signatures made to fool verifiers.
func TestWycheproof(t *testing.T) {
	for _, file := range []string{"ecdsa_secp256r1_sha256_test.json", "rsa_signature_2048_sha256_test.json"} {
		t.Run(file, func(t *testing.T) {
			var vectors struct {
				TestGroups []struct {
					PublicKeyDER string
					Tests        []struct {
						TcID             int
						Msg, Sig, Result string
					}
				}
			}
			require.NoError(t, json.Unmarshal(interop.Read(t, "pki/wycheproof/"+file), &vectors))
			for _, group := range vectors.TestGroups {
				pub, err := pki.ParsePublicKey(unhex(t, group.PublicKeyDER))
				require.NoError(t, err)
				for _, c := range group.Tests {
					err := pki.VerifyDigest(pub, pki.SHA256, pki.SHA256.Sum(unhex(t, c.Msg)), unhex(t, c.Sig))
					switch c.Result {
					case "valid":
						assert.NoError(t, err, c.TcID)
					case "invalid":
						assert.ErrorIs(t, err, pki.ErrSignature, c.TcID)
					}
				}
			}
		})
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

func TestSign(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	dstuKey, err := dstu4145.GenerateKey(dstu4145.Curves()[6], gost28147.ExampleSBox(), rand.Reader)
	require.NoError(t, err)
	data := []byte("data")
	for name, signer := range map[string]crypto.Signer{
		"DSTU 4145": dstuKey, "P-256": issue(t, nil, "", nil).key, "RSA": rsaKey,
	} {
		t.Run(name, func(t *testing.T) {
			h := pki.DefaultHash(signer.Public())
			signature, err := pki.Sign(signer, h, data)
			require.NoError(t, err)
			alg, err := pki.SignatureAlgorithm(signer.Public(), h)
			require.NoError(t, err)
			assert.NoError(t, pki.CheckSignature(signer.Public(), alg, data, signature))
			named, err := pki.SignatureHash(alg)
			require.NoError(t, err)
			assert.Equal(t, h.OID(), named.OID())

			_, err = pki.Sign(otherKey{signer}, h, data)
			assert.ErrorIs(t, err, pki.ErrSignature, "a wrong signature never leaves")
		})
	}
	named, err := pki.SignatureHash(pssAlgorithm(t, pki.OIDSHA384, pki.OIDSHA384, 48))
	require.NoError(t, err)
	assert.Same(t, pki.SHA384, named)
	_, err = pki.SignatureHash(pki.AlgorithmIdentifier{OID: pki.OIDRSA})
	assert.ErrorIs(t, err, pki.ErrUnsupportedSignature)
	_, err = pki.SignatureHash(pki.AlgorithmIdentifier{OID: pki.OIDRSAPSS})
	assert.ErrorIs(t, err, pki.ErrUnsupportedSignature)
}

// otherKey signs other data than it is given.
type otherKey struct{ crypto.Signer }

func (k otherKey) Sign(r io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return k.Signer.Sign(r, append([]byte{digest[0] ^ 1}, digest[1:]...), opts)
}
