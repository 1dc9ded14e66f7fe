// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile

import (
	"debug/macho"
	"encoding/binary"
	"io"
	"slices"
)

// isMachO: a thin file of either width and order, or a fat one.
func isMachO(magic [4]byte) bool {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		switch order.Uint32(magic[:]) {
		case macho.Magic32, macho.Magic64:
			return true
		}
	}
	return binary.BigEndian.Uint32(magic[:]) == macho.MagicFat
}

// checkMachO reads the headers; of a fat file those for this processor.
func checkMachO(r *io.SectionReader, on host) error {
	fat, err := macho.NewFatFile(r)
	switch err {
	case nil:
		defer fat.Close()
		var refused error
		for _, one := range fat.Arches {
			if refused = on.fits(archMachO(one.Cpu)); refused == nil {
				return checkThin(one.File, on)
			}
		}
		return refused
	case macho.ErrNotFat:
	default:
		return &Error{NotLibrary, err.Error()}
	}
	file, err := macho.NewFile(r)
	if err != nil {
		return &Error{NotLibrary, err.Error()}
	}
	defer file.Close()
	return checkThin(file, on)
}

func checkThin(file *macho.File, on host) error {
	if err := on.fits(archMachO(file.Cpu)); err != nil {
		return err
	}
	if file.Type != macho.TypeDylib && file.Type != macho.TypeBundle {
		return &Error{NotLibrary, file.Type.String()}
	}
	if file.Symtab == nil {
		return nil // the loader has another table of exports, and decides
	}
	const undefined = 0
	if !slices.ContainsFunc(file.Symtab.Syms, func(s macho.Symbol) bool { return s.Name == "_"+Entry && s.Sect != undefined }) {
		return &Error{NoPKCS11, "Mach-O"}
	}
	return nil
}

// archMachO is the processor in the words of GOARCH, or empty.
func archMachO(cpu macho.Cpu) string {
	switch cpu {
	case macho.CpuAmd64:
		return "amd64"
	case macho.CpuArm64:
		return "arm64"
	case macho.Cpu386:
		return "386"
	case macho.CpuArm:
		return "arm"
	}
	return ""
}
