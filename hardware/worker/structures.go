// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/pidpys/pidpys/hardware/cryptoki"
)

// Structures of PKCS #11 are written and read octet by octet: Go has no packed
// ones, as they are on Windows.
const (
	ulongSize   = int(unsafe.Sizeof(ulong(0)))
	pointerSize = int(unsafe.Sizeof(uintptr(0)))
	versionSize = 2 // CK_VERSION
)

// aligned is where a CK_ULONG or a pointer follows what ends at an offset.
func aligned(end int) int { return (end + alignment - 1) / alignment * alignment }

// ulongAt reads a CK_ULONG.
func ulongAt(b []byte) uint64 {
	if ulongSize == 8 {
		return binary.NativeEndian.Uint64(b)
	}
	return uint64(binary.NativeEndian.Uint32(b))
}

// pointerAt reads a pointer.
func pointerAt(b []byte) uintptr {
	if pointerSize == 8 {
		return uintptr(binary.NativeEndian.Uint64(b))
	}
	return uintptr(binary.NativeEndian.Uint32(b))
}

// A record is a structure for a module. Those that modules are given consist of
// CK_ULONG and pointers alone, and so have no gaps, packed or not.
type record []byte

// number appends a CK_ULONG.
func (r record) number(value uint64) record {
	if ulongSize == 8 {
		return binary.NativeEndian.AppendUint64(r, value)
	}
	return binary.NativeEndian.AppendUint32(r, uint32(value))
}

// pointer appends a pointer.
func (r record) pointer(address uintptr) record {
	if pointerSize == 8 {
		return binary.NativeEndian.AppendUint64(r, uint64(address))
	}
	return binary.NativeEndian.AppendUint32(r, uint32(address))
}

// lent is memory that a module is told addresses of within other memory. It stays
// where it is until back.
type lent struct{ pins runtime.Pinner }

func (l *lent) back() { l.pins.Unpin() }

// octets lends octets; of none the address is NULL.
func (l *lent) octets(value []byte) uintptr {
	if len(value) == 0 {
		return 0
	}
	l.pins.Pin(&value[0])
	return uintptr(unsafe.Pointer(&value[0]))
}

// template lends CK_ATTRIBUTE of settings.
func (l *lent) template(settings []setting) (first, count uintptr) {
	var list record
	for _, s := range settings {
		value := s.octets()
		list = list.number(uint64(s.kind)).pointer(l.octets(value)).number(uint64(len(value)))
	}
	return l.octets(list), uintptr(len(settings))
}

// mechanism lends a CK_MECHANISM.
func (l *lent) mechanism(kind cryptoki.Mechanism, parameter record) uintptr {
	return l.octets(record{}.number(uint64(kind)).pointer(l.octets(parameter)).number(uint64(len(parameter))))
}

// octets is the value as a module reads it.
func (s setting) octets() []byte {
	switch value := s.value.(type) {
	case bool: // CK_BBOOL
		if value {
			return []byte{1}
		}
		return []byte{0}
	case uint:
		return record{}.number(uint64(value))
	case string:
		return []byte(value)
	case []byte:
		return value
	}
	panic(fmt.Sprintf("internal error: an attribute of type %T", s.value))
}
