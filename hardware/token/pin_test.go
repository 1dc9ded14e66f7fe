// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

func tries(t *testing.T, one *simulator.Token) int {
	t.Helper()
	state, err := one.State()
	require.NoError(t, err)
	return state.Tries
}

// TestWrongPINs is a person who forgot the PIN, up to the end.
func TestWrongPINs(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	ref := only(t, s)

	first := newPerson("000000")
	_, err := s.Open(t.Context(), ref, first)
	assert.Equal(t, key.TriesFew, carrierError(t, err, key.ErrWrongPIN).Tries)
	assert.Equal(t, []key.QuestionKind{key.AskPIN}, first.kinds(), "never asked for again by itself")
	assert.Equal(t, 2, tries(t, one), "sent once")
	assert.True(t, first.wiped())
	assert.NotContains(t, err.Error(), "000000")

	second := newPerson("000000")
	_, err = s.Open(t.Context(), ref, second)
	assert.Equal(t, key.TriesFew, second.asked[0].Carrier.PIN.Tries)
	assert.Equal(t, key.TriesLast, carrierError(t, err, key.ErrWrongPIN).Tries)

	declines := newPerson(pin)
	declines.declines = true
	_, err = s.Open(t.Context(), ref, declines)
	assert.Equal(t, key.TriesLast, carrierError(t, err, key.ErrLastTry).Tries)
	assert.Equal(t, []key.QuestionKind{key.AskLastTry}, declines.kinds(), "no PIN is asked for")
	assert.Equal(t, 1, tries(t, one), "nothing was sent")

	third := newPerson("000000")
	_, err = s.Open(t.Context(), ref, third)
	assert.Equal(t, key.TriesNone, carrierError(t, err, key.ErrPINLocked).Tries)
	assert.Equal(t, []key.QuestionKind{key.AskLastTry, key.AskPIN}, third.kinds())

	locked := newPerson(pin)
	_, err = s.Open(t.Context(), ref, locked)
	carrierError(t, err, key.ErrPINLocked)
	assert.Empty(t, locked.kinds(), "no PIN helps any more")
	assert.Equal(t, key.TriesNone, keytest.Await(t, s, carriers(1)).Carriers[0].PIN.Tries)
}

func TestLastTryThatIsRight(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	require.NoError(t, one.Update(func(s *simulator.State) { s.Tries = 1 }))
	s := newSource(t, d.module)
	who := newPerson(pin)
	store, err := s.Open(t.Context(), only(t, s), who)
	require.NoError(t, err)
	assert.Equal(t, []key.QuestionKind{key.AskLastTry, key.AskPIN}, who.kinds())
	require.NoError(t, sign(t, signing(t, store)))
	assert.Equal(t, 1, s.Workers())
	require.NoError(t, store.Close())
	assert.Zero(t, s.Workers(), "what the module says of the tries now, a new one tells")
	assert.Equal(t, key.TriesUnknown, keytest.Await(t, s, carriers(1)).Carriers[0].PIN.Tries)
}

func TestPINsThatAreNotSent(t *testing.T) {
	for name, test := range map[string]struct {
		spec  simulator.Spec
		pin   string
		want  error
		asked []key.QuestionKind
	}{
		"too short":    {simulator.Spec{MinPIN: 4}, "123", key.ErrPINLength, []key.QuestionKind{key.AskPIN}},
		"too long":     {simulator.Spec{MaxPIN: 8}, "123456789", key.ErrPINLength, []key.QuestionKind{key.AskPIN}},
		"empty":        {simulator.Spec{}, "", key.ErrPINLength, []key.QuestionKind{key.AskPIN}},
		"none was set": {simulator.Spec{PIN: unset}, pin, key.ErrPINUnset, []key.QuestionKind{}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDrawer(t)
			one := d.add(t, test.spec)
			s := newSource(t, d.module)
			who := newPerson(test.pin)
			_, err := s.Open(t.Context(), only(t, s), who)
			said := carrierError(t, err, test.want)
			assert.Equal(t, test.asked, who.kinds())
			assert.True(t, who.wiped())
			assert.Equal(t, 3, tries(t, one))
			if test.spec.MinPIN > 0 {
				assert.Equal(t, test.spec.MinPIN, said.Min)
			}
			if test.spec.MaxPIN > 0 {
				assert.Equal(t, test.spec.MaxPIN, said.Max)
			}
		})
	}
}

func TestExpiredPIN(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{Expired: true})
	s := newSource(t, d.module)
	_, err := s.Open(t.Context(), only(t, s), newPerson(pin))
	carrierError(t, err, key.ErrPINExpired)
}

// always puts in a token with a key that wants its PIN each time.
func always(t *testing.T, d drawer) *simulator.Token {
	t.Helper()
	keys := keysOf(t, testpki.Person)
	keys[0].Always = true
	return d.add(t, simulator.Spec{Keys: keys})
}

// TestPINForEverySignature is a key that wants its PIN each time.
func TestPINForEverySignature(t *testing.T) {
	d := newDrawer(t)
	one := always(t, d)
	s := newSource(t, d.module)
	who := newPerson(pin)
	store, err := s.Open(t.Context(), only(t, s), who)
	require.NoError(t, err)
	defer store.Close()
	k := signing(t, store)
	require.True(t, k.(key.Reauthenticating).AsksToSign())
	_, decrypts := k.(key.Decrypter)
	assert.False(t, decrypts)

	digests := []key.Digest{digest(k, "first"), {}, digest(k, "second")}
	results, err := k.Sign(t.Context(), digests)
	require.NoError(t, err)
	require.NoError(t, results[0].Err)
	assert.ErrorIs(t, results[1].Err, key.ErrDigest)
	require.NoError(t, results[2].Err)
	require.Equal(t, []key.QuestionKind{key.AskPIN, key.AskKeyPIN, key.AskKeyPIN}, who.kinds())
	assert.Equal(t, []int{1, 2, 2, 2}, []int{who.asked[1].Number, who.asked[1].Of, who.asked[2].Number, who.asked[2].Of})
	assert.True(t, who.wiped())

	who.pin = "000000"
	_, err = k.Sign(t.Context(), digests)
	assert.Equal(t, key.TriesFew, carrierError(t, err, key.ErrWrongPIN).Tries)
	assert.Len(t, who.kinds(), 4, "the second document is not tried")
	assert.Equal(t, 2, tries(t, one))

	who.pin = pin
	require.NoError(t, sign(t, k), "the store is still open")
	assert.Equal(t, 3, tries(t, one))
}

// TestNoPINForTheNext: a PIN is not asked for again in vain, when a key that wants
// it each time fails for another reason.
func TestNoPINForTheNext(t *testing.T) {
	d := newDrawer(t)
	one := always(t, d)
	s := newSource(t, d.module)
	who := newPerson(pin)
	store, err := s.Open(t.Context(), only(t, s), who)
	require.NoError(t, err)
	defer store.Close()
	k := signing(t, store)
	for _, function := range []string{"C_SignInit", "C_Sign", "C_Login"} {
		require.NoError(t, one.Break(&simulator.Fault{On: function, Kind: simulator.Return, Value: cryptoki.GeneralError}))
		asked := len(who.kinds())
		_, err = k.Sign(t.Context(), []key.Digest{digest(k, "first"), digest(k, "second")})
		assert.Equal(t, function, driverError(t, err).Call)
		assert.Len(t, who.kinds(), asked+1, function)
	}
}

// TestBusyAfterThePIN is a module that says of a login that there are too many
// sessions. Other than before the login that is no reason to try again.
func TestBusyAfterThePIN(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	require.NoError(t, one.Break(&simulator.Fault{On: "C_Login", Kind: simulator.Return, Value: cryptoki.SessionCount, Once: true}))
	_, err := s.Open(t.Context(), only(t, s), newPerson(pin))
	assert.Equal(t, "C_Login", driverError(t, err).Call, "or the PIN went again")
}

// TestPINThatTakesLong: the worker is spoken to while the person looks for the
// PIN, also in the middle of a signature, since a worker that nobody needs ends.
func TestPINThatTakesLong(t *testing.T) {
	d := newDrawer(t)
	always(t, d)
	s := newSource(t, d.module)
	s.Lively()
	who := newPerson(pin)
	who.before = func() {
		begun := s.Calls()
		assert.Eventually(t, func() bool { return s.Calls() > begun+2 }, 10*time.Second, time.Millisecond)
	}
	store, err := s.Open(t.Context(), only(t, s), who)
	require.NoError(t, err)
	defer store.Close()
	require.NoError(t, sign(t, signing(t, store)))
	assert.Equal(t, []key.QuestionKind{key.AskPIN, key.AskKeyPIN}, who.kinds())
}

// TestPINPad is a reader with keys for the PIN: what is typed there, nobody asks
// for here.
func TestPINPad(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{Pad: true})
	types := func(pin string) {
		require.NoError(t, one.Update(func(s *simulator.State) { s.Typed = pin }))
	}
	s := newSource(t, d.module)
	who := newPerson(pin)
	store, err := s.Open(t.Context(), only(t, s), who)
	require.NoError(t, err)
	defer store.Close()
	assert.Empty(t, who.notices(), "its keys are to be seen without a PIN")
	k := signing(t, store)
	require.True(t, k.(key.Reauthenticating).AsksToSign())

	types("")
	assert.ErrorIs(t, sign(t, k), key.ErrCancelled, "the red button")
	assert.Equal(t, []key.NoticeKind{key.NoticePINPad, key.NoticeGoOn}, who.notices())
	types("000000")
	assert.Equal(t, key.TriesFew, carrierError(t, sign(t, k), key.ErrWrongPIN).Tries)
	types(pin)
	require.NoError(t, sign(t, k))
	who.notices()
	assert.False(t, k.(key.Reauthenticating).AsksToSign())
	require.NoError(t, sign(t, k))
	assert.Empty(t, who.notices(), "once is enough")
	assert.Empty(t, who.kinds())
}

func TestPINPadOfTokenThatHidesItsKeys(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{Pad: true, Hidden: true})
	require.NoError(t, one.Update(func(s *simulator.State) { s.Typed = pin }))
	s := newSource(t, d.module)
	who := newPerson(pin)
	store, err := s.Open(t.Context(), only(t, s), who)
	require.NoError(t, err)
	defer store.Close()
	assert.Equal(t, []key.NoticeKind{key.NoticePINPad, key.NoticeGoOn}, who.notices())
	require.NoError(t, sign(t, signing(t, store)))
	assert.Empty(t, who.kinds())
}

// TestLogTellsNothing: what is logged names no person, token or secret.
func TestLogTellsNothing(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{Label: "Ключ бухгалтера", Serial: "SERIAL-77"})
	path, err := worker()
	require.NoError(t, err)
	var lines strings.Builder
	log := logrus.New()
	log.SetOutput(&lines)
	log.SetLevel(logrus.TraceLevel)
	s := token.NewSource(token.Config{Worker: path, Modules: []device.Module{d.module}, User: true, Folder: t.TempDir(), Log: log})
	ref := only(t, s)
	_, err = s.Open(t.Context(), ref, newPerson("987654"))
	require.ErrorIs(t, err, key.ErrWrongPIN)
	store := open(t, s, ref)
	require.NoError(t, one.Break(&simulator.Fault{On: "C_Sign", Kind: simulator.Segv}))
	require.Error(t, sign(t, signing(t, store)))
	require.NoError(t, s.Close())
	assert.Contains(t, lines.String(), "C_Login")
	for _, secret := range []string{"987654", pin, "SERIAL", "бухгалтера", one.Path()} {
		assert.NotContains(t, lines.String(), secret)
	}
}
