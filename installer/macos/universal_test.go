// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package macos

import (
	"bytes"
	"debug/macho"
	"encoding/binary"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// program is the least that is a Mach-O program of 64 bits: a header, and text that
// stands for the rest.
func program(cpu macho.Cpu, rest string) []byte {
	var header []byte
	for _, number := range []uint32{macho.Magic64, uint32(cpu), 3, uint32(macho.TypeExec), 0, 0, 0, 0} {
		header = binary.LittleEndian.AppendUint32(header, number)
	}
	return append(header, rest...)
}

func TestUniversal(t *testing.T) {
	amd64, arm64 := program(macho.CpuAmd64, "intel"), program(macho.CpuArm64, "apple's own")
	joined, err := universal(amd64, arm64)
	require.NoError(t, err)
	fat, err := macho.NewFatFile(bytes.NewReader(joined))
	require.NoError(t, err)
	require.Len(t, fat.Arches, 2)
	for i, want := range [][]byte{amd64, arm64} {
		arch := fat.Arches[i]
		assert.Zero(t, arch.Offset%(1<<arch.Align))
		inside, err := io.ReadAll(io.NewSectionReader(bytes.NewReader(joined), int64(arch.Offset), int64(arch.Size)))
		require.NoError(t, err)
		assert.Equal(t, want, inside)
		assert.Equal(t, arch.FatArchHeader.Cpu, arch.File.Cpu)
		assert.Equal(t, uint32(3), arch.FatArchHeader.SubCpu)
	}
}

func TestUniversalRefuses(t *testing.T) {
	one := program(macho.CpuArm64, "")
	for name, programs := range map[string][][]byte{
		"nothing":                  nil,
		"two for one architecture": {one, one},
		"what is not a program":    {one, []byte("#!/bin/sh")},
		"what is cut off":          {one[:20]},
	} {
		_, err := universal(programs...)
		assert.Error(t, err, name)
	}
}
