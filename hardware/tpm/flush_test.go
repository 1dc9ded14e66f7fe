// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"context"
	"encoding/binary"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
)

// empty: nothing of ours is loaded.
func empty(t testing.TB, m *swtpm.TPM) {
	t.Helper()
	for _, kind := range []string{"handles-transient", "handles-loaded-session", "handles-saved-session"} {
		assert.Empty(t, m.Tool(t, "tpm2_getcap", kind), kind)
	}
}

// TestFlush: a hundred uses, and those that fail, leave nothing in a chip with
// room for three.
func TestFlush(t *testing.T) {
	m := swtpm.New(t)
	setUp(t, m, "1000", "1000")
	s := newSource(t, tpm.Socket(m.Path))
	ref, sealed := generate(t, s, key.ECDSAP256), seal(t, s)
	store := open(t, s, ref)
	for range 100 {
		require.NoError(t, sign(t, store))
	}
	for range 5 {
		require.NoError(t, sign(t, open(t, s, sealed)))
		for _, ref := range []key.Ref{ref, sealed} {
			fails(t, s, ref, &person{pin: wrong}, key.ErrWrongPIN)
		}
	}
	empty(t, m)
}

// TestFlushAfterEachFailure: whichever command it is that the TPM fails at.
func TestFlushAfterEachFailure(t *testing.T) {
	m := swtpm.New(t)
	b := newBus(m)
	s := newSource(t, b.device)
	ref := generate(t, s, key.ECDSAP256)
	for _, failing := range []tpm2.TPMCC{
		tpm2.TPMCCReadPublic, tpm2.TPMCCCreatePrimary, tpm2.TPMCCLoad, tpm2.TPMCCStartAuthSession,
		tpm2.TPMCCPolicySecret, tpm2.TPMCCGetCapability,
	} {
		b.meddle = func(command []byte, pass func([]byte) ([]byte, error)) ([]byte, error) {
			if tpm2.TPMCC(binary.BigEndian.Uint32(command[6:])) == failing {
				return []byte{0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x01, 0x01}, nil // TPM_RC_FAILURE
			}
			return pass(command)
		}
		_, err := s.Open(t.Context(), ref, &person{pin: pin})
		assert.ErrorIs(t, err, key.ErrTPM, failing)
		empty(t, m)
	}
	// What is no answer at all is an error too.
	for _, garbage := range [][]byte{nil, {0x80}, make([]byte, 10), make([]byte, 14), {0x80, 0x02, 0, 0, 0, 12, 0, 0, 0, 0, 0xFF, 0xFF}} {
		b.meddle = func([]byte, func([]byte) ([]byte, error)) ([]byte, error) { return garbage, nil }
		_, err := s.Open(t.Context(), ref, &person{pin: pin})
		assert.ErrorIs(t, err, key.ErrTPM)
	}
	b.meddle = nil
	require.NoError(t, sign(t, open(t, s, ref)))
}

// TestLeftInTheMiddle: whoever leaves during a command is not kept waiting; the
// command comes to its end, and what it loaded is flushed before the next one's
// turn.
func TestLeftInTheMiddle(t *testing.T) {
	m := swtpm.New(t)
	b := newBus(m)
	s := newSource(t, b.device)
	ref := generate(t, s, key.ECDSAP256)
	for _, slow := range []tpm2.TPMCC{tpm2.TPMCCCreatePrimary, tpm2.TPMCCLoad, tpm2.TPMCCStartAuthSession} {
		ctx, leave := context.WithCancel(t.Context())
		left := make(chan struct{})
		var once sync.Once
		b.meddle = func(command []byte, pass func([]byte) ([]byte, error)) ([]byte, error) {
			if tpm2.TPMCC(binary.BigEndian.Uint32(command[6:])) == slow {
				once.Do(func() {
					leave()
					<-left
				})
			}
			return pass(command)
		}
		_, err := s.Open(ctx, ref, &person{pin: pin})
		assert.ErrorIs(t, err, context.Canceled)
		close(left)
		require.NoError(t, sign(t, open(t, s, ref)))
		empty(t, m)
	}
}

// deaf is a TPM that takes a command and does not answer before it is closed.
type deaf struct{ closed chan struct{} }

func (d *deaf) Send([]byte) ([]byte, error) {
	<-d.closed
	return nil, errors.New("closed")
}

func (d *deaf) Close() error {
	close(d.closed)
	return nil
}

// TestDeafTPM: nobody waits for ever, and the next one has a turn.
func TestDeafTPM(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tpm")
	m := swtpm.New(t)
	ref := generate(t, newHost(folder, tpm.Socket(m.Path)), key.ECDSAP256)
	var closed []chan struct{}
	device := func() (transport.TPMCloser, error) {
		d := &deaf{make(chan struct{})}
		closed = append(closed, d.closed)
		return d, nil
	}

	s := newHost(folder, device)
	s.Hurry()
	ctx, leave := context.WithCancel(t.Context())
	go leave()
	_, err := s.Open(ctx, ref, &person{pin: pin})
	assert.ErrorIs(t, err, context.Canceled)

	s = newHost(folder, device)
	s.Impatient()
	_, err = s.Open(t.Context(), ref, &person{pin: pin})
	assert.ErrorIs(t, err, key.ErrTPM, "given up although nobody left")
	for _, c := range closed {
		<-c
	}
	require.NoError(t, sign(t, open(t, newHost(folder, tpm.Socket(m.Path)), ref)))
}

// TestDeafWhenFlushed: a TPM that takes the last command of a use and does not
// answer is given up too.
func TestDeafWhenFlushed(t *testing.T) {
	m := swtpm.New(t)
	b := newBus(m)
	folder := filepath.Join(t.TempDir(), "tpm")
	s := newHost(folder, b.device)
	ref := generate(t, s, key.ECDSAP256)
	s.Hurry()
	never := make(chan struct{})
	defer close(never)
	b.meddle = func(command []byte, pass func([]byte) ([]byte, error)) ([]byte, error) {
		if tpm2.TPMCC(binary.BigEndian.Uint32(command[6:])) == tpm2.TPMCCFlushContext {
			<-never
		}
		return pass(command)
	}
	_, err := s.Open(t.Context(), ref, keytest.NewAsker(nil))
	assert.ErrorIs(t, err, key.ErrCancelled)
	m.Tool(t, "tpm2_flushcontext", "-t")
	require.NoError(t, sign(t, open(t, newHost(folder, tpm.Socket(m.Path)), ref)))
}

// TestDeafAtAGlance: a TPM that does not answer is a trouble soon, and what else is
// plugged in does not wait for it.
func TestDeafAtAGlance(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tpm")
	generate(t, newHost(folder, tpm.Socket(swtpm.New(t).Path)), key.ECDSAP256)
	s := newHost(folder, func() (transport.TPMCloser, error) { return &deaf{make(chan struct{})}, nil })
	s.Impatient()
	now := plugged(t, s)
	assert.Empty(t, now.Carriers)
	require.Len(t, now.Troubles, 1)
	assert.Equal(t, key.TPMFailed, now.Troubles[0].Kind)
}

// TestManyAtOnce: goroutines and processes take turns.
func TestManyAtOnce(t *testing.T) {
	m := swtpm.New(t)
	folder := filepath.Join(t.TempDir(), "tpm")
	ref := generate(t, newHost(folder, tpm.Socket(m.Path)), key.ECDSAP256)
	var group sync.WaitGroup
	for range 4 {
		s := newHost(folder, tpm.Socket(m.Path))
		for range 2 {
			group.Go(func() {
				store, err := s.Open(t.Context(), ref, &person{pin: pin})
				if assert.NoError(t, err) {
					assert.NoError(t, sign(t, store))
					assert.NoError(t, store.Close())
				}
			})
		}
	}
	group.Wait()
	empty(t, m)
}
