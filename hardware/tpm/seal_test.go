// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
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

// sealing is that of a person's key file.
func sealing() tpm.Sealing {
	who := people.Subscriber(testpki.Person)
	return tpm.Sealing{
		Label:        "Key-6.dat",
		Certificates: append([]*x509.Certificate{who.SignCert, who.AgreeCert}, who.Chain...),
		Protect:      keys,
	}
}

// keys are a person's, without certificates, as in a Key-6.dat; of another format,
// which opens soon.
func keys(password []byte) ([]byte, error) {
	who := people.Subscriber(testpki.Person)
	entries := []container.Entry{{Key: who.SignKey, Usage: key.Sign}, {Key: who.AgreeKey, Usage: key.Agree}}
	return container.MarshalPKCS12(entries, password, container.PKCS12Options{Iterations: 1})
}

// key6 is a person's Key-6.dat, whose old password is weak.
func key6(fresh []byte) ([]byte, error) {
	old := container.Passwords{File: []byte("12345")}
	return container.ChangePassword(people.Subscriber(testpki.Person).Key6("12345"), old, fresh)
}

func seal(t testing.TB, s *tpm.Source) key.Ref {
	t.Helper()
	return sealBy(t, s, keys)
}

func sealBy(t testing.TB, s *tpm.Source, protect func([]byte) ([]byte, error)) key.Ref {
	t.Helper()
	order := sealing()
	order.Protect = protect
	ref, err := s.Seal(t.Context(), order, &person{pin: pin})
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
	ref := sealBy(t, s, key6)
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
	order := sealing()
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
	_, err = containers(sealed, []byte(password[1:]))
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
		"under another":         {func([]byte) ([]byte, error) { return keys([]byte("12345")) }, &person{pin: pin}, key.ErrWrongPassword},
		"no key file":           {func([]byte) ([]byte, error) { return []byte("text"), nil }, &person{pin: pin}, key.ErrNotContainer},
		"too long":              {func([]byte) ([]byte, error) { return make([]byte, 5<<20), nil }, &person{pin: pin}, key.ErrTooLarge},
		"a PIN that is shorter": {keys, &person{pin: "12345"}, key.ErrPINLength},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Seal(t.Context(), tpm.Sealing{Protect: test.protect}, test.who)
			assert.ErrorIs(t, err, test.err)
			assert.True(t, test.who.wiped())
			assert.Empty(t, carriers(t, s))
		})
	}
}

// TestSwappedFile: in the place of one sealed key file lies another's. Nobody typed
// a password, so nobody hears that theirs is wrong.
func TestSwappedFile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tpm")
	s := newHost(folder, tpm.Socket(swtpm.New(t).Path))
	ref, other := seal(t, s), seal(t, s)
	file := func(ref key.Ref) string { return filepath.Join(folder, ref.Name()+".key") }
	require.NoError(t, os.Rename(file(other), file(ref)))
	for _, ref := range []key.Ref{ref, other} {
		_, err := s.Open(t.Context(), ref, &person{pin: pin})
		assert.ErrorIs(t, err, key.ErrDamaged)
		assert.NotErrorIs(t, err, key.ErrWrongPassword)
	}
}

// TestSwappedRecord: beside a key lie the certificates of somebody else's. The key
// is shown as nobody's, and no certificate goes with it.
func TestSwappedRecord(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tpm")
	s := newHost(folder, tpm.Socket(swtpm.New(t).Path))
	ref, other := generate(t, s, key.ECDSAP256), seal(t, s)
	record := func(ref key.Ref) string { return filepath.Join(folder, ref.Name()+".json") }
	require.NoError(t, os.Rename(record(other), record(ref)))
	all := carriers(t, s)
	require.Len(t, all, 1)
	opened, err := open(t, s, ref).Keys(t.Context())
	require.NoError(t, err)
	for _, seen := range [][]key.Key{all[0].Keys, opened} {
		candidates := key.Choose(seen, nil, nil)
		require.Len(t, candidates, 1)
		assert.Nil(t, candidates[0].Certificate)
		assert.False(t, candidates[0].Selected)
	}
}
