// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"encoding/hex"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/simulator/piv"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// makeKey makes a key on a token that is open.
func makeKey(t testing.TB, g key.Generator) (key.Key, key.Order) {
	t.Helper()
	o := keytest.NewOrder(g.Kinds()[0])
	k, err := g.Generate(t.Context(), o)
	require.NoError(t, err)
	return k, o
}

// TestCarrierShowsWhatWasKept: who chooses a key sees the new one and then its
// certificate, without the token being put in again.
func TestCarrierShowsWhatWasKept(t *testing.T) {
	d := newDrawer(t)
	d.add(t, bare())
	s := newSource(t, d.module)
	ref := only(t, s)
	g := generator(t, s, ref)
	k, o := makeKey(t, g)
	require.NoError(t, g.Close())
	showing := func(keys, certificates int) func(key.Plugged) bool {
		return func(p key.Plugged) bool {
			return len(p.Carriers) == 1 && len(p.Carriers[0].Keys) == keys &&
				(keys == 0 || len(p.Carriers[0].Keys[0].Certificates()) == certificates)
		}
	}
	keytest.Await(t, s, showing(1, 0))
	g = generator(t, s, ref)
	require.NoError(t, g.Keep(t.Context(), o.ID, keytest.Certify(t, k.Public())))
	require.NoError(t, g.Close())
	keytest.Await(t, s, showing(1, 2))

	g = generator(t, s, ref)
	_, o = makeKey(t, g)
	require.NoError(t, g.Discard(t.Context(), o.ID))
	require.NoError(t, g.Close())
	keytest.Await(t, s, showing(1, 2))
}

// TestRoom: an authority's certificate is kept where it fits, and a person hears
// that their own does not.
func TestRoom(t *testing.T) {
	for room, kept := range map[int]int{1: 0, 2: 1, 3: 2} {
		d := newDrawer(t)
		d.add(t, with(bare(), func(s *simulator.Spec) { s.Room = room }))
		s := newSource(t, d.module)
		g := generator(t, s, only(t, s))
		k, o := makeKey(t, g)
		err := g.Keep(t.Context(), o.ID, keytest.Certify(t, k.Public()))
		if kept == 0 {
			assert.ErrorIs(t, err, key.ErrTokenFull)
			_, err = g.Generate(t.Context(), keytest.NewOrder(o.Kind))
			assert.ErrorIs(t, err, key.ErrTokenFull)
		} else {
			assert.NoError(t, err)
		}
		k, err = g.Made(t.Context(), o.ID)
		require.NoError(t, err)
		assert.Len(t, k.Certificates(), kept)
		require.NoError(t, sign(t, k))
	}
}

// TestDriverKeepsNothing: what a driver answers when it takes no certificate, or
// says that it does and forgets it.
func TestDriverKeepsNothing(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, bare())
	s := newSource(t, d.module)
	g := generator(t, s, only(t, s))
	k, o := makeKey(t, g)
	certificates := keytest.Certify(t, k.Public())
	for _, rv := range []cryptoki.RV{cryptoki.FunctionNotSupported, cryptoki.TemplateInconsistent, cryptoki.OK} {
		require.NoError(t, one.Break(&simulator.Fault{On: "C_CreateObject", Kind: simulator.Return, Value: rv}))
		failed := driverError(t, g.Keep(t.Context(), o.ID, certificates))
		assert.Equal(t, key.DriverFailed, failed.Trouble.Kind)
		assert.Equal(t, "C_CreateObject", failed.Call)
		assert.EqualValues(t, rv, failed.Value)
	}
	require.NoError(t, one.Break(nil))
	require.NoError(t, g.Keep(t.Context(), o.ID, certificates))

	stray := keytest.Certify(t, people.Subscriber(testpki.Person).SignKey.Public())
	assert.ErrorIs(t, g.Keep(t.Context(), o.ID, append(certificates, stray[0])), key.ErrNoCertificate)
}

// TestKilledWhileKeeping: the certificate is there or is not, and is put again.
func TestKilledWhileKeeping(t *testing.T) {
	for _, on := range []string{"C_CreateObject", "C_FindObjectsInit"} {
		d := newDrawer(t)
		one := d.add(t, bare())
		s := newSource(t, d.module)
		ref := only(t, s)
		g := generator(t, s, ref)
		k, o := makeKey(t, g)
		certificates := keytest.Certify(t, k.Public())
		require.NoError(t, one.Break(&simulator.Fault{On: on, Kind: simulator.Segv, Once: true}))
		driverError(t, g.Keep(t.Context(), o.ID, certificates))
		assert.ErrorIs(t, g.Keep(t.Context(), o.ID, certificates), key.ErrSessionLost)
		require.NoError(t, g.Close())
		g = generator(t, s, ref)
		require.NoError(t, g.Keep(t.Context(), o.ID, certificates))
		state, err := one.State()
		require.NoError(t, err)
		assert.Len(t, state.Certificates, 2)
	}
}

// TestDiscardIsInterrupted leaves no half of the key in the end.
func TestDiscardIsInterrupted(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, bare())
	s := newSource(t, d.module)
	ref := only(t, s)
	g := generator(t, s, ref)
	_, o := makeKey(t, g)
	require.NoError(t, one.Break(&simulator.Fault{On: "C_DestroyObject", Kind: simulator.Segv, Once: true}))
	driverError(t, g.Discard(t.Context(), o.ID))
	require.NoError(t, g.Close())
	g = generator(t, s, ref)
	_, err := g.Made(t.Context(), o.ID)
	require.NoError(t, err)
	require.NoError(t, g.Discard(t.Context(), o.ID))
	state, err := one.State()
	require.NoError(t, err)
	assert.Empty(t, state.Keys)
}

// TestMadeByAPINPad has the PIN typed on the reader when it is first needed.
func TestMadeByAPINPad(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{Pad: true})
	require.NoError(t, one.Update(func(state *simulator.State) { state.Typed = pin }))
	s := newSource(t, d.module)
	ref := only(t, s)
	ordered := keytest.NewOrder(key.DSTU4145M257)
	for _, first := range []func(key.Generator, key.Order) error{
		func(g key.Generator, o key.Order) error { _, err := g.Generate(t.Context(), o); return err },
		func(g key.Generator, o key.Order) error { _, err := g.Made(t.Context(), o.ID); return err },
		func(g key.Generator, o key.Order) error { return g.Discard(t.Context(), o.ID) },
	} {
		who := newPerson("")
		g, err := s.OpenGenerator(t.Context(), ref, who)
		require.NoError(t, err)
		assert.Empty(t, who.notices())
		err = first(g, ordered)
		assert.NoError(t, err)
		assert.Equal(t, []key.NoticeKind{key.NoticePINPad, key.NoticeGoOn}, who.notices())
		assert.Empty(t, who.kinds())
		require.NoError(t, g.Close())
	}
}

// TestCardMakesNoKeys: a PIV card's are made with its administrator's key.
func TestCardMakesNoKeys(t *testing.T) {
	piv.Start(t, pivCard())
	s := newSource(t, openSC())
	s.Calm()
	seen := keytest.Await(t, s, carriers(1)).Carriers[0]
	assert.Empty(t, seen.Makes)
	makesNone(t, s, seen.Ref)
}

// TestOthersSeeWhatWasMade: OpenSC's tool lists the key and its certificate.
func TestOthersSeeWhatWasMade(t *testing.T) {
	tool, err := exec.LookPath("pkcs11-tool")
	if err != nil {
		t.Skip("pkcs11-tool is not on this machine")
	}
	d := newDrawer(t)
	d.add(t, bare())
	hsm := softHSMWith(t)
	s := newSource(t, d.module, hsm)
	for i, c := range keytest.Await(t, s, carriers(2)).Carriers {
		g := generator(t, s, c.Ref)
		k, o := makeKey(t, g)
		require.NoError(t, g.Keep(t.Context(), o.ID, keytest.Certify(t, k.Public())))
		require.NoError(t, g.Close())
		module := [...]device.Module{d.module, hsm}[i]
		list := exec.Command(tool, "--module", module.Paths[0], "--token-label", c.Label, "--login", "--pin", pin, "--list-objects")
		list.Env = os.Environ()
		for name, value := range module.Environment {
			list.Env = append(list.Env, name+"="+value)
		}
		out, err := list.CombinedOutput()
		require.NoError(t, err, string(out))
		for _, said := range []string{"Private Key Object", "Public Key Object", "Certificate Object", o.Label, hex.EncodeToString(o.ID), "never extractable", "serial:     01", "serial:     02"} {
			assert.Contains(t, string(out), said)
		}
	}
}
