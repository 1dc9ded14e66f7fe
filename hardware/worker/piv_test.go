// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux

package main

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator/piv"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/testpki"
)

// openSC is the module of OpenSC, or the test is skipped.
func openSC(t *testing.T) string {
	t.Helper()
	for _, pattern := range []string{"/usr/lib/*/opensc-pkcs11.so", "/usr/lib64/opensc-pkcs11.so"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return found[0]
		}
	}
	t.Skip("OpenSC is not on this machine")
	return ""
}

// TestPIV uses a card through OpenSC and the system's own card service, under
// the strict rules for modules.
func TestPIV(t *testing.T) {
	module := openSC(t)
	holder := testpki.New(time.Now).Subscriber(testpki.ECDSAPerson)
	const pin = "123456"
	card := piv.Start(t, piv.Spec{PIN: pin, Keys: map[piv.Slot]piv.Key{piv.Signature: {Private: holder.SignKey, Certificate: holder.SignCert}}})
	c := start(t, nil)
	_, refused := c.ask(t, wire.CallLoad, wire.Load{Path: module}, "", nil)
	if refused != nil && os.Getenv("CI") == "" {
		t.Skipf("OpenSC's module is not the administrators' alone: %v %s", refused, refused.Detail)
	}
	require.Nil(t, refused)

	// The service sees after some 0.4 seconds that a card came or went. Until
	// then OpenSC 0.23 waits for ever at the second thing asked of a card that
	// was pulled.
	service := openCardService()
	await := func(card bool) {
		require.Eventually(t, func() bool {
			return slices.ContainsFunc(service.Readers().Readers, func(r wire.Reader) bool { return r.Card }) == card
		}, 20*time.Second, 50*time.Millisecond)
	}
	await(true)
	var tokens []wire.Token
	_, failed := c.ask(t, wire.CallTokens, nil, "", &tokens)
	require.Nil(t, failed)
	require.Len(t, tokens, 1)
	at := tokens[0].At
	assert.True(t, tokens[0].Hardware)
	assert.True(t, tokens[0].Removable)
	before := c.objects(t, at)
	assert.Empty(t, before.Private)
	require.Len(t, before.Certificates, 1)
	assert.Equal(t, holder.SignCert.Raw, before.Certificates[0].DER)

	_, failed = c.ask(t, wire.CallLogin, wire.Login{At: at}, "654321", nil)
	require.NotNil(t, failed)
	assert.Equal(t, cryptoki.PINIncorrect, failed.RV)
	_, failed = c.ask(t, wire.CallLogin, wire.Login{At: at}, pin, nil)
	require.Nil(t, failed)
	require.Len(t, c.objects(t, at).Private, 1)
	key := c.objects(t, at).Private[0]
	assert.True(t, key.Always, "the key for signatures wants its PIN every time")
	digest := sha256.Sum256([]byte("document"))
	for range 2 {
		var list []wire.Signature
		_, failed = c.ask(t, wire.CallSign, wire.Sign{At: at, Handle: key.Handle, Mechanism: cryptoki.ECDSA, Inputs: [][]byte{digest[:]}, Context: true}, pin, &list)
		require.Nil(t, failed)
		require.Nil(t, list[0].Error)
		value := list[0].Value
		r, s := new(big.Int).SetBytes(value[:len(value)/2]), new(big.Int).SetBytes(value[len(value)/2:])
		assert.True(t, ecdsa.Verify(holder.SignKey.Public().(*ecdsa.PublicKey), digest[:], r, s))
	}

	card.Remove()
	await(false)
	_, failed = c.ask(t, wire.CallObjects, at, "", nil)
	require.NotNil(t, failed)
	assert.Equal(t, wire.Gone, failed.Kind)
	card.Insert()
	await(true)
	_, failed = c.ask(t, wire.CallLogin, wire.Login{At: at}, pin, nil)
	assert.Nil(t, failed)
}
