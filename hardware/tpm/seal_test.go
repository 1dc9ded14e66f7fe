// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

var people = testpki.New(time.Now)

// sealing is that of a subscriber's Key-6.dat, whose old password is weak. The new
// one is copied to password, if that is not nil.
func sealing(t testing.TB, name string, password *[]byte) tpm.Sealing {
	t.Helper()
	who := people.Subscriber(name)
	return tpm.Sealing{
		Label:        "Key-6.dat",
		Certificates: append([]*x509.Certificate{who.SignCert, who.AgreeCert}, who.Chain...),
		Protect: func(fresh []byte) ([]byte, error) {
			if password != nil {
				*password = bytes.Clone(fresh)
			}
			return container.ChangePassword(who.Key6("12345"), container.Passwords{File: []byte("12345")}, fresh)
		},
	}
}

func seal(t testing.TB, s *tpm.Source) key.Ref {
	t.Helper()
	ref, err := s.Seal(t.Context(), sealing(t, testpki.Person, nil), &person{pin: pin})
	require.NoError(t, err)
	return ref
}

func TestSealedSource(t *testing.T) {
	m := swtpm.New(t)
	setUp(t, m, "100", "1000")
	folder := filepath.Join(t.TempDir(), "tpm")
	ref := seal(t, newHost(folder, tpm.Socket(m.Path)))
	keytest.TestSource(t, func(t *testing.T) keytest.Fixture {
		s := newHost(folder, tpm.Socket(m.Path))
		return keytest.Fixture{Source: s, Ref: ref, Secret: []byte(pin), Wrong: []byte(wrong), WrongError: key.ErrWrongPIN}
	})
}

// TestSealed: what a person sees before the PIN, and has after it.
func TestSealed(t *testing.T) {
	s := newSource(t, tpm.Socket(swtpm.New(t).Path))
	ref := seal(t, s)
	all := carriers(t, s)
	require.Len(t, all, 1)
	assert.Equal(t, ref, all[0].Ref)
	assert.Equal(t, "Key-6.dat", all[0].Label)
	assert.Equal(t, key.FormSealed, all[0].Form)
	assert.Empty(t, all[0].Makes)
	require.Len(t, all[0].Keys, 2, "the authorities' are nobody's keys")
	shown := key.Choose(all[0].Keys, nil, nil)
	assert.True(t, shown[0].Selected)

	keys, err := open(t, s, ref).Keys(t.Context())
	require.NoError(t, err)
	opened := key.Choose(keys, nil, nil)
	require.Len(t, opened, 2)
	for i, c := range opened {
		assert.NotNil(t, c.Certificate, "a Key-6.dat has none itself")
		assert.Implements(t, (*key.Decrypter)(nil), keys[i])
	}
}

// TestPasswordOfSealed: nobody but the chip keeps the password.
func TestPasswordOfSealed(t *testing.T) {
	var passwords [][]byte
	noted := func(data, password []byte) (key.Store, error) {
		passwords = append(passwords, password)
		return containers(data, password)
	}
	folder := filepath.Join(t.TempDir(), "tpm")
	s := tpm.NewSource(tpm.Config{Folder: folder, Device: tpm.Socket(swtpm.New(t).Path), Containers: noted})
	order := sealing(t, testpki.Person, nil)
	protect := order.Protect
	var password string
	order.Protect = func(fresh []byte) ([]byte, error) {
		password = string(fresh)
		passwords = append(passwords, fresh)
		return protect(fresh)
	}
	ref, err := s.Seal(t.Context(), order, &person{pin: pin})
	require.NoError(t, err)
	open(t, s, ref)
	assert.Len(t, password, 43)
	require.Len(t, passwords, 3, "of Protect, of the proof, of the opening")
	for _, p := range passwords {
		assert.False(t, lives(p))
	}
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(folder, file.Name()))
		require.NoError(t, err)
		assert.NotContains(t, string(data), password, file.Name())
		assert.NotContains(t, string(data), pin, file.Name())
	}
	sealed, err := os.ReadFile(filepath.Join(folder, ref.Name()+".key"))
	require.NoError(t, err)
	_, err = containers(sealed, []byte("12345"))
	assert.ErrorIs(t, err, key.ErrWrongPassword)
}

// TestSealInVain: what fails leaves no entry.
func TestSealInVain(t *testing.T) {
	s := newSource(t, tpm.Socket(swtpm.New(t).Path))
	refused := errors.New("refused")
	for name, test := range map[string]struct {
		protect func([]byte) ([]byte, error)
		who     *person
		err     error
	}{
		"not protected":         {func([]byte) ([]byte, error) { return nil, refused }, &person{pin: pin}, refused},
		"under another":         {func([]byte) ([]byte, error) { return people.Subscriber(testpki.Person).Key6("12345"), nil }, &person{pin: pin}, key.ErrWrongPassword},
		"no key file":           {func([]byte) ([]byte, error) { return []byte("text"), nil }, &person{pin: pin}, key.ErrNotContainer},
		"too long":              {func([]byte) ([]byte, error) { return make([]byte, 5<<20), nil }, &person{pin: pin}, key.ErrTooLarge},
		"a PIN that is shorter": {sealing(t, testpki.Person, nil).Protect, &person{pin: "12345"}, key.ErrPINLength},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Seal(t.Context(), tpm.Sealing{Protect: test.protect}, test.who)
			assert.ErrorIs(t, err, test.err)
			assert.True(t, test.who.wiped())
			assert.Empty(t, carriers(t, s))
		})
	}
}
