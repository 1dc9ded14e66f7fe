// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
)

// names are the files in a folder.
func names(t testing.TB, folder string) []string {
	t.Helper()
	var all []string
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, file := range files {
		all = append(all, file.Name())
	}
	return all
}

// TestFolder: what is written, for whom, and what is left after a removal.
func TestFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "tpm")
	s := newHost(folder, tpm.Socket(swtpm.New(t).Path))
	_, err := s.List(t.Context())
	require.NoError(t, err)
	_, err = s.Status(t.Context())
	require.NoError(t, err)
	assert.NoDirExists(t, folder, "to look makes nothing")

	ref, sealed := generate(t, s, key.ECDSAP256), seal(t, s)
	want := []string{ref.Name() + ".json", ref.Name() + ".pem", sealed.Name() + ".json", sealed.Name() + ".key", sealed.Name() + ".pem", "turn.lock"}
	assert.ElementsMatch(t, want, names(t, folder))
	info, err := os.Stat(folder)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	for _, name := range names(t, folder) {
		info, err := os.Stat(filepath.Join(folder, name))
		require.NoError(t, err)
		assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), name)
	}

	assert.ErrorIs(t, s.Remove(t.Context(), blank), key.ErrReference)
	for _, ref := range []key.Ref{ref, sealed} {
		require.NoError(t, s.Remove(t.Context(), ref))
		assert.ErrorIs(t, s.Remove(t.Context(), ref), key.ErrNoSuchKey)
		_, err := s.Open(t.Context(), ref, &person{pin: pin})
		assert.ErrorIs(t, err, key.ErrNoSuchKey)
	}
	assert.Equal(t, []string{"turn.lock"}, names(t, folder))
}

// TestKilled: a process that ends between two writes leaves no entry, and what it
// left is swept by the next one that writes.
func TestKilled(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tpm")
	device := tpm.Socket(swtpm.New(t).Path)
	s := newHost(folder, device)
	whole, cut := seal(t, s), seal(t, s)
	for _, left := range [][]string{
		{".pem", ".key"}, // before the record was written, or after it was removed
		{".pem"},
		{".key"}, // while the rest was removed
		{},
	} {
		killed := filepath.Join(t.TempDir(), "tpm")
		require.NoError(t, os.CopyFS(killed, os.DirFS(folder)))
		for _, ending := range []string{".pem", ".key", ".json"} {
			require.NoError(t, os.Remove(filepath.Join(killed, cut.Name()+ending)))
		}
		for _, ending := range left {
			data, err := os.ReadFile(filepath.Join(folder, cut.Name()+ending))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(killed, cut.Name()+ending), data, 0o600))
		}
		for _, draft := range []string{whole.Name() + ".json", cut.Name() + ".pem"} {
			require.NoError(t, os.WriteFile(filepath.Join(killed, draft+".ABCDEFGHIJKLMNOPQRSTUVWXYZ"), nil, 0o600))
		}
		stranger := filepath.Join(killed, "stranger.pem")
		require.NoError(t, os.WriteFile(stranger, nil, 0o600))

		s := newHost(killed, device)
		require.Len(t, carriers(t, s), 1)
		_, err := s.Open(t.Context(), cut, &person{pin: pin})
		assert.ErrorIs(t, err, key.ErrNoSuchKey)
		place, err := s.Open(t.Context(), blank, &person{pin: pin})
		require.NoError(t, err)
		_, err = place.(key.Generator).Made(t.Context(), idOf(t, cut))
		assert.ErrorIs(t, err, key.ErrNoSuchKey)
		require.NoError(t, place.Close())

		fresh := generate(t, s, key.ECDSAP256)
		assert.ElementsMatch(t, []string{
			whole.Name() + ".json", whole.Name() + ".key", whole.Name() + ".pem",
			fresh.Name() + ".json", fresh.Name() + ".pem", "turn.lock", "stranger.pem",
		}, names(t, killed))
		require.NoError(t, sign(t, open(t, s, whole)))
	}
}

// TestDamagedEntry: it is left out, told once to the log, and no other is made in
// its place.
func TestDamagedEntry(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tpm")
	var log bytes.Buffer
	logger := logrus.New()
	logger.SetOutput(&log)
	s := tpm.NewSource(tpm.Config{Folder: folder, Device: tpm.Socket(swtpm.New(t).Path), Containers: containers, Log: logger})
	place := open(t, s, blank).(key.Generator)
	o := order(key.ECDSAP256)
	_, err := place.Generate(t.Context(), o)
	require.NoError(t, err)
	good := generate(t, s, key.ECDSAP256)
	record := filepath.Join(folder, refOf(o).Name()+".json")
	was, err := os.ReadFile(record)
	require.NoError(t, err)
	for name, damage := range map[string]func() error{
		"cut short": func() error { return os.WriteFile(record, was[:20], 0o600) },
		"too long":  func() error { return os.WriteFile(record, make([]byte, 1<<20), 0o600) },
		"a link":    func() error { return os.Symlink(filepath.Join(folder, good.Name()+".json"), record) },
		"a folder":  func() error { return os.Mkdir(record, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.RemoveAll(record))
			require.NoError(t, damage())
			for range 2 {
				all := carriers(t, s)
				require.Len(t, all, 1)
				assert.Equal(t, good, all[0].Ref)
			}
			_, err := s.Open(t.Context(), refOf(o), &person{pin: pin})
			assert.ErrorIs(t, err, key.ErrDamaged)
			_, err = place.Generate(t.Context(), o)
			assert.ErrorIs(t, err, key.ErrKeyExists)
			assert.Error(t, sign(t, place))
		})
	}
	assert.Equal(t, 2, strings.Count(log.String(), "level=warning"), "each thing once: %s", &log)
	assert.Equal(t, 2, strings.Count(log.String(), refOf(o).Name()))
	assert.NotContains(t, log.String(), "Мій ключ")
}

func TestParseRef(t *testing.T) {
	for _, ref := range []key.Ref{"tpm:new", "tpm:0123456789abcdef0123456789abcdef01234567"} {
		id, err := tpm.ParseRef(ref)
		require.NoError(t, err)
		assert.Equal(t, ref.Name(), id)
	}
	for _, ref := range []key.Ref{
		"", "tpm", "tpm:", "tpm:NEW", "tpm:new ", "pkcs11:new", "tpm:..", "tpm:0123",
		"tpm:0123456789ABCDEF0123456789ABCDEF01234567", "tpm:0123456789abcdef0123456789abcdef0123456/",
		"tpm:0123456789abcdef0123456789abcdef01234567\n",
	} {
		_, err := tpm.ParseRef(ref)
		assert.ErrorIs(t, err, key.ErrReference, ref)
	}
}
