// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package macos

import (
	"bytes"
	"debug/macho"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// alignment is where a program may begin in a universal file, as a power of two:
// the size of a page, which on arm64 is 16 KiB.
const alignment = 14

// universal joins programs for several architectures into one file, whose header
// says where each of them is (mach-o/fat.h). Its numbers are big-endian.
func universal(programs ...[]byte) ([]byte, error) {
	if len(programs) == 0 {
		return nil, errors.New("no program to join")
	}
	header := binary.BigEndian.AppendUint32(nil, macho.MagicFat)
	header = binary.BigEndian.AppendUint32(header, uint32(len(programs)))
	var known []macho.Cpu
	end := 8 + 20*len(programs)
	for _, program := range programs {
		parsed, err := macho.NewFile(bytes.NewReader(program))
		if err != nil {
			return nil, err
		}
		if slices.Contains(known, parsed.Cpu) {
			return nil, fmt.Errorf("two programs for %s", parsed.Cpu)
		}
		known = append(known, parsed.Cpu)
		begin := aligned(end)
		end = begin + len(program)
		for _, number := range []int{int(parsed.Cpu), int(parsed.SubCpu), begin, len(program), alignment} {
			header = binary.BigEndian.AppendUint32(header, uint32(number))
		}
	}
	file := header
	for _, program := range programs {
		file = append(file, make([]byte, aligned(len(file))-len(file))...)
		file = append(file, program...)
	}
	return file, nil
}

// aligned is the first place from at on where a program may begin.
func aligned(at int) int { return (at + 1<<alignment - 1) &^ (1<<alignment - 1) }
