// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"crypto/rand"
	"encoding/hex"
	"io"
	"path/filepath"
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/pki"
)

const (
	pin   = "246810"
	blank = key.Ref("tpm:new")
)

// newSource is a source in a folder of its own.
func newSource(t testing.TB, device tpm.Opener) *tpm.Source {
	t.Helper()
	return newHost(filepath.Join(t.TempDir(), "tpm"), device)
}

// newHost is a source in a folder, as each process of a user has one.
func newHost(folder string, device tpm.Opener) *tpm.Source {
	quiet := logrus.New()
	quiet.SetOutput(io.Discard)
	return tpm.NewSource(tpm.Config{Folder: folder, Device: device, Containers: containers, Log: quiet})
}

func containers(data, password []byte) (key.Store, error) {
	return container.Open(data, container.Passwords{File: password})
}

// order is for a key that nobody ordered before.
func order(kind key.Kind) key.Order {
	id := make([]byte, key.IDSize)
	_, _ = rand.Read(id)
	return key.Order{Kind: kind, ID: id, Label: "Мій ключ"}
}

// refOf is what opens the key of an order.
func refOf(o key.Order) key.Ref { return key.NewRef("tpm", hex.EncodeToString(o.ID)) }

func idOf(t testing.TB, ref key.Ref) []byte {
	t.Helper()
	id, err := hex.DecodeString(ref.Name())
	require.NoError(t, err)
	return id
}

// generate makes a key and returns what opens it.
func generate(t testing.TB, s *tpm.Source, kind key.Kind) key.Ref {
	t.Helper()
	store, err := s.Open(t.Context(), blank, keytest.NewAsker([]byte(pin)))
	require.NoError(t, err)
	defer store.Close()
	o := order(kind)
	_, err = store.(key.Generator).Generate(t.Context(), o)
	require.NoError(t, err)
	return refOf(o)
}

func TestSource(t *testing.T) {
	for _, kind := range []key.Kind{key.ECDSAP256, key.RSA2048} {
		t.Run(string(kind), func(t *testing.T) {
			m := swtpm.New(t)
			setUp(t, m, "100", "1000")
			folder := filepath.Join(t.TempDir(), "tpm")
			ref := generate(t, newHost(folder, tpm.Socket(m.Path)), kind)
			keytest.TestSource(t, func(t *testing.T) keytest.Fixture {
				s := newHost(folder, tpm.Socket(m.Path))
				return keytest.Fixture{Source: s, Ref: ref, Secret: []byte(pin), Wrong: []byte(wrong), WrongError: key.ErrWrongPIN}
			})
		})
	}
}

func TestGenerator(t *testing.T) {
	keytest.TestGenerator(t, func(t *testing.T) keytest.Fixture {
		return keytest.Fixture{Source: newSource(t, tpm.Socket(swtpm.New(t).Path)), Ref: blank, Secret: []byte(pin)}
	})
}

func digest(k key.Key, text string) key.Digest {
	hash := pki.DefaultHash(k.Public())
	return key.Digest{Hash: hash, Value: hash.Sum([]byte(text)), Label: text}
}
