// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
)

// TestWatch is a list that a person looks at while another window is at work.
func TestWatch(t *testing.T) {
	folder, device := filepath.Join(t.TempDir(), "tpm"), tpm.Socket(swtpm.New(t).Path)
	s, other := newHost(folder, device), newHost(folder, device)
	s.Hurry()
	ctx, end := context.WithTimeout(t.Context(), 20*time.Second)
	defer end()
	seen := make(chan key.Plugged)
	ended := make(chan error)
	go func() { ended <- s.Watch(ctx, func(p key.Plugged) { seen <- p }) }()

	first := <-seen
	require.Len(t, first.Carriers, 1)
	place := first.Carriers[0]
	assert.Equal(t, key.Carrier{
		Ref: blank, Device: "TPM цього комп’ютера", Form: key.FormTPM, PIN: key.PIN{Min: 6, Max: 32},
		Makes: []key.Kind{key.ECDSAP256, key.RSA2048}, Blank: true,
	}, place)

	ref := generate(t, other, key.ECDSAP256)
	made := <-seen
	require.Len(t, made.Carriers, 2)
	assert.True(t, made.Carriers[1].Blank, "the place for new keys stands last")
	c := made.Carriers[0]
	assert.Equal(t, ref, c.Ref)
	assert.Equal(t, "Мій ключ", c.Label)
	assert.Equal(t, key.FormTPM, c.Form)
	require.Len(t, c.Keys, 1)
	_, err := c.Keys[0].Sign(t.Context(), nil)
	assert.ErrorIs(t, err, key.ErrClosed)
	certificates := keytest.Certify(t, c.Keys[0].Public())

	store, err := other.Open(t.Context(), blank, &person{pin: pin})
	require.NoError(t, err)
	require.NoError(t, store.(key.Generator).Keep(t.Context(), idOf(t, ref), certificates))
	require.NoError(t, store.Close())
	assert.Equal(t, certificates, (<-seen).Carriers[0].Keys[0].Certificates())

	fails(t, other, ref, &person{pin: wrong}, key.ErrWrongPIN)
	assert.Equal(t, key.TriesFew, (<-seen).Carriers[0].PIN.Tries)

	require.NoError(t, other.Remove(t.Context(), ref))
	assert.Len(t, (<-seen).Carriers, 1)
	end()
	require.NoError(t, <-ended)
}

// TestTroubles: whoever has nothing in the TPM does not miss it.
func TestTroubles(t *testing.T) {
	var refusal error
	inner := tpm.Socket(swtpm.New(t).Path)
	s := newSource(t, func() (transport.TPMCloser, error) {
		if refusal != nil {
			return nil, refusal
		}
		return inner()
	})
	for again := range 2 {
		for err, kind := range map[error]key.TroubleKind{key.ErrNoTPM: key.NoTPM, key.ErrTPMForbidden: key.TPMForbidden, key.ErrTPM: key.TPMFailed} {
			refusal = fmt.Errorf("%w: why", err)
			now := plugged(t, s)
			assert.Empty(t, now.Carriers)
			if again == 0 {
				assert.Empty(t, now.Troubles)
			} else {
				assert.Equal(t, []key.Trouble{{Kind: kind, Device: "TPM цього комп’ютера"}}, now.Troubles)
			}
			_, opening := s.Open(t.Context(), blank, &person{})
			assert.ErrorIs(t, opening, err)
			_, sealing := s.Seal(t.Context(), tpm.Sealing{}, &person{})
			assert.ErrorIs(t, sealing, err)
			_, asking := s.Status(t.Context())
			assert.ErrorIs(t, asking, err)
		}
		refusal = nil
		generate(t, s, key.ECDSAP256)
	}
}

// TestUnreadableFolder: whoever lists all that is plugged in sees the rest.
func TestUnreadableFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tpm")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	s := newHost(path, tpm.Socket(swtpm.New(t).Path))
	infos, err := s.List(t.Context())
	require.NoError(t, err)
	assert.Empty(t, infos)
	now := plugged(t, s)
	assert.Empty(t, now.Carriers)
	assert.Equal(t, []key.Trouble{{Kind: key.TPMFailed, Device: "TPM цього комп’ютера"}}, now.Troubles)
}
