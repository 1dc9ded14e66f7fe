// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHashes(t *testing.T) {
	for _, c := range []struct {
		hash     *pki.Hash
		name     string
		size     int
		standard crypto.Hash
	}{
		{pki.GOST34311, "gost34311", 32, 0},
		{pki.Kupyna256, "kupyna256", 32, 0},
		{pki.Kupyna384, "kupyna384", 48, 0},
		{pki.Kupyna512, "kupyna512", 64, 0},
		{pki.SHA1, "sha1", 20, crypto.SHA1},
		{pki.SHA256, "sha256", 32, crypto.SHA256},
		{pki.SHA384, "sha384", 48, crypto.SHA384},
		{pki.SHA512, "sha512", 64, crypto.SHA512},
	} {
		assert.Equal(t, c.name, c.hash.Name())
		assert.Equal(t, c.standard, c.hash.HashFunc())
		assert.Equal(t, c.size, c.hash.Size())
		assert.Len(t, c.hash.Sum([]byte("a"), []byte("b")), c.size)
		assert.Equal(t, c.hash.Sum([]byte("ab")), c.hash.Sum([]byte("a"), []byte("b")))
		secret := c.hash.NewSecret()
		secret.Write([]byte("ab"))
		assert.Equal(t, c.hash.Sum([]byte("ab")), secret.Sum(nil))
		byOID, err := pki.HashByOID(c.hash.OID())
		require.NoError(t, err)
		assert.Same(t, c.hash, byOID)
		byName, err := pki.HashByName(c.name)
		require.NoError(t, err)
		assert.Same(t, c.hash, byName)
		fromAlgorithm, err := c.hash.AlgorithmIdentifier().Hash()
		require.NoError(t, err)
		assert.Same(t, c.hash, fromAlgorithm)
	}
	_, err := pki.HashByOID(pki.OIDData)
	assert.ErrorIs(t, err, pki.ErrUnknownHash)
	_, err = pki.HashByName("md5")
	assert.ErrorIs(t, err, pki.ErrUnknownHash)
}

func TestHashTakesTheTableOfTheKey(t *testing.T) {
	usual := dstuGenerator(t, gost28147.DefaultSBox())
	unnamed := dstuGenerator(t, nil)
	other := dstuGenerator(t, gost28147.ExampleSBox())
	assert.Same(t, pki.GOST34311, pki.GOST34311.For(usual))
	assert.Same(t, pki.GOST34311, pki.GOST34311.For(unnamed))
	assert.Same(t, pki.GOST34311Example, pki.GOST34311.For(other))
	assert.Same(t, pki.GOST34311, pki.GOST34311Example.For(usual))
	assert.Same(t, pki.Kupyna256, pki.Kupyna256.For(other))
	assert.NotEqual(t, pki.GOST34311.Sum([]byte("a")), pki.GOST34311Example.Sum([]byte("a")))

	assert.Same(t, pki.GOST34311Example, pki.DefaultHash(other))
	p256 := issue(t, nil, "", nil).key.Public()
	assert.Same(t, pki.SHA256, pki.DefaultHash(p256))
	assert.Same(t, pki.GOST34311, pki.GOST34311.For(p256))

	table := gost28147.DefaultSBox().Bytes()
	table[0] = table[0]<<4 | table[0]>>4
	third, err := gost28147.NewSBox(table)
	require.NoError(t, err)
	assert.True(t, pki.GOST34311With(third).SBox().Equal(third))
}

// dstuGenerator is the key whose point is the generator of m = 257.
func dstuGenerator(t *testing.T, sbox *gost28147.SBox) *dstu4145.PublicKey {
	t.Helper()
	curve := dstu4145.Curves()[6]
	pub, err := dstu4145.NewPublicKey(curve, sbox, curve.Params().Generator)
	require.NoError(t, err)
	return pub
}
