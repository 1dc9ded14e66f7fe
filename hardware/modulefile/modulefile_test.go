// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/modulefile"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/ownership"
)

// TestReasonsAreRefusals: the host passes them on as they are.
func TestReasonsAreRefusals(t *testing.T) {
	for reason, refusal := range map[modulefile.Reason]key.Refusal{
		modulefile.Relative:   key.RefusedRelative,
		modulefile.Link:       key.RefusedLink,
		modulefile.Writable:   key.RefusedWritable,
		modulefile.Owner:      key.RefusedOwner,
		modulefile.NotLibrary: key.RefusedKind,
		modulefile.System:     key.RefusedSystem,
		modulefile.Machine:    key.RefusedMachine,
		modulefile.Bits32:     key.Refused32Bit,
		modulefile.ExecStack:  key.RefusedStack,
		modulefile.Lacking:    key.RefusedLacking,
		modulefile.NoPKCS11:   key.RefusedFunction,
		modulefile.Loading:    key.RefusedLoading,
	} {
		assert.Equal(t, string(refusal), string(reason))
	}
}

var mine = ownership.Policy{User: true}

// library is a file of this user that is none in truth.
func library(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "module.so")
	require.NoError(t, os.WriteFile(path, []byte("content"), 0o644))
	return path
}

func TestOpen(t *testing.T) {
	path := library(t)
	file, err := modulefile.Open(path, mine)
	require.NoError(t, err)
	assert.Equal(t, path, file.Path())
	var refused *modulefile.Error
	require.ErrorAs(t, file.Check(), &refused)
	assert.Equal(t, modulefile.NotLibrary, refused.Reason)
	require.NoError(t, file.Close())

	_, err = modulefile.Open(path+"x", mine)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = modulefile.Open(filepath.Dir(path), mine)
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, modulefile.NotLibrary, refused.Reason)
	_, err = modulefile.Open("module.so", mine)
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, modulefile.Relative, refused.Reason)
	link := path + ".link"
	require.NoError(t, os.Symlink(path, link))
	_, err = modulefile.Open(link, mine)
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, &modulefile.Error{Reason: modulefile.Link, Detail: link}, refused)
	require.NoError(t, os.Chmod(path, 0o666))
	_, err = modulefile.Open(path, mine)
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, modulefile.Writable, refused.Reason)
}

func TestOpenRefusesLarge(t *testing.T) {
	path := library(t)
	require.NoError(t, os.Truncate(path, 1<<40))
	_, err := modulefile.Open(path, mine)
	var refused *modulefile.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, modulefile.NotLibrary, refused.Reason)
}

func TestFingerprint(t *testing.T) {
	path := library(t)
	fingerprint := func() string {
		file, err := modulefile.Open(path, mine)
		require.NoError(t, err)
		defer file.Close()
		text, err := file.Fingerprint()
		require.NoError(t, err)
		assert.Regexp(t, "^[0-9a-f]{64}$", text)
		return text
	}
	first := fingerprint()
	assert.Equal(t, first, fingerprint())
	info, err := os.Stat(path)
	require.NoError(t, err)

	require.NoError(t, os.WriteFile(path, []byte("CONTENT"), 0o644))
	require.NoError(t, os.Chtimes(path, time.Time{}, info.ModTime()))
	assert.NotEqual(t, first, fingerprint(), "other octets of the same length and time")
	require.NoError(t, os.WriteFile(path, []byte("content"), 0o644))
	require.NoError(t, os.Chtimes(path, time.Time{}, info.ModTime()))
	assert.Equal(t, first, fingerprint())
	require.NoError(t, os.Chtimes(path, time.Time{}, info.ModTime().Add(time.Second)))
	assert.NotEqual(t, first, fingerprint(), "installed again")
}
