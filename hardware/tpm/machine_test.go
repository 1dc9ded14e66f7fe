// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"bytes"
	"encoding/binary"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-tpm/tpm2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
)

// TestRestart: the machine is switched off and on, in good order and not. A power
// cut after a PIN was used counts as a wrong one (Part 1, 19.8).
func TestRestart(t *testing.T) {
	m := swtpm.New(t)
	s := newSource(t, tpm.Socket(m.Path))
	refs := []key.Ref{generate(t, s, key.ECDSAP256), generate(t, s, key.RSA2048), seal(t, s)}
	for wrong, switched := range []func(testing.TB){m.Restart, m.Cut} {
		switched(t)
		for _, ref := range refs {
			require.NoError(t, sign(t, open(t, s, ref)))
		}
		status, err := s.Status(t.Context())
		require.NoError(t, err)
		assert.Equal(t, wrong, status.Counter)
	}
}

// TestAnotherMachine: files that are copied, and a TPM that was cleared. Nobody is
// asked for a PIN.
func TestAnotherMachine(t *testing.T) {
	m := swtpm.New(t)
	folder := filepath.Join(t.TempDir(), "tpm")
	here := newHost(folder, tpm.Socket(m.Path))
	key1, key2 := generate(t, here, key.ECDSAP256), seal(t, here)
	copied := filepath.Join(t.TempDir(), "tpm")
	require.NoError(t, os.CopyFS(copied, os.DirFS(folder)))
	elsewhere := newHost(copied, tpm.Socket(swtpm.New(t).Path))
	refused := func(s *tpm.Source) {
		for _, ref := range []key.Ref{key1, key2} {
			who := &person{pin: pin}
			_, err := s.Open(t.Context(), ref, who)
			assert.ErrorIs(t, err, key.ErrOtherTPM)
			assert.Empty(t, who.asked)
		}
	}
	refused(elsewhere)
	require.NoError(t, sign(t, open(t, elsewhere, generate(t, elsewhere, key.ECDSAP256))))

	m.Tool(t, "tpm2_clear")
	refused(here)
}

// persist has the system keep a storage root key where it should be.
func persist(t testing.TB, m *swtpm.TPM, args ...string) {
	t.Helper()
	m.Tool(t, "tpm2_createprimary", append([]string{"-C", "o", "-c", "srk.ctx"}, args...)...)
	m.Tool(t, "tpm2_evictcontrol", "-C", "o", "-c", "srk.ctx", "0x81000001")
	m.Tool(t, "tpm2_flushcontext", "-t")
}

func parentOf(t testing.TB, s *tpm.Source) uint32 {
	t.Helper()
	status, err := s.Status(t.Context())
	require.NoError(t, err)
	return status.Parent
}

const storageKey = "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|decrypt"

// TestKeptParent: the system's own storage root key is preferred, of whatever
// kind, and entries from before it stay. One that the system made from the same
// template is the same key.
func TestKeptParent(t *testing.T) {
	for algorithm, same := range map[string]bool{"ecc256:aes128cfb": true, "rsa2048:aes128cfb": false} {
		m := swtpm.New(t)
		s := newSource(t, tpm.Socket(m.Path))
		before := generate(t, s, key.ECDSAP256)
		assert.EqualValues(t, tpm2.TPMRHOwner, parentOf(t, s))
		persist(t, m, "-G", algorithm, "-a", storageKey+"|noda")
		assert.EqualValues(t, 0x81000001, parentOf(t, s))
		after := generate(t, s, key.ECDSAP256)
		for _, ref := range []key.Ref{before, after} {
			require.NoError(t, sign(t, open(t, s, ref)))
		}
		m.Tool(t, "tpm2_changeauth", "-c", "o", "owner")
		require.NoError(t, sign(t, open(t, s, after)), "its owner has it locked")
		if !same {
			_, err := s.Open(t.Context(), before, &person{pin: pin})
			assert.ErrorIs(t, err, key.ErrOtherTPM)
		}
		m.Tool(t, "tpm2_evictcontrol", "-C", "o", "-P", "owner", "-c", "0x81000001")
		_, err := s.Open(t.Context(), after, &person{pin: pin})
		assert.ErrorIs(t, err, key.ErrTPM)
	}
}

// TestUnfitParent: what lies in the storage root key's place and is none is not
// used. One whose PIN is counted would cost others a try.
func TestUnfitParent(t *testing.T) {
	m := swtpm.New(t)
	s := newSource(t, tpm.Socket(m.Path))
	persist(t, m, "-a", storageKey, "-p", "somebody's")
	assert.EqualValues(t, tpm2.TPMRHOwner, parentOf(t, s))
	require.NoError(t, sign(t, open(t, s, generate(t, s, key.ECDSAP256))))
	status, err := s.Status(t.Context())
	require.NoError(t, err)
	assert.Zero(t, status.Counter)
}

// TestImpostor: somebody on the bus puts his own TPM's key in the place of the
// storage root key, for the salt. Nothing is salted to it and no PIN is asked for.
func TestImpostor(t *testing.T) {
	for name, kept := range map[string]bool{"kept": true, "made": false} {
		t.Run(name, func(t *testing.T) {
			m, his := swtpm.New(t), swtpm.New(t)
			if kept {
				persist(t, m, "-a", storageKey+"|noda")
				persist(t, his, "-a", storageKey+"|noda")
			}
			b := newBus(m)
			s := newSource(t, b.device)
			ref := generate(t, s, key.ECDSAP256)
			require.NoError(t, sign(t, open(t, s, ref)))

			b.meddle = func(command []byte, pass func([]byte) ([]byte, error)) ([]byte, error) {
				switch tpm2.TPMCC(binary.BigEndian.Uint32(command[6:])) {
				case tpm2.TPMCCReadPublic, tpm2.TPMCCCreatePrimary:
					return his.Answer(t, command), nil
				}
				return pass(command)
			}
			b.heard = nil
			who := &person{pin: pin}
			_, err := s.Open(t.Context(), ref, who)
			assert.ErrorIs(t, err, key.ErrOtherTPM)
			assert.Empty(t, who.asked)
			for i := 0; i < len(b.heard); i += 2 {
				assert.NotEqual(t, tpm2.TPMCCStartAuthSession, tpm2.TPMCC(binary.BigEndian.Uint32(b.heard[i][6:])))
			}
		})
	}
}

// TestDamagedBlob: one bit of the private half is another. The TPM sees that.
func TestDamagedBlob(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tpm")
	s := newHost(folder, tpm.Socket(swtpm.New(t).Path))
	ref := generate(t, s, key.ECDSAP256)
	file := filepath.Join(folder, ref.Name()+".pem")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	block, _ := pem.Decode(text)
	block.Bytes[len(block.Bytes)-1] ^= 1
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(block), 0o600))
	who := &person{pin: pin}
	_, err = s.Open(t.Context(), ref, who)
	assert.ErrorIs(t, err, key.ErrOtherTPM)
	assert.Empty(t, who.asked)
}

// TestLyingTPM: a signature that is wrong, or an answer that somebody changed on
// the way.
func TestLyingTPM(t *testing.T) {
	b := newBus(swtpm.New(t))
	s := newSource(t, b.device)
	store := open(t, s, generate(t, s, key.ECDSAP256))
	b.meddle = func(command []byte, pass func([]byte) ([]byte, error)) ([]byte, error) {
		answer, err := pass(command)
		if err == nil && tpm2.TPMCC(binary.BigEndian.Uint32(command[6:])) == tpm2.TPMCCSign {
			answer = bytes.Clone(answer)
			answer[30] ^= 1
		}
		return answer, err
	}
	assert.ErrorIs(t, sign(t, store), key.ErrTPM, "its answers are authentic or none")
}
