// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"bytes"
	"debug/macho"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/macos"
)

// TestMacOS has another's program list and unpack what is made for a Mac. There is
// none here on which it could be installed.
func TestMacOS(t *testing.T) {
	p := released(t)
	pack := func() (paths []string) {
		paths, err := macos.Build(t.Context(), p, t.TempDir(), func(line string) { t.Log(line) })
		require.NoError(t, err)
		return paths
	}
	first, second := pack(), pack()
	require.Len(t, first, 2)
	for i := range first {
		assert.Equal(t, read(t, first[i]), read(t, second[i]), "%s is made anew octet for octet", filepath.Base(first[i]))
	}

	folder := filepath.Join(unpacked(t, first[0]), "pidpys-"+p.Version)
	for _, name := range []string{"install.sh", "README.txt", "pidpys.mobileconfig", "files/extension/manifest.json", "files/uninstall.sh"} {
		assert.FileExists(t, filepath.Join(folder, name))
	}
	for _, name := range []string{"pidpys", "pidpys-token"} {
		isUniversal(t, read(t, filepath.Join(folder, "files", name)))
	}

	require.Contains(t, filepath.Base(first[1]), "experimental")
	parts := unpacked(t, first[1])
	assert.ElementsMatch(t, []string{"/Bom", "/PackageInfo", "/Payload", "/Scripts"}, slices.Collect(maps.Keys(tree(t, parts))))
	payload := unpacked(t, filepath.Join(parts, "Payload"))
	assert.Equal(t, tree(t, filepath.Join(folder, "files")), tree(t, payload), "both install the same")
	assert.Len(t, tree(t, unpacked(t, filepath.Join(parts, "Scripts"))), 2)
	info := string(read(t, filepath.Join(parts, "PackageInfo")))
	assert.Contains(t, info, `version="`+p.Version+`"`)
	assert.Contains(t, info, `install-location="/Library/Application Support/Pidpys"`)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data
}

// unpacked is a folder with what an archive holds.
func unpacked(t *testing.T, archive string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	unpack(t, archive, folder)
	return folder
}

// tree is what a folder holds: modes and contents by path.
func tree(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			found[strings.TrimPrefix(path, folder)] = info.Mode().String() + string(read(t, path))
		}
		return err
	}))
	return found
}

// codeSignature is the load command that names a program's signature
// (mach-o/loader.h): Apple's processors start no program without one, be it by
// nobody.
const codeSignature = 0x1d

// isUniversal looks at a program as the loader of a Mac does.
func isUniversal(t *testing.T, program []byte) {
	t.Helper()
	fat, err := macho.NewFatFile(bytes.NewReader(program))
	require.NoError(t, err)
	var cpus []macho.Cpu
	for _, arch := range fat.Arches {
		cpus = append(cpus, arch.Cpu)
		assert.Equal(t, macho.TypeExec, arch.Type)
		signed := false
		for _, load := range arch.Loads {
			raw := load.Raw()
			signed = signed || arch.ByteOrder.Uint32(raw) == codeSignature
		}
		assert.True(t, signed || arch.Cpu != macho.CpuArm64, "Apple's processors want it signed")
	}
	assert.Equal(t, []macho.Cpu{macho.CpuAmd64, macho.CpuArm64}, cpus)
}
