// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
)

const wrong = "135791"

func TestPINOf(t *testing.T) {
	const few, last, none = key.TriesFew, key.TriesLast, key.TriesNone
	for _, test := range []struct {
		counter, max uint32
		interval     time.Duration
		locked       bool
		tries        key.Tries
		wait         time.Duration
	}{
		{0, 32, time.Minute, false, "", 0},
		{15, 32, time.Minute, false, "", 0},
		{16, 32, time.Minute, false, few, 0},
		{30, 32, time.Minute, false, few, 0},
		{31, 32, time.Minute, false, none, time.Minute},
		{32, 32, time.Minute, true, none, 2 * time.Minute},
		{32, 32, time.Minute, false, none, 2 * time.Minute},
		{3, 32, time.Minute, true, none, time.Minute}, // for whatever reason
		{0, 3, time.Minute, false, "", 0},
		{1, 3, time.Minute, false, few, 0},
		{2, 3, time.Minute, false, none, time.Minute},
		{0, 2, time.Minute, false, "", 0},
		{1, 2, time.Minute, false, none, time.Minute},
		{0, 1, time.Minute, false, last, 0},
		{1, 1, time.Minute, true, none, time.Minute},
		{0, 0, time.Minute, true, none, time.Minute}, // nobody ever
		{2, 3, 0, false, "", 0},                      // nothing is counted
		{0, 1, 0, false, "", 0},
		{3, 3, 0, true, none, 0},
		{math.MaxUint32, 2, math.MaxUint32 * time.Second, true, none, math.MaxInt64},
	} {
		got := tpm.PINOf(test.counter, test.max, test.interval, test.locked)
		assert.Equal(t, key.PIN{Tries: test.tries, Wait: test.wait, Min: 6, Max: 32, Unlimited: test.interval == 0}, got, "%+v", test)
	}
}

// TestWrongPINs is a person who forgot the PIN, on a TPM that locks at the third
// wrong one. The third is never tried.
func TestWrongPINs(t *testing.T) {
	m := swtpm.New(t)
	s := newSource(t, tpm.Socket(m.Path))
	ref := generate(t, s, key.ECDSAP256)
	other := seal(t, s)

	who := &person{pin: wrong}
	assert.Equal(t, key.TriesFew, fails(t, s, ref, who, key.ErrWrongPIN).Tries)
	assert.Equal(t, []key.QuestionKind{key.AskPIN}, who.kinds())
	assert.True(t, who.wiped())

	who = &person{pin: wrong, declines: true}
	fails(t, s, other, who, key.ErrSharedTries)
	assert.Equal(t, []key.QuestionKind{key.AskSharedTries}, who.kinds(), "of another entry too")
	assert.Equal(t, key.TriesFew, who.asked[0].Carrier.PIN.Tries)

	who = &person{pin: wrong}
	left := fails(t, s, other, who, key.ErrWrongPIN)
	assert.Equal(t, key.TriesNone, left.Tries)
	assert.Equal(t, 1000*time.Second, left.Wait)
	assert.Equal(t, []key.QuestionKind{key.AskSharedTries, key.AskPIN}, who.kinds())

	who = &person{pin: pin}
	left = fails(t, s, ref, who, key.ErrTPMLockout)
	assert.Equal(t, key.TriesNone, left.Tries)
	assert.Equal(t, 1000*time.Second, left.Wait)
	assert.Empty(t, who.asked)
	for _, c := range plugged(t, s).Carriers {
		assert.Equal(t, key.TriesNone, c.PIN.Tries)
		assert.Equal(t, 1000*time.Second, c.PIN.Wait)
	}
	status, err := s.Status(t.Context())
	require.NoError(t, err)
	assert.False(t, status.InLockout, "nobody is locked out")
	assert.Equal(t, 2, status.Counter)
	assert.Equal(t, 3, status.Max)
}

// TestWaitEnds is a person who comes back later.
func TestWaitEnds(t *testing.T) {
	m := swtpm.New(t)
	s := newSource(t, tpm.Socket(m.Path))
	s.Hurry()
	ref := generate(t, s, key.ECDSAP256)
	setUp(t, m, "3", "1")
	fails(t, s, ref, &person{pin: wrong}, key.ErrWrongPIN)
	fails(t, s, ref, &person{pin: wrong}, key.ErrWrongPIN)
	keytest.Await(t, s, func(p key.Plugged) bool { return p.Carriers[0].PIN.Wait == 0 })
	require.NoError(t, sign(t, open(t, s, ref)))
}

// setUp sets how a TPM counts, as its administrator may.
func setUp(t testing.TB, m *swtpm.TPM, most, seconds string) {
	t.Helper()
	m.Tool(t, "tpm2_dictionarylockout", "--setup-parameters", "--max-tries="+most, "--recovery-time="+seconds, "--lockout-recovery-time="+seconds)
}

// TestOnlyTry: where the first wrong PIN locks, it must be agreed to.
func TestOnlyTry(t *testing.T) {
	m := swtpm.New(t)
	s := newSource(t, tpm.Socket(m.Path))
	ref := generate(t, s, key.ECDSAP256)
	setUp(t, m, "1", "1000")

	who := &person{pin: pin, declines: true}
	fails(t, s, ref, who, key.ErrLastTry)
	assert.Equal(t, []key.QuestionKind{key.AskLastTry}, who.kinds())
	who = &person{pin: pin}
	store, err := s.Open(t.Context(), ref, who)
	require.NoError(t, err)
	require.NoError(t, store.Close())
	assert.Equal(t, []key.QuestionKind{key.AskLastTry, key.AskPIN}, who.kinds())
	assert.Equal(t, key.TriesNone, fails(t, s, ref, &person{pin: wrong}, key.ErrWrongPIN).Tries)
	fails(t, s, ref, &person{pin: pin}, key.ErrTPMLockout)
}

// TestOthersSpendTries: programs beside this one count too.
func TestOthersSpendTries(t *testing.T) {
	m := swtpm.New(t)
	b := newBus(m)
	s := newSource(t, b.device)
	ref := generate(t, s, key.ECDSAP256)
	store := open(t, s, ref)
	fails(t, s, ref, &person{pin: wrong}, key.ErrWrongPIN)

	// While the person types, somebody brings the TPM to its limit: the PIN is
	// not sent.
	lock := func() { setUp(t, m, "1", "1000") }
	who := &person{pin: wrong, before: lock}
	assert.Equal(t, key.TriesNone, fails(t, s, ref, who, key.ErrTPMLockout).Tries)
	status, err := s.Status(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, status.Counter)
	assert.True(t, status.InLockout)

	// A key that is open hears of it when it signs.
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	_, err = keys[0].Sign(t.Context(), []key.Digest{digest(keys[0], "document")})
	left := carrierError(t, err, key.ErrTPMLockout)
	assert.Equal(t, 1000*time.Second, left.Wait)

	setUp(t, m, "5", "1000")
	require.NoError(t, sign(t, store))
}

// TestUnguarded: where the TPM counts nothing, what it counted before is in
// nobody's way, and who asks is told.
func TestUnguarded(t *testing.T) {
	m := swtpm.New(t)
	s := newSource(t, tpm.Socket(m.Path))
	ref := generate(t, s, key.ECDSAP256)
	status, err := s.Status(t.Context())
	require.NoError(t, err)
	assert.True(t, status.Guarded())
	for range 2 {
		fails(t, s, ref, &person{pin: wrong}, key.ErrWrongPIN)
	}
	setUp(t, m, "3", "0")
	status, err = s.Status(t.Context())
	require.NoError(t, err)
	assert.False(t, status.Guarded())
	for range 4 {
		who := &person{pin: wrong}
		assert.Empty(t, fails(t, s, ref, who, key.ErrWrongPIN).Tries)
		assert.Equal(t, []key.QuestionKind{key.AskPIN}, who.kinds())
	}
	require.NoError(t, sign(t, open(t, s, ref)))
}

// TestNewPINInLockout: nobody makes up a PIN that could not be used.
func TestNewPINInLockout(t *testing.T) {
	m := swtpm.New(t)
	s := newSource(t, tpm.Socket(m.Path))
	setUp(t, m, "1", "1000")
	fails(t, s, generate(t, s, key.ECDSAP256), &person{pin: wrong}, key.ErrWrongPIN)
	who := &person{pin: pin}
	store, err := s.Open(t.Context(), blank, who)
	require.NoError(t, err)
	_, err = store.(key.Generator).Generate(t.Context(), order(key.ECDSAP256))
	assert.Equal(t, key.TriesNone, carrierError(t, err, key.ErrTPMLockout).Tries)
	require.NoError(t, store.Close())
	_, err = s.Seal(t.Context(), sealing(), who)
	carrierError(t, err, key.ErrTPMLockout)
	assert.Empty(t, who.asked)
	assert.Len(t, carriers(t, s), 1)
}

// TestPINChanged: a key that is open when another program gives it another PIN
// sends the old one once.
func TestPINChanged(t *testing.T) {
	m := swtpm.New(t)
	setUp(t, m, "10", "1000")
	persist(t, m, "-a", storageKey+"|noda")
	folder := filepath.Join(t.TempDir(), "tpm")
	s := newHost(folder, tpm.Socket(m.Path))
	ref := generate(t, s, key.ECDSAP256)
	keys, err := open(t, s, ref).Keys(t.Context())
	require.NoError(t, err)

	file := filepath.Join(folder, ref.Name()+".pem")
	sample := parseSample(t, file)
	outside := t.TempDir()
	path := func(name string) string { return filepath.Join(outside, name) }
	require.NoError(t, os.WriteFile(path("public"), sample.Public, 0o600))
	require.NoError(t, os.WriteFile(path("private"), sample.Private, 0o600))
	m.Tool(t, "tpm2_load", "-C", "0x81000001", "-u", path("public"), "-r", path("private"), "-c", path("context"))
	m.Tool(t, "tpm2_changeauth", "-C", "0x81000001", "-c", path("context"), "-r", path("private"), "-p", pin, "another")
	m.Tool(t, "tpm2_flushcontext", "-t")
	sample.Private, err = os.ReadFile(path("private"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, sample.marshal(t), 0o600))

	for _, expected := range []error{key.ErrWrongPIN, key.ErrClosed} {
		_, err = keys[0].Sign(t.Context(), []key.Digest{digest(keys[0], "document")})
		assert.ErrorIs(t, err, expected)
		status, err := s.Status(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, status.Counter)
	}
}
