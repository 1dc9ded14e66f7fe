// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

func TestKindsOf(t *testing.T) {
	all := []wire.Mechanism{
		{Type: cryptoki.RSAPKCSKeyPairGen, Flags: cryptoki.MechanismGenerateKeyPair}, {Type: cryptoki.RSAPKCS, Flags: cryptoki.MechanismSign | cryptoki.MechanismDecrypt},
		{Type: cryptoki.ECKeyPairGen, Flags: cryptoki.MechanismGenerateKeyPair}, {Type: cryptoki.ECDSA, Flags: cryptoki.MechanismSign},
		{Type: cryptoki.DSTU4145KeyPairGen, Flags: cryptoki.MechanismGenerateKeyPair}, {Type: cryptoki.DSTU4145, Flags: cryptoki.MechanismSign},
	}
	const usual = cryptoki.TokenLoginRequired | cryptoki.TokenInitialized
	for name, test := range map[string]struct {
		token wire.Token
		kinds []key.Kind
	}{
		"all":                     {wire.Token{Flags: usual, Mechanisms: all}, key.Kinds()},
		"write-protected":         {wire.Token{Flags: usual | cryptoki.TokenWriteProtected, Mechanisms: all}, nil},
		"without a PIN":           {wire.Token{Flags: cryptoki.TokenInitialized, Mechanisms: all}, nil},
		"no mechanisms":           {wire.Token{Flags: usual}, nil},
		"makes and does not sign": {wire.Token{Flags: usual, Mechanisms: []wire.Mechanism{all[0], all[2], all[4]}}, nil},
		"signs and makes none":    {wire.Token{Flags: usual, Mechanisms: []wire.Mechanism{all[1], all[3], all[5]}}, nil},
		"RSA alone":               {wire.Token{Flags: usual, Mechanisms: all[:2]}, []key.Kind{key.RSA2048}},
		"named without its use":   {wire.Token{Flags: usual, Mechanisms: []wire.Mechanism{{Type: cryptoki.ECKeyPairGen}, all[3]}}, nil},
	} {
		assert.Equal(t, test.kinds, kindsOf(test.token), name)
	}
	assert.Equal(t, wire.IDSize, key.IDSize)
}

// TestDSTUParams are read as what they are for.
func TestDSTUParams(t *testing.T) {
	curve, sbox, err := pki.ParseDomain(dstuParams(), pki.LittleEndian)
	require.NoError(t, err)
	assert.Equal(t, dstu4145.M257(), curve)
	assert.True(t, pki.GOST34311.SBox().Equal(sbox))
}
