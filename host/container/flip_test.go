// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// known are the errors that a changed file may give.
var known = []error{
	key.ErrNotContainer, key.ErrTruncated, key.ErrDamaged, key.ErrTooLarge, key.ErrTooMuchWork,
	key.ErrUnsupported, key.ErrWrongPassword, key.ErrKeyPassword, key.ErrNoSigningKey,
}

func isKnown(err error) bool {
	var notKey *key.NotKeyError
	if errors.As(err, &notKey) {
		return true
	}
	for _, k := range known {
		if errors.Is(err, k) {
			return true
		}
	}
	return false
}

// A flipped file gives a clear error or the same keys, at every position. Only
// where a format has nothing to prove a DSTU 4145 key by, that number itself
// may come out changed: no certificate belongs to it.
func TestEveryOctetFlipped(t *testing.T) {
	password := []byte("пароль")
	for name, file := range cheapFiles(t, password) {
		t.Run(name, func(t *testing.T) {
			f, data, err := recognise(file)
			require.NoError(t, err)
			open := func(file []byte) ([]Entry, error) {
				f, data, err := recognise(file)
				if err != nil {
					return nil, err
				}
				return f.open(data, newOpening(Passwords{File: password}, newBudget()))
			}
			if f.name == IIT {
				open = openIITWith(iitKeyOf(t, password))
			}
			whole, err := open(data)
			require.NoError(t, err)
			unproven := f.name == PKCS8
			var doubted int
			for i := range file {
				for _, flip := range []byte{0x01, 0x10, 0x80, 0xff} {
					file[i] ^= flip
					entries, err := open(file)
					file[i] ^= flip
					switch {
					case errors.Is(err, key.ErrWrongPassword):
						doubted++
					case err != nil:
						require.True(t, isKnown(err), "octet %d: %v", i, err)
					case !sameKeys(whole, entries):
						_, dstu := entries[0].Key.(*dstu4145.PrivateKey)
						require.True(t, unproven && dstu && i > len(file)*3/4, "octet %d: another key", i)
					}
				}
			}
			t.Logf("%s: %d octets, %d of %d flips taken for a wrong password", name, len(file), doubted, 4*len(file))
		})
	}
}

// sameKeys says that some of the keys are there and no others.
func sameKeys(all, some []Entry) bool {
	for _, e := range some {
		found := false
		for _, a := range all {
			found = found || pki.EqualPublicKeys(a.Key.Public(), e.Key.Public())
		}
		if !found {
			return false
		}
	}
	return len(some) > 0
}

func iitKeyOf(t *testing.T, password []byte) []byte {
	octets, ok := asWindows1251(password)
	require.True(t, ok)
	return iitKey(octets)
}

// openIITWith opens a Key-6.dat with a key derived before: ten thousand rounds
// for each octet are too many.
func openIITWith(secret []byte) func(file []byte) ([]Entry, error) {
	return func(file []byte) (entries []Entry, err error) {
		f, data, err := recognise(file)
		if err != nil {
			return nil, err
		}
		if f.name != IIT {
			return nil, key.ErrNotContainer
		}
		s, err := parseIIT(data)
		if err != nil {
			return nil, err
		}
		err = s.decrypt(secret, func(info []byte) (err error) {
			entries, err = parsePrivateKeyInfo(info)
			return err
		})
		return entries, err
	}
}

// The whole way too, at some positions, for the costly one.
func TestSomeOctetsFlippedInIIT(t *testing.T) {
	password := []byte("password")
	file, err := MarshalIIT(testKey(t, 12345), nil, password)
	require.NoError(t, err)
	for i := 7; i < len(file); i += 37 {
		file[i] ^= 0x10
		_, err := Open(file, Passwords{File: password})
		assert.True(t, err != nil && isKnown(err), "octet %d: %v", i, err)
		file[i] ^= 0x10
	}
}
