// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile

import (
	"bytes"
	"debug/pe"
	"encoding/binary"
	"io"
)

const (
	maxSections = 96      // what Windows loads
	maxExports  = 1 << 16 // more names than any library exports
)

// checkPE reads the headers and the table of exported names.
func checkPE(r *io.SectionReader, on host) error {
	file, err := pe.NewFile(r)
	if err != nil {
		return &Error{NotLibrary, err.Error()}
	}
	defer file.Close()
	if len(file.Sections) > maxSections {
		return &Error{NotLibrary, "too many sections"}
	}
	if err := on.fits(archPE(file.Machine)); err != nil {
		return err
	}
	if file.Characteristics&pe.IMAGE_FILE_DLL == 0 {
		return &Error{NotLibrary, "a program"}
	}
	if !exports(file, Entry) {
		return &Error{NoPKCS11, "PE"}
	}
	return nil
}

// archPE is the processor in the words of GOARCH, or empty.
func archPE(machine uint16) string {
	switch machine {
	case pe.IMAGE_FILE_MACHINE_AMD64:
		return "amd64"
	case pe.IMAGE_FILE_MACHINE_ARM64:
		return "arm64"
	case pe.IMAGE_FILE_MACHINE_I386:
		return "386"
	case pe.IMAGE_FILE_MACHINE_ARMNT:
		return "arm"
	}
	return ""
}

// exports looks a name up in the Export Name Pointer Table (PE format, ".edata
// section").
func exports(file *pe.File, name string) bool {
	var directories []pe.DataDirectory
	switch h := file.OptionalHeader.(type) {
	case *pe.OptionalHeader32:
		directories = h.DataDirectory[:]
	case *pe.OptionalHeader64:
		directories = h.DataDirectory[:]
	}
	if len(directories) <= pe.IMAGE_DIRECTORY_ENTRY_EXPORT {
		return false
	}
	var directory [40]byte
	if !readRVA(file, directories[pe.IMAGE_DIRECTORY_ENTRY_EXPORT].VirtualAddress, directory[:]) {
		return false
	}
	count, names := binary.LittleEndian.Uint32(directory[24:]), binary.LittleEndian.Uint32(directory[32:])
	wanted := append([]byte(name), 0)
	found := make([]byte, len(wanted))
	for i := range min(count, maxExports) {
		var pointer [4]byte
		if !readRVA(file, names+4*i, pointer[:]) {
			return false
		}
		if readRVA(file, binary.LittleEndian.Uint32(pointer[:]), found) && bytes.Equal(found, wanted) {
			return true
		}
	}
	return false
}

// readRVA fills b from an address relative to where the image is loaded.
func readRVA(file *pe.File, address uint32, b []byte) bool {
	for _, s := range file.Sections {
		if address >= s.VirtualAddress && address-s.VirtualAddress < s.Size {
			_, err := s.ReadAt(b, int64(address-s.VirtualAddress))
			return err == nil
		}
	}
	return false
}
