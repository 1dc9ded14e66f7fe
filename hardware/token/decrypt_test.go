// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"crypto"
	"crypto/rsa"
	"io"
	"math/big"
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// TestWhatDoesNotDecrypt: that a ciphertext is to blame is told apart from all
// else, and for the old padding comes out as a random key.
func TestWhatDoesNotDecrypt(t *testing.T) {
	log := logrus.New()
	log.SetOutput(io.Discard)
	full := device.Module{Quirks: device.Quirks{Full: []cryptoki.RV{cryptoki.EncryptedDataInvalid}}}
	d := newDriver(&Source{config: Config{Log: log}}, full)
	explain := func(function string, rv cryptoki.RV) error {
		return d.explain(&wire.Error{Kind: wire.Returned, Function: function, RV: rv})
	}
	assert.Equal(t, key.ErrTokenFull, explain("C_Sign", cryptoki.EncryptedDataInvalid), "in a vendor's own meaning")
	for name, err := range map[string]error{
		"invalid": explain("C_Decrypt", cryptoki.EncryptedDataInvalid),
		"length":  explain("C_Decrypt", cryptoki.EncryptedDataLenRange),
	} {
		assert.Equal(t, rsa.ErrDecryption, err, name)
		session, err := orRandom(nil, err, 32)
		require.NoError(t, err, name)
		assert.Len(t, session, 32, name)
	}
	session, err := orRandom(nil, explain("C_Decrypt", cryptoki.GeneralError), 32)
	require.NoError(t, err)
	assert.Len(t, session, 32)
	_, err = orRandom(nil, explain("C_Decrypt", cryptoki.DeviceRemoved), 32)
	assert.Equal(t, key.ErrTokenRemoved, err)
}

// TestCiphertextThatIsTooLong comes from whoever wrote the envelope. It is not
// sent: a frame that is too long would end the worker as if the driver had.
func TestCiphertextThatIsTooLong(t *testing.T) {
	mechanisms := []wire.Mechanism{{Type: cryptoki.RSAPKCS, Flags: cryptoki.MechanismDecrypt}, {Type: cryptoki.RSAX509, Flags: cryptoki.MechanismDecrypt}}
	public := &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), 2047), E: 65537}
	k := &decryptingKey{&tokenKey{&found{public: public}, &store{mechanisms: mechanisms}}}
	long := make([]byte, 257)
	for _, options := range []crypto.DecrypterOpts{nil, &rsa.OAEPOptions{Hash: crypto.SHA256}} {
		_, err := k.Decrypt(t.Context(), long, options)
		assert.Equal(t, rsa.ErrDecryption, err)
	}
}
