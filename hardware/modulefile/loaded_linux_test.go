// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile_test

import (
	"os"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/pidpys/pidpys/hardware/modulefile"
)

// mapped maps what stands at a path at this moment.
func mapped(t *testing.T, path string) uintptr {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	memory, err := unix.Mmap(int(file.Fd()), 0, 1, unix.PROT_READ, unix.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { _ = unix.Munmap(memory) })
	return uintptr(unsafe.Pointer(&memory[0]))
}

func TestProveLoaded(t *testing.T) {
	path := library(t)
	file, err := modulefile.Open(path, mine)
	require.NoError(t, err)
	defer file.Close()
	assert.NoError(t, file.ProveLoaded(mapped(t, path)))

	// Somebody puts another file in its place before it is loaded.
	require.NoError(t, os.Rename(path, path+".checked"))
	require.NoError(t, os.WriteFile(path, []byte("content"), 0o644))
	var refused *modulefile.Error
	require.ErrorAs(t, file.ProveLoaded(mapped(t, path)), &refused)
	assert.Equal(t, modulefile.Loading, refused.Reason)

	local := new(int)
	assert.Error(t, file.ProveLoaded(uintptr(unsafe.Pointer(local))), "of no file")
	assert.Error(t, file.ProveLoaded(0))
}
