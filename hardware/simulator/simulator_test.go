// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package simulator_test

import (
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/testpki"
)

const pin = "12345678"

var person = testpki.New(time.Now).Subscriber(testpki.Person)

func signKey() simulator.Key {
	return simulator.NewKey(person.SignKey.(*dstu4145.PrivateKey), person.SignCert)
}

func agreeKey() simulator.Key {
	return simulator.NewKey(person.AgreeKey.(*dstu4145.PrivateKey), person.AgreeCert)
}

// usual is a token with the person's two keys.
func usual() simulator.Spec {
	return simulator.Spec{PIN: pin, Keys: []simulator.Key{signKey(), agreeKey()}}
}

func TestCreate(t *testing.T) {
	dir := t.TempDir()
	first, err := simulator.Create(dir, simulator.Spec{PIN: pin})
	require.NoError(t, err)
	_, err = simulator.Create(dir, simulator.Spec{PIN: pin, Serial: "X", MaxTries: 5})
	require.NoError(t, err)

	tokens, err := simulator.Tokens(dir)
	require.NoError(t, err)
	require.Len(t, tokens, 2)
	assert.Equal(t, first.Path(), tokens[0].Path())
	state, err := tokens[1].State()
	require.NoError(t, err)
	assert.EqualValues(t, 1, state.Slot)
	assert.Equal(t, "X", state.Serial)
	assert.Equal(t, 5, state.Tries)
	assert.True(t, state.Plugged)

	require.NoError(t, os.WriteFile(first.Path(), []byte("{"), 0o600))
	_, err = first.State()
	require.ErrorContains(t, err, "token-000.json")
	require.Error(t, first.Unplug())
}

// TestUpdatesAreNotLost has many change one token at a time.
func TestUpdatesAreNotLost(t *testing.T) {
	token, err := simulator.Create(t.TempDir(), simulator.Spec{PIN: pin, MaxTries: 50})
	require.NoError(t, err)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() { assert.NoError(t, token.Update(func(s *simulator.State) { s.Tries-- })) })
	}
	all.Wait()
	state, err := token.State()
	require.NoError(t, err)
	assert.Equal(t, 30, state.Tries)
}

func TestPlugCountsOnlyInsertions(t *testing.T) {
	token, err := simulator.Create(t.TempDir(), simulator.Spec{})
	require.NoError(t, err)
	require.NoError(t, token.Plug())
	require.NoError(t, token.Unplug())
	require.NoError(t, token.Plug())
	state, err := token.State()
	require.NoError(t, err)
	assert.Equal(t, 2, state.Insertions)
}

func TestKeys(t *testing.T) {
	sign, agree := signKey(), agreeKey()
	assert.True(t, sign.Sign && !sign.Derive)
	assert.True(t, agree.Derive && !agree.Sign)
	assert.NotEqual(t, sign.ID, agree.ID)
	private, err := agree.Private()
	require.NoError(t, err)
	assert.True(t, private.PublicKey.Equal(person.AgreeKey.Public()))
	for name, damaged := range map[string]simulator.Key{
		"no curve": {SBox: sign.SBox, Scalar: sign.Scalar},
		"no table": {Curve: sign.Curve, Scalar: sign.Scalar},
		"no key":   {Curve: dstu4145.M163().Name(), SBox: sign.SBox, Scalar: sign.Scalar},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := damaged.Private()
			assert.Error(t, err)
		})
	}
}
