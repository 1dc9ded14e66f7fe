// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile_test

import (
	"debug/elf"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
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

func TestCheck32(t *testing.T) {
	if runtime.GOARCH != "amd64" || runtime.GOOS != "linux" {
		t.Skip("written for 64-bit x86 and ELF")
	}
	header := func(class elf.Class, machine elf.Machine) []byte {
		ident := [elf.EI_NIDENT]byte{0x7F, 'E', 'L', 'F', byte(class), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)}
		var whole any = elf.Header32{Ident: ident, Type: uint16(elf.ET_DYN), Machine: uint16(machine), Version: 1, Ehsize: 52}
		if class == elf.ELFCLASS64 {
			whole = elf.Header64{Ident: ident, Type: uint16(elf.ET_DYN), Machine: uint16(machine), Version: 1, Ehsize: 64}
		}
		data, err := binary.Append(nil, binary.LittleEndian, whole)
		require.NoError(t, err)
		return data
	}
	for name, c := range map[string]struct {
		data        []byte
		here, there modulefile.Reason
	}{
		"of 32 bits":        {header(elf.ELFCLASS32, elf.EM_386), modulefile.Bits32, ""},
		"of 64 bits":        {header(elf.ELFCLASS64, elf.EM_X86_64), "", modulefile.Machine},
		"of 32 bits, ARM":   {header(elf.ELFCLASS32, elf.EM_ARM), modulefile.Machine, modulefile.Machine},
		"no library at all": {[]byte("content"), modulefile.NotLibrary, modulefile.NotLibrary},
	} {
		path := library(t)
		require.NoError(t, os.WriteFile(path, c.data, 0o644))
		file, err := modulefile.Open(path, mine)
		require.NoError(t, err)
		defer file.Close()
		assert.Equal(t, c.here, reason(file.Check()), name)
		assert.Equal(t, c.there, reason(file.Check32()), name)
	}
}

func reason(err error) modulefile.Reason {
	var refused *modulefile.Error
	if errors.As(err, &refused) {
		return refused.Reason
	}
	return ""
}
