// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux

package main

import (
	"bytes"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/testpki"
)

// person is whose keys are on simulated tokens.
var person = sync.OnceValue(func() *testpki.Subscriber {
	return testpki.New(time.Now).Subscriber(testpki.Person)
})

// simulated is the module of simulated tokens, compiled once for all tests.
var simulated = sync.OnceValues(func() (string, error) {
	path, err := program()
	if err != nil {
		return "", err
	}
	return simulator.Build(path[:len(path)-len("/pidpys-token")])
})

// national is a token with a key of DSTU 4145 beside one of a type that nobody
// knows.
func national() simulator.Spec {
	return simulator.Spec{Label: "Носій", PIN: pin, MinPIN: 4, Foreign: true, Keys: []simulator.Key{simulator.NewKey(person().SignKey.(*dstu4145.PrivateKey), person().SignCert)}}
}

// plugged is a worker with simulated tokens.
func plugged(t testing.TB, specs ...simulator.Spec) (*client, []*simulator.Token) {
	t.Helper()
	module, folder, tokens := inserted(t, specs...)
	return beside(t, module, folder), tokens
}

// inserted are simulated tokens in a folder, and the module that shows them.
func inserted(t testing.TB, specs ...simulator.Spec) (module, folder string, tokens []*simulator.Token) {
	t.Helper()
	_, err := os.ReadDir("../simulator/module") // so that cached results depend on it
	require.NoError(t, err)
	module, err = simulated()
	require.NoError(t, err)
	folder = t.TempDir()
	for _, spec := range specs {
		token, err := simulator.Create(folder, spec)
		require.NoError(t, err)
		tokens = append(tokens, token)
	}
	return module, folder, tokens
}

// beside is another worker with the tokens of a folder.
func beside(t testing.TB, module, folder string) *client {
	c := start(t, map[string]string{simulator.Folder: folder})
	c.loads(t, module)
	return c
}

// dstu is the private key of a national token, after a login.
func (c *client) dstu(t testing.TB, at wire.At) wire.Key {
	t.Helper()
	_, failed := c.ask(t, wire.CallLogin, wire.Login{At: at}, pin, nil)
	require.Nil(t, failed)
	for _, k := range c.objects(t, at).Private {
		if k.Type == cryptoki.KeyDSTU4145 {
			return k
		}
	}
	require.Fail(t, "no private key")
	return wire.Key{}
}

var digests = [][]byte{bytes.Repeat([]byte{0x5A}, 32), bytes.Repeat([]byte{0xA5}, 32)}

func TestSignDSTU(t *testing.T) {
	c, _ := plugged(t, national())
	token := c.token(t, "Носій")
	assert.Contains(t, token.Mechanisms, wire.Mechanism{Type: cryptoki.DSTU4145, Flags: flagsOf(token, cryptoki.DSTU4145)})
	assert.NotZero(t, flagsOf(token, cryptoki.DSTU4145)&cryptoki.MechanismSign)
	before := c.objects(t, token.At)
	require.Len(t, before.Certificates, 1)
	assert.Equal(t, person().SignCert.Raw, before.Certificates[0].DER)

	key := c.dstu(t, token.At)
	assert.True(t, key.Sign)
	assert.NotEmpty(t, key.Params)
	for i, one := range c.signs(t, wire.Sign{At: token.At, Handle: key.Handle, Mechanism: cryptoki.DSTU4145, Inputs: digests}) {
		require.Nil(t, one.Error)
		assert.True(t, dstu4145.Verify(person().SignKey.Public().(*dstu4145.PublicKey), digests[i], one.Value))
	}
}

func flagsOf(t wire.Token, mechanism cryptoki.Mechanism) uint32 {
	for _, m := range t.Mechanisms {
		if m.Type == mechanism {
			return m.Flags
		}
	}
	return 0
}

// TestPINLocks lives through wrong PINs up to the end: the last try is not spent
// unasked, and nothing is sent to a token that is locked.
func TestPINLocks(t *testing.T) {
	c, tokens := plugged(t, national())
	at := c.token(t, "Носій").At
	login := func(secret string, last bool) *wire.Error {
		_, failed := c.ask(t, wire.CallLogin, wire.Login{At: at, Last: last}, secret, nil)
		require.NotNil(t, failed)
		return failed
	}
	left := func() int {
		state, err := tokens[0].State()
		require.NoError(t, err)
		return state.Tries
	}
	assert.Equal(t, wire.Length, login("1", false).Kind)
	assert.Equal(t, 3, left())
	assert.Equal(t, cryptoki.PINIncorrect, login("0000", false).RV)
	assert.Equal(t, cryptoki.PINIncorrect, login("0000", false).RV)
	assert.Equal(t, wire.LastTry, login(pin, false).Kind)
	assert.Equal(t, 1, left())
	assert.Equal(t, cryptoki.PINLocked, login("0000", true).RV)
	assert.Equal(t, wire.Locked, login(pin, true).Kind)
}

func TestPINPad(t *testing.T) {
	spec := national()
	spec.Pad = true
	c, tokens := plugged(t, spec)
	at := c.token(t, "Носій").At
	_, failed := c.ask(t, wire.CallLogin, wire.Login{At: at, Pad: true}, "", nil)
	require.NotNil(t, failed)
	assert.Equal(t, cryptoki.FunctionCanceled, failed.RV, "the person pressed the button")
	require.NoError(t, tokens[0].Update(func(s *simulator.State) { s.Typed = pin }))
	_, failed = c.ask(t, wire.CallLogin, wire.Login{At: at, Pad: true}, "", nil)
	assert.Nil(t, failed)
}

func TestAlwaysAuthenticate(t *testing.T) {
	spec := national()
	spec.Keys[0].Always = true
	c, tokens := plugged(t, spec)
	at := c.token(t, "Носій").At
	key := c.dstu(t, at)
	require.True(t, key.Always)
	params := wire.Sign{At: at, Handle: key.Handle, Mechanism: cryptoki.DSTU4145, Inputs: digests[:1]}
	require.NotNil(t, c.signs(t, params)[0].Error)
	params.Context = true
	for _, c2 := range []struct {
		pin string
		ok  bool
	}{{pin, true}, {pin, true}, {"0000", false}, {pin, true}} {
		var signatures []wire.Signature
		_, failed := c.ask(t, wire.CallSign, params, c2.pin, &signatures)
		require.Nil(t, failed)
		assert.Equal(t, c2.ok, signatures[0].Error == nil, "%v", signatures[0].Error)
	}
	state, err := tokens[0].State()
	require.NoError(t, err)
	assert.Equal(t, 3, state.Tries)
}

// TestUnplugged wants a token that went and came to be another session.
func TestUnplugged(t *testing.T) {
	c, tokens := plugged(t, national())
	at := c.token(t, "Носій").At
	key := c.dstu(t, at)
	params := wire.Sign{At: at, Handle: key.Handle, Mechanism: cryptoki.DSTU4145, Inputs: digests}
	require.NoError(t, tokens[0].Unplug())
	_, failed := c.ask(t, wire.CallSign, params, "", nil)
	require.NotNil(t, failed)
	assert.Equal(t, wire.Gone, failed.Kind)
	var none []wire.Token
	_, failed = c.ask(t, wire.CallTokens, nil, "", &none)
	require.Nil(t, failed)
	assert.Empty(t, none)
	require.NoError(t, tokens[0].Plug())
	_, failed = c.ask(t, wire.CallSign, params, "", nil)
	require.NotNil(t, failed, "the PIN was given to the session before")
	assert.Equal(t, wire.Ended, failed.Kind)
	_, failed = c.ask(t, wire.CallLogout, at, "", nil)
	require.Nil(t, failed)
	params.Handle = c.dstu(t, at).Handle
	for _, one := range c.signs(t, params) {
		assert.Nil(t, one.Error)
	}
}

// TestOneSession wants workers to leave a token to each other that has one
// session, as long as nobody is logged in.
func TestOneSession(t *testing.T) {
	first, tokens := plugged(t, national(), simulator.Spec{Label: "Другий", PIN: "4321"})
	module, err := simulated()
	require.NoError(t, err)
	state := tokens[0].Path()
	second := beside(t, module, state[:len(state)-len("/token-000.json")])
	at := first.token(t, "Носій").At
	for range 2 {
		first.objects(t, at)
		second.objects(t, at)
	}
	first.dstu(t, at)
	_, failed := second.ask(t, wire.CallObjects, at, "", nil)
	require.NotNil(t, failed)
	assert.Equal(t, cryptoki.SessionCount, failed.RV)
	assert.NotEqual(t, at.Serial, second.token(t, "Другий").Serial)
	second.objects(t, second.token(t, "Другий").At)
	_, failed = first.ask(t, wire.CallLogout, at, "", nil)
	require.Nil(t, failed)
	second.dstu(t, at)
	require.NoError(t, second.in.Close())
	assert.True(t, second.ends(t).Success())
	first.dstu(t, at)
}

// TestCrashWhileSigning wants every way of ending to be an end of the pipe.
func TestCrashWhileSigning(t *testing.T) {
	for _, kind := range []simulator.FaultKind{simulator.Segv, simulator.Abort, simulator.Exit, simulator.Heap} {
		c, tokens := plugged(t, national())
		at := c.token(t, "Носій").At
		key := c.dstu(t, at)
		require.NoError(t, tokens[0].Break(&simulator.Fault{On: "C_Sign", Kind: kind}))
		c.send(t, wire.CallSign, wire.Sign{At: at, Handle: key.Handle, Mechanism: cryptoki.DSTU4145, Inputs: digests}, "")
		_, err := wire.ReadResponse(c.out)
		assert.Error(t, err, kind)
		assert.False(t, c.ends(t).Success(), kind)
	}
}
