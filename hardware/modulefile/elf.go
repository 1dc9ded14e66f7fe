// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile

import (
	"debug/elf"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// checkELF reads the header, the dynamic section and the dynamic symbols.
func checkELF(r *io.SectionReader, on host) error {
	file, err := elf.NewFile(r)
	if err != nil {
		return &Error{NotLibrary, err.Error()}
	}
	defer file.Close()
	if err := on.fits(archELF(file)); err != nil {
		return err
	}
	if !abiFits(file.OSABI, on.os) {
		return &Error{System, file.OSABI.String()}
	}
	if file.Type != elf.ET_DYN {
		return &Error{NotLibrary, file.Type.String()}
	}
	flags, err := file.DynValue(elf.DT_FLAGS_1)
	if err == nil && len(flags) > 0 && elf.DynFlag1(flags[0])&elf.DF_1_PIE != 0 {
		return &Error{NotLibrary, "a program"}
	}
	symbols, err := file.DynamicSymbols()
	switch {
	case errors.Is(err, elf.ErrNoSymbols):
		return nil // loaders do without sections; so the loader decides
	case err != nil:
		return &Error{NotLibrary, err.Error()}
	}
	if !slices.ContainsFunc(symbols, func(s elf.Symbol) bool { return s.Name == Entry && s.Section != elf.SHN_UNDEF }) {
		return &Error{NoPKCS11, "ELF"}
	}
	return nil
}

// wantsExecStack: without a PT_GNU_STACK header, or with one that says so, a
// library makes the stack executable when it is loaded. Most systems allow it,
// glibc 2.41 and later, and some policies, do not.
func wantsExecStack(r io.ReaderAt) bool {
	file, err := elf.NewFile(r)
	if err != nil {
		return false
	}
	defer file.Close()
	for _, p := range file.Progs {
		if p.Type == elf.PT_GNU_STACK {
			return p.Flags&elf.PF_X != 0
		}
	}
	return true
}

// archELF is the processor in the words of GOARCH, or empty.
func archELF(file *elf.File) string {
	little := file.ByteOrder == binary.LittleEndian
	switch file.Class {
	case elf.ELFCLASS64:
		switch {
		case file.Machine == elf.EM_X86_64:
			return "amd64"
		case file.Machine == elf.EM_AARCH64 && little:
			return "arm64"
		case file.Machine == elf.EM_RISCV:
			return "riscv64"
		case file.Machine == elf.EM_LOONGARCH:
			return "loong64"
		case file.Machine == elf.EM_PPC64 && little:
			return "ppc64le"
		case file.Machine == elf.EM_S390:
			return "s390x"
		}
	case elf.ELFCLASS32:
		switch {
		case file.Machine == elf.EM_386, file.Machine == elf.EM_X86_64: // the latter is called x32
			return "386"
		case file.Machine == elf.EM_ARM && little:
			return "arm"
		}
	}
	return ""
}

// abiFits: most libraries name no system; those that do are for it alone.
func abiFits(abi elf.OSABI, system string) bool {
	switch abi {
	case elf.ELFOSABI_NONE:
		return true
	case elf.ELFOSABI_LINUX:
		return system == "linux"
	case elf.ELFOSABI_FREEBSD:
		return system == "freebsd"
	case elf.ELFOSABI_NETBSD:
		return system == "netbsd"
	case elf.ELFOSABI_OPENBSD:
		return system == "openbsd"
	}
	return false
}
