// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/lockfile"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/testpki"
)

// begun is a world in which the authority has the request, and its journal.
func begun(t *testing.T) (w *world, plan *reissue.Plan, journal []byte) {
	w = newWorld(t, testpki.ECDSAPerson, key.ECDSAP256)
	p := w.program(0)
	plan = p.plan()
	_, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	journal, err = os.ReadFile(w.file(plan.ID))
	require.NoError(t, err)
	return w, plan, journal
}

func (w *world) file(id string) string { return filepath.Join(w.folder, id, "journal.json") }

// TestPrivate wants the folder and its files to be for their owner alone.
func TestPrivate(t *testing.T) {
	w, plan, _ := begun(t)
	for _, path := range []string{w.folder, filepath.Join(w.folder, plan.ID)} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	}
	files, err := os.ReadDir(filepath.Join(w.folder, plan.ID))
	require.NoError(t, err)
	assert.Len(t, files, 3, "the journal, the log, the lock and no drafts")
	for _, file := range files {
		info, err := file.Info()
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), file.Name())
	}
}

// TestDamagedJournals are told of, for a key may be on a carrier, and never used.
func TestDamagedJournals(t *testing.T) {
	w, plan, journal := begun(t)
	change := func(member string, value any) []byte { return changed(t, journal, member, value) }
	other := w.pki.Subscriber(testpki.RSAPerson).SignCert
	for what, data := range map[string][]byte{
		"empty":                    {},
		"cut":                      journal[:len(journal)/2],
		"twice":                    append(bytes.Clone(journal), journal...),
		"another form":             change("version", 2),
		"a member of nobody":       change("tax_number", "0000000017"),
		"an unknown state":         change("state", "finished"),
		"an unknown kind":          change("kind", "gost"),
		"an unknown road":          change("road", "mail"),
		"an unknown caution":       change("cautions", []string{"beware"}),
		"of another re-issue":      change("id", strings.Repeat("00", key.IDSize)),
		"a short identifier":       change("id", "00"),
		"no old certificate":       change("old", nil),
		"a broken certificate":     change("old", []byte("30")),
		"no carrier":               change("onto", map[string]string{}),
		"a long label":             change("label", strings.Repeat("x", 2000)),
		"no new key":               change("public", nil),
		"a broken key":             change("public", []byte{0x30, 0}),
		"no request":               change("request", nil),
		"no signature":             change("signed", nil),
		"issued without":           change("state", "issued"),
		"a certificate of another": changed(t, change("state", "issued"), "issued", [][]byte{other.Raw}),
		"a great many":             change("above", make([][]byte, 1000)),
		"too long":                 append(bytes.Clone(journal), bytes.Repeat([]byte(" "), 1<<20)...),
	} {
		require.NoError(t, os.WriteFile(w.file(plan.ID), data, 0o600))
		p := w.program(0)
		unfinished, err := p.Unfinished()
		assert.ErrorIs(t, err, reissue.ErrDamaged, what)
		assert.ErrorContains(t, err, plan.ID, what)
		assert.Empty(t, unfinished, what)
		_, err = p.Run(t.Context(), plan, p.hands())
		assert.ErrorIs(t, err, reissue.ErrDamaged, what)
		_, err = p.Abandon(t.Context(), plan.ID, p.hands())
		assert.ErrorIs(t, err, reissue.ErrDamaged, what)
		_, ok := p.Replaced(w.person.SignKey.Public())
		assert.False(t, ok, what)
		kept, err := os.ReadFile(w.file(plan.ID))
		require.NoError(t, err)
		assert.Equal(t, data, kept, what)
	}
	require.NoError(t, os.WriteFile(w.file(plan.ID), journal, 0o600))
	out, err := w.program(0).Run(t.Context(), plan, reissue.Hands{})
	require.NoError(t, err)
	assert.Equal(t, reissue.Waiting, out.State)
}

func changed(t *testing.T, journal []byte, member string, value any) []byte {
	var all map[string]any
	require.NoError(t, json.Unmarshal(journal, &all))
	all[member] = value
	data, err := json.Marshal(all)
	require.NoError(t, err)
	return data
}

// TestOtherThanAgreed: a journal that became another one since a person saw the
// plan is not carried out.
func TestOtherThanAgreed(t *testing.T) {
	w, plan, journal := begun(t)
	other := w.pki.Subscriber(testpki.RSAPerson)
	for member, value := range map[string]any{
		"old":  other.SignCert.Raw,
		"onto": map[string]string{"ref": "fake:two", "form": "token"},
		"kind": "rsa",
		"road": "cmp",
	} {
		require.NoError(t, os.WriteFile(w.file(plan.ID), changed(t, journal, member, value), 0o600))
		_, err := w.program(0).Run(t.Context(), plan, reissue.Hands{Old: key.New(other.SignKey)})
		assert.ErrorIs(t, err, reissue.ErrDamaged, member)
	}
}

// TestForeignFiles lie in the folder, put there by whoever.
func TestForeignFiles(t *testing.T) {
	w, plan, journal := begun(t)
	elsewhere := filepath.Join(t.TempDir(), "journal.json")
	require.NoError(t, os.WriteFile(elsewhere, journal, 0o600))
	linked := strings.Repeat("ab", key.IDSize)
	for _, folder := range []string{linked, "..lost", "README", strings.ToUpper(plan.ID)} {
		require.NoError(t, os.Mkdir(filepath.Join(w.folder, folder), 0o700))
		require.NoError(t, os.Symlink(elsewhere, w.file(folder)))
	}
	p := w.program(0)
	unfinished, err := p.Unfinished()
	assert.ErrorIs(t, err, reissue.ErrDamaged)
	assert.ErrorContains(t, err, linked, "a link is no journal")
	require.Len(t, unfinished, 1)
	assert.Equal(t, plan.ID, unfinished[0].ID)
	for _, id := range []string{"", ".", "..", "../x", strings.Repeat("cd", key.IDSize), strings.ToUpper(plan.ID)} {
		_, err := p.Abandon(t.Context(), id, p.hands())
		assert.ErrorIs(t, err, reissue.ErrNoPlan)
		_, err = p.Run(t.Context(), &reissue.Plan{ID: id}, p.hands())
		assert.ErrorIs(t, err, reissue.ErrNoPlan)
	}
}

// TestTwoProcesses: one of them is at it.
func TestTwoProcesses(t *testing.T) {
	if path := os.Getenv("PIDPYS_TEST_HOLD"); path != "" {
		_, err := lockfile.Wait(path)
		require.NoError(t, err)
		_, _ = os.Stdout.WriteString("held\n")
		_, _ = os.Stdin.Read(make([]byte, 1)) // until it is killed
		return
	}
	w, plan, _ := begun(t)
	self, err := os.Executable()
	require.NoError(t, err)
	other := exec.Command(self, "-test.run=^TestTwoProcesses$")
	other.Env = append(os.Environ(), "PIDPYS_TEST_HOLD="+filepath.Join(w.folder, plan.ID, "lock"))
	_, err = other.StdinPipe()
	require.NoError(t, err)
	said, err := other.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, other.Start())
	_, err = said.Read(make([]byte, 1))
	require.NoError(t, err)

	p := w.program(0)
	_, err = p.Run(t.Context(), plan, p.hands())
	assert.ErrorIs(t, err, reissue.ErrBusy)
	_, err = p.Abandon(t.Context(), plan.ID, p.hands())
	assert.ErrorIs(t, err, reissue.ErrBusy)
	unfinished, err := p.Unfinished()
	require.NoError(t, err)
	assert.Len(t, unfinished, 1, "it can be looked at")

	require.NoError(t, other.Process.Kill())
	_ = other.Wait()
	out, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	assert.Equal(t, reissue.Waiting, out.State)
}

// TestBegunElsewhere: while one window asks for the PIN, another carries the same
// plan out.
func TestBegunElsewhere(t *testing.T) {
	w := newWorld(t, testpki.ECDSAPerson, key.ECDSAP256)
	p := w.program(0)
	plan, hands := p.plan(), p.hands()
	open := hands.Open
	hands.Open = func(ctx context.Context, ref key.Ref) (key.Generator, error) {
		other := w.program(0)
		_, err := other.Run(ctx, plan, other.hands())
		require.NoError(t, err)
		return open(ctx, ref)
	}
	_, err := p.Run(t.Context(), plan, hands)
	assert.ErrorIs(t, err, reissue.ErrBusy)
	unfinished, err := p.Unfinished()
	require.NoError(t, err)
	require.Len(t, unfinished, 1)
	assert.Equal(t, reissue.Waiting, unfinished[0].State, "and it stays where that came to")
}

// TestAtOnce: of many who go on at once some are busy, and nothing is done twice.
func TestAtOnce(t *testing.T) {
	w, plan, _ := begun(t)
	out, err := w.program(0).Run(t.Context(), plan, reissue.Hands{})
	require.NoError(t, err)
	cert := w.issue(out.Signed)
	ends := make(chan error)
	for range 8 {
		p := w.program(0)
		go func() {
			_, err := p.Run(t.Context(), plan, p.hands(cert))
			ends <- err
		}()
	}
	for range 8 {
		if err := <-ends; err != nil {
			assert.ErrorIs(t, err, reissue.ErrBusy)
		}
	}
	assert.Equal(t, 1, strings.Count(w.audit(plan.ID), " kept "))
	w.replaced(cert)
}

func FuzzJournal(f *testing.F) {
	f.Add([]byte(`{"version":1}`))
	f.Add([]byte(`{"version":1,"id":"` + strings.Repeat("00", key.IDSize) + `","state":"planned","old":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := reissue.ParseJournal(strings.Repeat("00", key.IDSize), data); err != nil {
			assert.ErrorIs(t, err, reissue.ErrDamaged)
		}
	})
}
