// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"bytes"
	"sync"
	"testing"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
)

// A bus lies between a source and its TPM. Who listens hears all, and who meddles
// may answer instead.
type bus struct {
	open   tpm.Opener
	meddle func(command []byte, pass func([]byte) ([]byte, error)) ([]byte, error)

	mu    sync.Mutex
	heard [][]byte
}

func newBus(m *swtpm.TPM) *bus { return &bus{open: tpm.Socket(m.Path)} }

func (b *bus) device() (transport.TPMCloser, error) {
	inner, err := b.open()
	if err != nil {
		return nil, err
	}
	return &tapped{inner, b}, nil
}

type tapped struct {
	transport.TPMCloser
	bus *bus
}

func (t *tapped) Send(command []byte) ([]byte, error) {
	pass := t.TPMCloser.Send
	if t.bus.meddle != nil {
		pass = func(command []byte) ([]byte, error) { return t.bus.meddle(command, t.TPMCloser.Send) }
	}
	answer, err := pass(command)
	t.bus.mu.Lock()
	defer t.bus.mu.Unlock()
	t.bus.heard = append(t.bus.heard, bytes.Clone(command), bytes.Clone(answer))
	return answer, err
}

// hears reports whether a text was on the bus in clear.
func (b *bus) hears(text []byte) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, message := range b.heard {
		if bytes.Contains(message, text) {
			return true
		}
	}
	return false
}

// TestNothingInClear is a life of a key and of a sealed key file, with somebody
// listening all the time.
func TestNothingInClear(t *testing.T) {
	b := newBus(swtpm.New(t))
	s := newSource(t, b.device)
	const right, wrong = "найтаємніше", "а це хибний"
	who := &person{pin: right}
	for _, kind := range []key.Kind{key.ECDSAP256, key.RSA2048} {
		place, err := s.Open(t.Context(), blank, who)
		require.NoError(t, err)
		o := order(kind)
		_, err = place.(key.Generator).Generate(t.Context(), o)
		require.NoError(t, err)
		require.NoError(t, sign(t, place))
		require.NoError(t, place.Close())
		store, err := s.Open(t.Context(), refOf(o), who)
		require.NoError(t, err)
		require.NoError(t, sign(t, store))
		require.NoError(t, store.Close())
	}
	var password []byte
	order := sealing()
	order.Protect = func(fresh []byte) ([]byte, error) {
		password = bytes.Clone(fresh)
		return keys(fresh)
	}
	ref, err := s.Seal(t.Context(), order, who)
	require.NoError(t, err)
	store, err := s.Open(t.Context(), ref, who)
	require.NoError(t, err)
	require.NoError(t, store.Close())
	fails(t, s, ref, &person{pin: wrong}, key.ErrWrongPIN)

	assert.True(t, who.wiped())
	assert.NotEmpty(t, password)
	for _, secret := range [][]byte{[]byte(right), []byte(wrong), password} {
		assert.False(t, b.hears(secret))
		assert.False(t, b.hears(secret[:8]))
	}
	_, err = s.Status(t.Context())
	require.NoError(t, err)
	assert.True(t, b.hears([]byte("IBM")), "the maker's name is in clear")
}
