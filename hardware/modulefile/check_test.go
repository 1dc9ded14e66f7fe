// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modulefile

import (
	"bytes"
	"debug/elf"
	"debug/macho"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	linux64   = host{"linux", "amd64"}
	windows64 = host{"windows", "amd64"}
	windows32 = host{"windows", "386"}
	darwin64  = host{"darwin", "amd64"}
)

// reasonOf is why bytes are refused, or empty.
func reasonOf(t testing.TB, data []byte, on host) Reason {
	t.Helper()
	err := check(io.NewSectionReader(bytes.NewReader(data), 0, int64(len(data))), on)
	if err == nil {
		return ""
	}
	var refused *Error
	require.ErrorAs(t, err, &refused)
	return refused.Reason
}

// elfHeader is a file that is only a header.
func elfHeader(class elf.Class, machine elf.Machine, kind elf.Type, abi elf.OSABI) []byte {
	ident := [elf.EI_NIDENT]byte{0x7F, 'E', 'L', 'F', byte(class), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT), byte(abi)}
	var out bytes.Buffer
	if class == elf.ELFCLASS32 {
		_ = binary.Write(&out, binary.LittleEndian, elf.Header32{Ident: ident, Type: uint16(kind), Machine: uint16(machine), Version: 1, Ehsize: 52})
	} else {
		_ = binary.Write(&out, binary.LittleEndian, elf.Header64{Ident: ident, Type: uint16(kind), Machine: uint16(machine), Version: 1, Ehsize: 64})
	}
	return out.Bytes()
}

// machoFile has a symbol table with one name.
func machoFile(cpu macho.Cpu, kind macho.Type, symbol string) []byte {
	names := append([]byte{0}, append([]byte(symbol), 0)...)
	const header, command, entry = 32, 24, 16
	var out bytes.Buffer
	for _, part := range []any{
		macho.FileHeader{Magic: macho.Magic64, Cpu: cpu, Type: kind, Ncmd: 1, Cmdsz: command}, uint32(0),
		macho.SymtabCmd{Cmd: macho.LoadCmdSymtab, Len: command, Symoff: header + command, Nsyms: 1, Stroff: header + command + entry, Strsize: uint32(len(names))},
		macho.Nlist64{Name: 1, Type: 0x0F, Sect: 1}, names,
	} {
		_ = binary.Write(&out, binary.LittleEndian, part)
	}
	return out.Bytes()
}

// fatFile holds files for several processors.
func fatFile(files ...[]byte) []byte {
	var out bytes.Buffer
	at := uint32(4096)
	_ = binary.Write(&out, binary.BigEndian, []uint32{macho.MagicFat, uint32(len(files))})
	for _, one := range files {
		cpu := binary.LittleEndian.Uint32(one[4:])
		_ = binary.Write(&out, binary.BigEndian, macho.FatArchHeader{Cpu: macho.Cpu(cpu), Offset: at, Size: uint32(len(one)), Align: 12})
		at += 4096
	}
	for i, one := range files {
		out.Write(make([]byte, 4096*(i+1)-out.Len()))
		out.Write(one)
	}
	return out.Bytes()
}

func TestCheckHeaders(t *testing.T) {
	library := elfHeader(elf.ELFCLASS64, elf.EM_X86_64, elf.ET_DYN, elf.ELFOSABI_NONE)
	dylib := machoFile(macho.CpuAmd64, macho.TypeDylib, "_C_GetFunctionList")
	arm := machoFile(macho.CpuArm64, macho.TypeDylib, "_C_GetFunctionList")
	for what, c := range map[string]struct {
		data   []byte
		on     host
		reason Reason
	}{
		"nothing":                  {nil, linux64, NotLibrary},
		"three octets":             {[]byte("\x7fEL"), linux64, NotLibrary},
		"a text":                   {[]byte("GROUP ( libc.so.6 )"), linux64, NotLibrary},
		"a script":                 {[]byte("#!/bin/sh\n"), linux64, NotLibrary},
		"the start of ELF":         {library[:20], linux64, NotLibrary},
		"the start of PE":          {[]byte("MZ\x90\x00"), windows64, NotLibrary},
		"the start of Mach-O":      {dylib[:20], darwin64, NotLibrary},
		"ELF without sections":     {library, linux64, ""},
		"32-bit ELF":               {elfHeader(elf.ELFCLASS32, elf.EM_386, elf.ET_DYN, elf.ELFOSABI_NONE), linux64, Bits32},
		"x32 ELF":                  {elfHeader(elf.ELFCLASS32, elf.EM_X86_64, elf.ET_DYN, elf.ELFOSABI_NONE), linux64, Bits32},
		"32-bit ELF of ARM":        {elfHeader(elf.ELFCLASS32, elf.EM_ARM, elf.ET_DYN, elf.ELFOSABI_NONE), host{"linux", "arm64"}, Bits32},
		"64-bit ELF for 32-bit":    {library, host{"linux", "386"}, Machine},
		"ELF of ARM":               {elfHeader(elf.ELFCLASS64, elf.EM_AARCH64, elf.ET_DYN, elf.ELFOSABI_NONE), linux64, Machine},
		"ELF of something":         {elfHeader(elf.ELFCLASS64, 0x7777, elf.ET_DYN, elf.ELFOSABI_NONE), linux64, Machine},
		"a program":                {elfHeader(elf.ELFCLASS64, elf.EM_X86_64, elf.ET_EXEC, elf.ELFOSABI_NONE), linux64, NotLibrary},
		"an object file":           {elfHeader(elf.ELFCLASS64, elf.EM_X86_64, elf.ET_REL, elf.ELFOSABI_NONE), linux64, NotLibrary},
		"ELF of GNU":               {elfHeader(elf.ELFCLASS64, elf.EM_X86_64, elf.ET_DYN, elf.ELFOSABI_LINUX), linux64, ""},
		"ELF of FreeBSD":           {elfHeader(elf.ELFCLASS64, elf.EM_X86_64, elf.ET_DYN, elf.ELFOSABI_FREEBSD), linux64, System},
		"ELF of Solaris":           {elfHeader(elf.ELFCLASS64, elf.EM_X86_64, elf.ET_DYN, elf.ELFOSABI_SOLARIS), linux64, System},
		"ELF on Windows":           {library, windows64, System},
		"ELF on macOS":             {library, darwin64, System},
		"PE on Linux":              {[]byte("MZ\x90\x00"), linux64, System},
		"Mach-O on Linux":          {dylib, linux64, System},
		"a dylib":                  {dylib, darwin64, ""},
		"a bundle":                 {machoFile(macho.CpuAmd64, macho.TypeBundle, "_C_GetFunctionList"), darwin64, ""},
		"a dylib of ARM":           {arm, darwin64, Machine},
		"a dylib of both":          {fatFile(arm, dylib), darwin64, ""},
		"a dylib of two others":    {fatFile(arm, machoFile(macho.CpuPpc64, macho.TypeDylib, "_C_GetFunctionList")), darwin64, Machine},
		"a program of macOS":       {machoFile(macho.CpuAmd64, macho.TypeExec, "_main"), darwin64, NotLibrary},
		"a dylib without PKCS #11": {machoFile(macho.CpuAmd64, macho.TypeDylib, "_C_GetFunctionLis"), darwin64, NoPKCS11},
	} {
		assert.Equal(t, c.reason, reasonOf(t, c.data, c.on), what)
	}
}

const (
	exporting = "unsigned long C_GetFunctionList(void **list) { return 5; }\n"
	importing = "extern unsigned long C_GetFunctionList(void **); unsigned long other(void) { return C_GetFunctionList(0); }\n"
)

// compile makes a file of C by a compiler that is there, or skips the test.
func compile(t *testing.T, compiler, source string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(compiler)
	if err != nil {
		t.Skipf("%s is not on this machine", compiler)
	}
	folder := t.TempDir()
	file, out := filepath.Join(folder, "module.c"), filepath.Join(folder, "module.so")
	require.NoError(t, os.WriteFile(file, []byte(source), 0o644))
	said, err := exec.Command(path, append(args, "-o", out, file)...).CombinedOutput()
	require.NoError(t, err, string(said))
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	return data
}

func TestCheckELF(t *testing.T) {
	native := host{"linux", nativeArch(t)}
	assert.Empty(t, reasonOf(t, compile(t, "cc", exporting, "-shared", "-fPIC"), native))
	assert.Empty(t, reasonOf(t, compile(t, "cc", exporting, "-shared", "-fPIC", "-s"), native), "without names for debuggers")
	assert.Equal(t, NoPKCS11, reasonOf(t, compile(t, "cc", importing, "-shared", "-fPIC"), native))
	assert.Equal(t, NotLibrary, reasonOf(t, compile(t, "cc", exporting+"int main(void) { return 0; }", "-pie", "-fPIE", "-rdynamic"), native))
	assert.Equal(t, NotLibrary, reasonOf(t, compile(t, "cc", exporting, "-c"), native))
}

// nativeArch is the processor for which cc compiles.
func nativeArch(t *testing.T) string {
	t.Helper()
	file, err := elf.NewFile(bytes.NewReader(compile(t, "cc", exporting, "-shared", "-fPIC")))
	if err != nil {
		t.Skip("cc makes no ELF")
	}
	return archELF(file)
}

func TestCheckPE(t *testing.T) {
	for compiler, on := range map[string]host{"x86_64-w64-mingw32-gcc": windows64, "i686-w64-mingw32-gcc": windows32} {
		t.Run(compiler, func(t *testing.T) {
			dll := compile(t, compiler, exporting, "-shared")
			assert.Empty(t, reasonOf(t, dll, on))
			assert.Empty(t, reasonOf(t, compile(t, compiler, exporting, "-shared", "-s"), on))
			many := exporting
			for _, letter := range "ABDEXYZabcxyz" {
				many += "void " + string(letter) + "_Function(void) {}\n"
			}
			assert.Empty(t, reasonOf(t, compile(t, compiler, many, "-shared"), on))
			assert.Equal(t, NoPKCS11, reasonOf(t, compile(t, compiler, "void C_GetFunctionListX(void) {}\nvoid C_GetFunction(void) {}", "-shared"), on))
			assert.Equal(t, NotLibrary, reasonOf(t, compile(t, compiler, "int main(void) { return 0; }"), on))
			if on == windows64 {
				assert.Equal(t, Machine, reasonOf(t, dll, windows32))
			} else {
				assert.Equal(t, Bits32, reasonOf(t, dll, windows64))
			}
			for at := range len(dll) {
				if at%97 == 0 {
					reasonOf(t, dll[:at], on) // cut short anywhere, it is judged in peace
				}
			}
		})
	}
}

func TestWantsExecStack(t *testing.T) {
	nativeArch(t)
	plain := compile(t, "cc", exporting, "-shared", "-fPIC")
	wanting := compile(t, "cc", exporting, "-shared", "-fPIC", "-Wl,-z,execstack")
	assert.False(t, wantsExecStack(bytes.NewReader(plain)))
	assert.True(t, wantsExecStack(bytes.NewReader(wanting)))
	assert.True(t, wantsExecStack(bytes.NewReader(elfHeader(elf.ELFCLASS64, elf.EM_X86_64, elf.ET_DYN, elf.ELFOSABI_NONE))), "it does not say")
	assert.False(t, wantsExecStack(bytes.NewReader(nil)))
}

// FuzzCheck wants every file to be judged, for every system, without a panic.
func FuzzCheck(f *testing.F) {
	f.Add(elfHeader(elf.ELFCLASS64, elf.EM_X86_64, elf.ET_DYN, elf.ELFOSABI_NONE))
	f.Add(elfHeader(elf.ELFCLASS32, elf.EM_386, elf.ET_DYN, elf.ELFOSABI_NONE))
	f.Add(machoFile(macho.CpuAmd64, macho.TypeDylib, "_C_GetFunctionList"))
	f.Add(fatFile(machoFile(macho.CpuArm64, macho.TypeDylib, "_C_GetFunctionList")))
	f.Add([]byte("MZ\x90\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, on := range []host{linux64, windows64, windows32, darwin64} {
			err := check(io.NewSectionReader(bytes.NewReader(data), 0, int64(len(data))), on)
			var refused *Error
			require.True(t, err == nil || errors.As(err, &refused))
		}
		wantsExecStack(bytes.NewReader(data))
	})
}
