// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/pcscd"
	"github.com/pidpys/pidpys/hardware/simulator/piv"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestCardIsPulled takes a card of OpenSC's out of its reader while its keys are
// chosen and used, and puts it back.
func TestCardIsPulled(t *testing.T) {
	card := piv.Start(t, pivCard())
	s := newSource(t, openSC())
	s.Calm()
	seen := keytest.Await(t, s, carriers(1)).Carriers[0]
	assert.Equal(t, key.FormCard, seen.Form)
	assert.NotEmpty(t, seen.Keys, "by its certificates")

	store := open(t, s, seen.Ref)
	k := signing(t, store)
	require.NoError(t, sign(t, k))
	card.Remove()
	troubles := keytest.Await(t, s, carriers(0)).Troubles
	require.NotEmpty(t, troubles)
	assert.Equal(t, key.NoCard, troubles[0].Kind)
	assert.ErrorIs(t, sign(t, k), key.ErrTokenRemoved)
	require.NoError(t, store.Close())

	card.Insert()
	again := keytest.Await(t, s, carriers(1)).Carriers[0]
	assert.Equal(t, seen.Ref, again.Ref)
	require.NoError(t, sign(t, signing(t, open(t, s, again.Ref))))
}

// TestSignedAsTheCardIsPulled asks OpenSC for a signature before the card service
// has noticed that the card is gone, when OpenSC may wait for ever.
func TestSignedAsTheCardIsPulled(t *testing.T) {
	card := piv.Start(t, pivCard())
	s := newSource(t, openSC())
	s.Hurry()
	s.Calm()
	ref := only(t, s)
	for range 2 {
		store := open(t, s, ref)
		k := signing(t, store)
		require.NoError(t, sign(t, k))
		card.Remove()
		assert.ErrorIs(t, sign(t, k), key.ErrTokenRemoved)
		require.NoError(t, store.Close())
		card.Insert()
		require.Equal(t, ref, only(t, s))
	}
	assert.False(t, s.Aside(0), "OpenSC is not to blame")
}

// TestCardWantsThePINEachTime signs with the key of a PIV card that is made for
// signatures.
func TestCardWantsThePINEachTime(t *testing.T) {
	who := people.Subscriber(testpki.ECDSAPerson)
	card := piv.Start(t, piv.Spec{PIN: pin, Keys: map[piv.Slot]piv.Key{piv.Signature: {Private: who.SignKey, Certificate: who.SignCert}}})
	s := newSource(t, openSC())
	s.Calm()
	ref := only(t, s)
	owner := newPerson(pin)
	store, err := s.Open(t.Context(), ref, owner)
	require.NoError(t, err)
	k := signing(t, store)
	assert.True(t, k.(key.Reauthenticating).AsksToSign())
	results, err := k.Sign(t.Context(), []key.Digest{digest(k, "first"), digest(k, "second")})
	require.NoError(t, err)
	for _, r := range results {
		require.NoError(t, r.Err)
	}
	assert.Equal(t, []key.QuestionKind{key.AskPIN, key.AskKeyPIN, key.AskKeyPIN}, owner.kinds())
	require.NoError(t, store.Close())

	// OpenSC warns of the last try, and of none before it.
	for range 2 {
		_, err = s.Open(t.Context(), ref, newPerson("654321"))
		require.ErrorIs(t, err, key.ErrWrongPIN)
	}
	assert.Equal(t, key.TriesLast, carrierError(t, err, key.ErrWrongPIN).Tries)
	declines := newPerson(pin)
	declines.declines = true
	_, err = s.Open(t.Context(), ref, declines)
	carrierError(t, err, key.ErrLastTry)
	assert.Equal(t, 1, card.Tries(), "nothing was sent")

	agrees := newPerson(pin)
	store, err = s.Open(t.Context(), ref, agrees)
	require.NoError(t, err)
	require.NoError(t, sign(t, signing(t, store)), "what OpenSC still says of the last try is out of date")
	assert.Equal(t, []key.QuestionKind{key.AskLastTry, key.AskPIN, key.AskKeyPIN}, agrees.kinds())
	require.NoError(t, store.Close())
	calm := newPerson(pin)
	store, err = s.Open(t.Context(), ref, calm)
	require.NoError(t, err)
	require.NoError(t, store.Close())
	assert.Equal(t, []key.QuestionKind{key.AskPIN}, calm.kinds(), "a new worker knows better")
}

// TestNoCardService has the system's card service end while its readers are
// watched.
func TestNoCardService(t *testing.T) {
	service := pcscd.Start(t)
	s := newSource(t, openSC())
	s.Calm()
	seen := keytest.Await(t, s, func(p key.Plugged) bool { return len(p.Troubles) > 0 })
	assert.Equal(t, key.NoCard, seen.Troubles[0].Kind, "the reader of the tests is there and empty")
	service.Stop()
	seen = keytest.Await(t, s, func(p key.Plugged) bool { return len(p.Troubles) > 0 && p.Troubles[0].Kind != key.NoCard })
	assert.Equal(t, []key.Trouble{{Kind: key.NoReaderService}}, seen.Troubles)
	_, err := s.Open(t.Context(), "pkcs11:serial=1", newPerson(pin))
	assert.ErrorIs(t, err, key.ErrNoToken)
}
