// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package modulefile looks at a module of PKCS #11 as a file, before anything of
// it runs: whose it is, whether this machine and program could load it at all,
// and whether it is the file that was loaded in the end. The system's loader
// gives one word for all that can be wrong; people need the true reason.
//
// It reads the headers of ELF (System V gABI, chapters 4 and 5), PE (Microsoft
// PE/COFF) and Mach-O files.
package modulefile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/pidpys/pidpys/host/ownership"
)

// Entry is the function by which a module gives all its others (PKCS #11 3.1,
// section 5.4).
const Entry = "C_GetFunctionList"

// maxSize is more than any module has.
const maxSize = 512 << 20

// A Reason is why a module is not loaded.
type Reason string

// The reasons.
const (
	Relative = Reason(ownership.Relative) // the path is not absolute
	Link     = Reason(ownership.Link)     // a link stands in the path
	Writable = Reason(ownership.Writable) // others may write the file or a folder above
	Owner    = Reason(ownership.Owner)    // others own the file or a folder above

	NotLibrary Reason = "not-library" // no shared library
	System     Reason = "system"      // for another operating system
	Machine    Reason = "machine"     // for another kind of processor
	Bits32     Reason = "32-bit"      // 32-bit, and this program is 64-bit
	ExecStack  Reason = "exec-stack"  // it wants an executable stack, which this system forbids
	Lacking    Reason = "lacking"     // a library that it needs is missing
	NoPKCS11   Reason = "no-pkcs11"   // it does not export C_GetFunctionList
	Loading    Reason = "loading"     // the system would not load it
)

// An Error is a module that is not loaded. Detail is for the log.
type Error struct {
	Reason Reason
	Detail string
}

func (e *Error) Error() string { return fmt.Sprintf("modulefile: %s: %s", e.Reason, e.Detail) }

// A File is a module that is open. On Windows nobody can change it meanwhile.
type File struct {
	file *os.File
	size int64
}

// Open opens the module at an absolute path as [ownership.Open] does. The error
// is an [Error], or the system's: fs.ErrNotExist of an absent file.
func Open(path string, policy ownership.Policy) (*File, error) {
	file, err := ownership.Open(path, policy)
	var untrusted *ownership.Error
	switch {
	case errors.As(err, &untrusted):
		reason := Reason(untrusted.Reason)
		if untrusted.Reason == ownership.NotRegular {
			reason = NotLibrary
		}
		return nil, &Error{reason, untrusted.Path}
	case err != nil:
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("modulefile: %w", err)
	}
	if info.Size() > maxSize {
		file.Close()
		return nil, &Error{NotLibrary, fmt.Sprintf("%d octets", info.Size())}
	}
	return &File{file, info.Size()}, nil
}

// Path is the clean absolute path of the file.
func (f *File) Path() string { return f.file.Name() }

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// Fingerprint is a hexadecimal text that changes when the module is replaced by
// another version, or installed again: over path, size, time and SHA-256.
func (f *File) Fingerprint() (string, error) {
	info, err := f.file.Stat()
	if err != nil {
		return "", fmt.Errorf("modulefile: %w", err)
	}
	content := sha256.New()
	if _, err := io.Copy(content, io.NewSectionReader(f.file, 0, maxSize)); err != nil {
		return "", fmt.Errorf("modulefile: %w", err)
	}
	all := sha256.New()
	fmt.Fprintf(all, "%q %d %d %x", f.Path(), info.Size(), info.ModTime().UnixNano(), content.Sum(nil))
	return hex.EncodeToString(all.Sum(nil)), nil
}

// Check reads the headers and returns nil for what the system's loader may
// accept, else an [Error]. What only the loader can know is left to it: see
// [File.Explain].
func (f *File) Check() error { return f.check(runtime.GOARCH) }

// Check32 is Check for the 32-bit program beside this one, which a module with the
// reason Bits32 is for.
func (f *File) Check32() error { return f.check(bits32[runtime.GOARCH]) }

func (f *File) check(arch string) error {
	return check(io.NewSectionReader(f.file, 0, f.size), host{runtime.GOOS, arch})
}

// host is what a module must fit.
type host struct{ os, arch string }

// bits32 is the 32-bit kind of each processor of which both kinds of modules
// are around.
var bits32 = map[string]string{"amd64": "386", "arm64": "arm"}

// check tells the formats apart by their first octets.
func check(r *io.SectionReader, on host) error {
	var magic [4]byte
	if _, err := r.ReadAt(magic[:], 0); err != nil {
		return &Error{NotLibrary, "no header"}
	}
	format, native, read := "", "", checkELF
	switch {
	case string(magic[:]) == "\x7fELF":
		format, native = "ELF", "elf"
	case string(magic[:2]) == "MZ":
		format, native, read = "PE", "pe", checkPE
	case isMachO(magic):
		format, native, read = "Mach-O", "macho", checkMachO
	case bytes.Equal(magic[:2], []byte("#!")):
		return &Error{NotLibrary, "a script"}
	default:
		return &Error{NotLibrary, "no known header"}
	}
	if native != on.format() {
		return &Error{System, format}
	}
	return read(r, on)
}

// format is how libraries of a system are written.
func (h host) format() string {
	switch h.os {
	case "windows":
		return "pe"
	case "darwin", "ios":
		return "macho"
	}
	return "elf"
}

// fits compares a library's processor, in the words of GOARCH, with the
// program's.
func (h host) fits(arch string) error {
	switch {
	case arch == h.arch:
		return nil
	case arch != "" && arch == bits32[h.arch]:
		return &Error{Bits32, arch}
	case arch == "":
		arch = "unknown"
	}
	return &Error{Machine, arch}
}
