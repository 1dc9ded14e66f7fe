// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"crypto/rsa"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

func TestCarrier(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{
		Label: "Ключ бухгалтера", Serial: "0042", Manufacturer: "Pidpys", Model: "Проба", MinPIN: 4, MaxPIN: 8,
	})
	s := newSource(t, d.module)
	c := keytest.Await(t, s, carriers(1)).Carriers[0]
	keys := c.Keys
	c.Keys = nil
	assert.Equal(t, key.Carrier{
		Ref:   "pkcs11:manufacturer=Pidpys;model=%D0%9F%D1%80%D0%BE%D0%B1%D0%B0;serial=0042;token=%D0%9A%D0%BB%D1%8E%D1%87%20%D0%B1%D1%83%D1%85%D0%B3%D0%B0%D0%BB%D1%82%D0%B5%D1%80%D0%B0",
		Label: "Ключ бухгалтера", Serial: "0042", Manufacturer: "Pidpys", Model: "Проба",
		Device: "Тестовий носій", Form: key.FormSimulated, PIN: key.PIN{Min: 4, Max: 8},
		Makes: []key.Kind{key.DSTU4145M257},
	}, c)

	who := people.Subscriber(testpki.Person)
	require.Len(t, keys, 2, "chosen by before the PIN")
	chosen := key.Choose(keys, nil, nil)
	assert.True(t, pki.EqualPublicKeys(who.SignKey.Public(), chosen[0].Key.Public()))
	assert.Equal(t, who.SignCert.Raw, chosen[0].Certificate.Raw)
	_, err := keys[0].Sign(t.Context(), []key.Digest{digest(keys[0], "document")})
	assert.ErrorIs(t, err, key.ErrClosed)

	infos, err := s.List(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []key.Info{{Ref: c.Ref, Label: "Ключ бухгалтера"}}, infos)
}

// TestTwoTokens are plugged in at once, in two drivers' slots.
func TestTwoTokens(t *testing.T) {
	first, second := newDrawer(t), newDrawer(t)
	second.module.ID = "another"
	first.add(t, simulator.Spec{Serial: "1"})
	first.add(t, simulator.Spec{Serial: "2", Keys: keysOf(t, testpki.Director)})
	second.add(t, simulator.Spec{Serial: "3", Keys: keysOf(t, testpki.Stamp), PIN: "333333"})
	s := newSource(t, first.module, second.module)
	seen := keytest.Await(t, s, carriers(3)).Carriers
	for i, name := range []string{testpki.Person, testpki.Director, testpki.Stamp} {
		who := newPerson(pin)
		if name == testpki.Stamp {
			who.pin = "333333"
		}
		store, err := s.Open(t.Context(), seen[i].Ref, who)
		require.NoError(t, err)
		defer store.Close()
		assert.Equal(t, seen[i].Serial, who.asked[0].Carrier.Serial, "whose PIN it is")
		k := signing(t, store)
		assert.True(t, pki.EqualPublicKeys(people.Subscriber(name).SignKey.Public(), k.Public()))
		require.NoError(t, sign(t, k), "while the others are open")
	}
}

// TestTwins are two tokens that say the same of themselves.
func TestTwins(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{Serial: "1"})
	d.add(t, simulator.Spec{Serial: "1", Keys: keysOf(t, testpki.Director)})
	s := newSource(t, d.module)
	seen := keytest.Await(t, s, carriers(2)).Carriers
	require.NotEqual(t, seen[0].Ref, seen[1].Ref, "told apart by their keys")
	for i, name := range []string{testpki.Person, testpki.Director} {
		store, err := s.Open(t.Context(), seen[i].Ref, newPerson(pin))
		require.NoError(t, err)
		keys, err := store.Keys(t.Context())
		require.NoError(t, err)
		require.Len(t, keys, 1)
		assert.True(t, pki.EqualPublicKeys(people.Subscriber(name).SignKey.Public(), keys[0].Public()))
		require.NoError(t, store.Close())
	}
	who := newPerson(pin)
	_, err := s.Open(t.Context(), "pkcs11:serial=1", who)
	assert.ErrorIs(t, err, key.ErrReference)
	assert.Empty(t, who.kinds(), "no PIN goes to the wrong one")
}

func TestTwinsThatHideTheirKeys(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{Serial: "1", Hidden: true})
	d.add(t, simulator.Spec{Serial: "1", Hidden: true})
	s := newSource(t, d.module)
	seen := keytest.Await(t, s, carriers(2)).Carriers
	_, err := s.Open(t.Context(), seen[0].Ref, newPerson(pin))
	assert.ErrorIs(t, err, key.ErrReference)
}

// TestOneTokenInTwoDrivers shows once.
func TestOneTokenInTwoDrivers(t *testing.T) {
	d := newDrawer(t)
	again := d.module
	again.ID, again.Name = "again", "Ще раз"
	d.add(t, simulator.Spec{})
	seen := keytest.Await(t, newSource(t, d.module, again), carriers(1))
	assert.Equal(t, "Тестовий носій", seen.Carriers[0].Device)
}

// TestWhatTokensHold is what may be on a token beside, or instead of, a key with
// its certificate.
func TestWhatTokensHold(t *testing.T) {
	keys := func(change func(*simulator.Key)) []simulator.Key {
		all := keysOf(t, testpki.Person)
		for i := range all {
			change(&all[i])
		}
		return all
	}
	same := func(k *simulator.Key) { k.ID = []byte{1} }
	for name, test := range map[string]struct {
		spec                simulator.Spec
		before, after, with int // keys before and after the PIN, and those with a certificate
	}{
		"no certificate":             {simulator.Spec{Keys: keys(func(k *simulator.Key) { k.Certificate = nil })}, 2, 2, 0},
		"certificates as data":       {simulator.Spec{Keys: keys(func(k *simulator.Key) { k.Data = true })}, 2, 2, 2},
		"no public keys":             {simulator.Spec{Keys: keys(func(k *simulator.Key) { k.NoPublic = true })}, 2, 2, 2},
		"data and no public keys":    {simulator.Spec{Keys: keys(func(k *simulator.Key) { k.NoPublic, k.Data = true, true })}, 2, 2, 2},
		"a key of an unknown kind":   {simulator.Spec{Foreign: true}, 2, 2, 2},
		"one identifier":             {simulator.Spec{Keys: keys(same)}, 2, 2, 2},
		"nothing to see without PIN": {simulator.Spec{Hidden: true}, 0, 2, 2},
		"no serial number":           {simulator.Spec{Serial: " "}, 2, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDrawer(t)
			d.add(t, test.spec)
			s := newSource(t, d.module)
			c := keytest.Await(t, s, carriers(1)).Carriers[0]
			assert.Len(t, c.Keys, test.before)
			store := open(t, s, c.Ref)
			opened, err := store.Keys(t.Context())
			require.NoError(t, err)
			assert.Len(t, opened, test.after)
			with := 0
			for _, candidate := range key.Choose(opened, nil, nil) {
				if candidate.Certificate != nil {
					with++
				}
			}
			assert.Equal(t, test.with, with)
			require.NoError(t, sign(t, signing(t, store)))
		})
	}
}

// TestNoSigningByDSTU is a driver that has the keys and not the algorithm, as one
// was reported.
func TestNoSigningByDSTU(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{Mute: true})
	s := newSource(t, d.module)
	assert.ErrorIs(t, sign(t, signing(t, open(t, s, only(t, s)))), key.ErrMechanism)
}

func TestReferenceToOneKey(t *testing.T) {
	d := newDrawer(t)
	keys := keysOf(t, testpki.Person)
	keys[1].ID = []byte{0, 'k', 0xFF}
	d.add(t, simulator.Spec{Serial: "1", Keys: keys})
	s := newSource(t, d.module)
	store := open(t, s, "pkcs11:serial=1;id=%00k%ff")
	found, err := store.Keys(t.Context())
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.True(t, pki.EqualPublicKeys(people.Subscriber(testpki.Person).AgreeKey.Public(), found[0].Public()))
	require.NoError(t, store.Close())

	_, err = s.Open(t.Context(), "pkcs11:serial=1;id=%00", newPerson(pin))
	assert.ErrorIs(t, err, key.ErrNoSuchKey)
	_, err = s.Open(t.Context(), "pkcs11:serial=2", newPerson(pin))
	assert.ErrorIs(t, err, key.ErrNoToken)
	for _, ref := range []key.Ref{"pkcs11:serial=1?module-path=/tmp/evil.so", "pkcs11:serial=1?pin-source=file:/tmp/pin", "pkcs11:serial=1;pin-value=123456"} {
		who := newPerson(pin)
		_, err = s.Open(t.Context(), ref, who)
		assert.ErrorIs(t, err, key.ErrReference)
		assert.Empty(t, who.kinds())
	}
}

// TestBatch is many documents under one PIN.
func TestBatch(t *testing.T) {
	s := newSource(t, softHSM(t))
	who := newPerson(pin)
	store, err := s.Open(t.Context(), only(t, s), who)
	require.NoError(t, err)
	defer store.Close()
	k := signing(t, store)
	var digests []key.Digest
	for i := range 200 {
		d := digest(k, string(rune('a'+i%26)))
		d.PSS = i%3 == 0
		digests = append(digests, d)
	}
	digests[7].Hash = pki.GOST34311
	results, err := k.Sign(t.Context(), digests)
	require.NoError(t, err)
	for i, r := range results {
		switch {
		case i == 7:
			assert.ErrorIs(t, r.Err, key.ErrDigest)
		case i%3 == 0:
			require.NoError(t, r.Err)
			assert.ErrorIs(t, pki.VerifyDigest(k.Public(), digests[i].Hash, digests[i].Value, r.Raw), pki.ErrSignature, "PSS is not PKCS #1 v1.5")
		default:
			require.NoError(t, r.Err)
			assert.NoError(t, pki.VerifyDigest(k.Public(), digests[i].Hash, digests[i].Value, r.Raw))
		}
	}
	assert.Len(t, who.kinds(), 1)
}

// TestOldPaddingTellsNothing: what does not decrypt by PKCS #1 v1.5 is a random
// key.
func TestOldPaddingTellsNothing(t *testing.T) {
	s := newSource(t, softHSM(t))
	k := signing(t, open(t, s, only(t, s)))
	decrypter, ok := k.(key.Decrypter)
	require.True(t, ok)
	garbage := make([]byte, 256)
	garbage[255] = 2
	//lint:ignore SA1019 what others encrypted so must open
	options := &rsa.PKCS1v15DecryptOptions{SessionKeyLen: 32}
	first, err := decrypter.Decrypt(t.Context(), garbage, options)
	require.NoError(t, err)
	second, err := decrypter.Decrypt(t.Context(), garbage, options)
	require.NoError(t, err)
	assert.Len(t, first, 32)
	assert.NotEqual(t, first, second)
	_, err = decrypter.Decrypt(t.Context(), garbage, nil)
	assert.Error(t, err)
}
