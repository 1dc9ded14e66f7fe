// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// bare is a token on which there is nothing yet.
func bare() simulator.Spec { return simulator.Spec{Keys: []simulator.Key{}} }

// with changes what a token is.
func with(spec simulator.Spec, change func(*simulator.Spec)) simulator.Spec {
	change(&spec)
	return spec
}

// TestGenerateDSTU has simulated tokens make keys, as most do and as some.
func TestGenerateDSTU(t *testing.T) {
	for name, spec := range map[string]simulator.Spec{
		"an empty token":       bare(),
		"beside other keys":    {Keys: keysOf(t, testpki.Person)},
		"told little":          with(bare(), func(s *simulator.Spec) { s.Terse = true }),
		"certificates as data": with(bare(), func(s *simulator.Spec) { s.Plain = true }),
		"nothing to see":       with(bare(), func(s *simulator.Spec) { s.Hidden = true }),
		"many sessions":        with(bare(), func(s *simulator.Spec) { s.Shared = true }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keytest.TestGenerator(t, func(t *testing.T) keytest.Fixture {
				d := newDrawer(t)
				d.add(t, spec)
				s := newSource(t, d.module)
				return keytest.Fixture{Source: s, Ref: only(t, s), Secret: []byte(pin)}
			})
		})
	}
}

// TestGenerateECAndRSA has SoftHSM make keys.
func TestGenerateECAndRSA(t *testing.T) {
	keytest.TestGenerator(t, func(t *testing.T) keytest.Fixture {
		s := newSource(t, softHSMWith(t))
		return keytest.Fixture{Source: s, Ref: only(t, s), Secret: []byte(pin)}
	})
}

// generator opens a token to make keys on it.
func generator(t testing.TB, s *token.Source, ref key.Ref) key.Generator {
	t.Helper()
	g, err := s.OpenGenerator(t.Context(), ref, newPerson(pin))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, g.Close()) })
	return g
}

// TestWhoMakesKeys is seen before the PIN.
func TestWhoMakesKeys(t *testing.T) {
	for name, test := range map[string]struct {
		spec  simulator.Spec
		makes []key.Kind
	}{
		"usual":                    {bare(), []key.Kind{key.DSTU4145M257}},
		"a driver that makes none": {with(bare(), func(s *simulator.Spec) { s.Fixed = true }), nil},
		"and does not sign":        {with(bare(), func(s *simulator.Spec) { s.Mute = true }), nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDrawer(t)
			d.add(t, test.spec)
			s := newSource(t, d.module)
			seen := keytest.Await(t, s, carriers(1)).Carriers[0]
			assert.Equal(t, test.makes, seen.Makes)
			if test.makes != nil {
				assert.Equal(t, test.makes, generator(t, s, seen.Ref).Kinds())
				return
			}
			makesNone(t, s, seen.Ref)
		})
	}
	s := newSource(t, softHSMWith(t))
	assert.Equal(t, []key.Kind{key.ECDSAP256, key.RSA2048}, keytest.Await(t, s, carriers(1)).Carriers[0].Makes)
}

// makesNone: of a token that makes no keys no PIN is asked for in vain, and a store
// that signs says so too, before it gives up its session.
func makesNone(t *testing.T, s *token.Source, ref key.Ref) {
	t.Helper()
	who := newPerson(pin)
	_, err := s.OpenGenerator(t.Context(), ref, who)
	assert.ErrorIs(t, err, key.ErrNoGenerator)
	assert.Empty(t, who.kinds())

	store, err := s.Open(t.Context(), ref, who)
	require.NoError(t, err)
	defer store.Close()
	g := store.(key.Generator)
	assert.Empty(t, g.Kinds())
	for _, kind := range key.Kinds() {
		_, err := g.Generate(t.Context(), keytest.NewOrder(kind))
		assert.ErrorIs(t, err, key.ErrNoGenerator)
	}
	assert.ErrorIs(t, g.Discard(t.Context(), keytest.NewOrder("").ID), key.ErrNoGenerator)
	assert.Equal(t, []key.QuestionKind{key.AskPIN}, who.kinds())
}

// TestDriverDeclines is one that lists the making of keys and declines it, or has
// other troubles with it.
func TestDriverDeclines(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, bare())
	s := newSource(t, d.module)
	ref := only(t, s)
	for _, test := range []struct {
		on   string
		rv   cryptoki.RV
		want error
	}{
		{"C_GenerateKeyPair", cryptoki.FunctionNotSupported, key.ErrNoGenerator},
		{"C_GenerateKeyPair", cryptoki.MechanismInvalid, key.ErrNoGenerator},
		{"C_GenerateKeyPair", cryptoki.TemplateInconsistent, key.ErrNoGenerator},
		{"C_GenerateKeyPair", cryptoki.ECParamsNotFound, key.ErrNoGenerator},
		{"C_GenerateKeyPair", cryptoki.DeviceMemory, key.ErrTokenFull},
		{"C_GenerateKeyPair", cryptoki.DeviceRemoved, key.ErrTokenRemoved},
		{"C_GenerateKeyPair", cryptoki.UserNotLoggedIn, key.ErrSessionLost},
	} {
		t.Run(test.on+" "+test.rv.String(), func(t *testing.T) {
			g := generator(t, s, ref)
			require.NoError(t, one.Break(&simulator.Fault{On: test.on, Kind: simulator.Return, Value: test.rv}))
			o := keytest.NewOrder(key.DSTU4145M257)
			_, err := g.Generate(t.Context(), o)
			assert.ErrorIs(t, err, test.want)
			require.NoError(t, one.Break(nil))
			require.NoError(t, g.Close())
			_, err = generator(t, s, ref).Made(t.Context(), o.ID)
			assert.ErrorIs(t, err, key.ErrNoSuchKey)
		})
	}
	g := generator(t, s, ref)
	require.NoError(t, one.Break(&simulator.Fault{On: "C_GenerateKeyPair", Kind: simulator.Return, Value: cryptoki.GeneralError}))
	_, err := g.Generate(t.Context(), keytest.NewOrder(key.DSTU4145M257))
	failed := driverError(t, err)
	assert.Equal(t, "C_GenerateKeyPair", failed.Call)
	assert.EqualValues(t, cryptoki.GeneralError, failed.Value)
}

// TestOpenedToSign: whoever signs has a session that may not change the token,
// also where the driver has no other. Whoever then makes a key gives the PIN again,
// for the token has one session.
func TestOpenedToSign(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	ref := only(t, s)
	who := newPerson(pin)
	store, err := s.Open(t.Context(), ref, who)
	require.NoError(t, err)
	defer store.Close()
	g := store.(key.Generator)
	k := signing(t, g)
	o := keytest.NewOrder(key.DSTU4145M257)

	require.NoError(t, one.Update(func(state *simulator.State) { state.ReadOnly = true }))
	require.NoError(t, sign(t, k))
	assert.Len(t, who.kinds(), 1)
	_, err = g.Generate(t.Context(), o)
	assert.ErrorIs(t, err, key.ErrNoGenerator)
	require.NoError(t, sign(t, k), "it goes on to sign")
	assert.Len(t, who.kinds(), 3)
	require.NoError(t, store.Close())
	_, err = s.OpenGenerator(t.Context(), ref, who)
	assert.ErrorIs(t, err, key.ErrNoGenerator)
	store, err = s.Open(t.Context(), ref, who)
	require.NoError(t, err)
	defer store.Close()
	g, k = store.(key.Generator), signing(t, store)
	require.NoError(t, sign(t, k))
	state, err := one.State()
	require.NoError(t, err)
	assert.Equal(t, state.MaxTries, state.Tries)

	require.NoError(t, one.Update(func(state *simulator.State) { state.ReadOnly = false }))
	who.pin = "0000"
	_, err = g.Generate(t.Context(), o)
	carrierError(t, err, key.ErrWrongPIN)
	who.pin = pin
	require.NoError(t, sign(t, k), "with the PIN given anew")
	before := len(who.kinds())
	made, err := g.Generate(t.Context(), o)
	require.NoError(t, err)
	require.NoError(t, g.Keep(t.Context(), o.ID, keytest.Certify(t, made.Public())))
	require.NoError(t, sign(t, made))
	require.NoError(t, sign(t, k))
	assert.Len(t, who.kinds(), before+1, "once")
	assert.True(t, who.wiped())
}

// TestKeyThatCouldLeave is made by a driver that lets keys be read out: no such
// key stays.
func TestKeyThatCouldLeave(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, with(bare(), func(s *simulator.Spec) { s.Leaky = true }))
	s := newSource(t, d.module)
	g := generator(t, s, only(t, s))
	o := keytest.NewOrder(key.DSTU4145M257)
	_, err := g.Generate(t.Context(), o)
	assert.ErrorIs(t, err, key.ErrNoGenerator)
	state, err := one.State()
	require.NoError(t, err)
	assert.Empty(t, state.Keys)

	// Nor is one used that stayed because the driver died of the question.
	require.NoError(t, one.Break(&simulator.Fault{On: "C_GetAttributeValue", Kind: simulator.Abort, Once: true}))
	_, err = g.Generate(t.Context(), o)
	assert.Equal(t, key.DriverCrashed, driverError(t, err).Trouble.Kind)
	require.NoError(t, g.Close())
	g = generator(t, s, only(t, s))
	_, err = g.Made(t.Context(), o.ID)
	assert.ErrorIs(t, err, key.ErrNoGenerator)
	require.NoError(t, g.Discard(t.Context(), o.ID))
	_, err = g.Made(t.Context(), o.ID)
	assert.ErrorIs(t, err, key.ErrNoSuchKey)
}

// TestKilledAfterTheKeyWasMade: whoever knows the identifier finds the key.
func TestKilledAfterTheKeyWasMade(t *testing.T) {
	for _, kind := range []simulator.FaultKind{simulator.Segv, simulator.Exit, simulator.Hang} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			d := newDrawer(t)
			one := d.add(t, bare())
			s := newSource(t, d.module)
			s.Hurry()
			ref := only(t, s)
			g := generator(t, s, ref)
			require.NoError(t, one.Break(&simulator.Fault{On: "C_GetAttributeValue", Kind: kind, Once: true}))
			o := keytest.NewOrder(key.DSTU4145M257)
			_, err := g.Generate(t.Context(), o)
			driverError(t, err)
			require.NoError(t, g.Close())

			g = generator(t, s, ref)
			k, err := g.Made(t.Context(), o.ID)
			require.NoError(t, err)
			require.NoError(t, sign(t, k))
			_, err = g.Generate(t.Context(), o)
			assert.ErrorIs(t, err, key.ErrKeyExists)
			require.NoError(t, g.Discard(t.Context(), o.ID))
			_, err = g.Generate(t.Context(), o)
			require.NoError(t, err)
		})
	}
}
