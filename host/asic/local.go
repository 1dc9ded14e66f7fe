// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
)

// checkLocal compares the header before an entry's octets with the directory,
// APPNOTE section 4.3.7, and wants the entry to end where the next one begins.
// Some programs read an archive by the one, some by the other.
func (h *header) checkLocal(r io.ReaderAt) error {
	room := h.afterwards - h.offset
	fixed := int64(localLength + len(h.name))
	if room < fixed+int64(h.packed) {
		return flawed(Overlapping, h.name, "")
	}
	local := make([]byte, fixed)
	if n, err := r.ReadAt(local, h.offset); n < len(local) {
		return err
	}
	u16 := func(at int) uint16 { return binary.LittleEndian.Uint16(local[at:]) }
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(local[at:]) }
	const matters = flagEncrypted | flagDescriptor | flagUTF8
	extra := int64(u16(28))
	switch {
	case u32(0) != localSignature:
		return flawed(Differing, h.name, "no header where the directory says")
	case int(u16(26)) != len(h.name) || string(local[localLength:]) != h.name:
		return flawed(Differing, h.name, "another name")
	case u16(6)&matters != h.flags&matters || u16(8) != h.method:
		return flawed(Differing, h.name, "another compression")
	case !h.agrees(u32(14), u32(18), u32(22)):
		return flawed(Differing, h.name, "another size")
	case room < fixed+extra+int64(h.packed):
		return flawed(Overlapping, h.name, "")
	}
	extras := make([]byte, extra)
	if n, err := r.ReadAt(extras, h.offset+fixed); n < len(extras) {
		return err
	}
	if saysMore(h.extra, h.name) || saysMore(extras, h.name) {
		return flawed(Differing, h.name, "a second name or kind")
	}
	h.body = h.offset + fixed + extra
	after := h.body + int64(h.packed)
	return h.checkDescriptor(r, after, h.afterwards-after)
}

// agrees compares the check sum and sizes of the local header. They may be
// zero where a descriptor follows.
func (h *header) agrees(crc, packed, size uint32) bool {
	if h.flags&flagDescriptor != 0 && crc == 0 && packed == 0 && size == 0 {
		return true
	}
	return crc == h.crc && packed == h.packed && size == h.size
}

// checkDescriptor reads what stands between an entry's octets and the next
// entry: nothing or, if so announced, a data descriptor, with its signature or
// without (APPNOTE section 4.3.9).
func (h *header) checkDescriptor(r io.ReaderAt, at, length int64) error {
	if length == 0 && h.flags&flagDescriptor == 0 {
		return nil
	}
	if h.flags&flagDescriptor == 0 || length != 12 && length != 16 {
		return flawed(Hidden, h.name, "%d octets after it", length)
	}
	descriptor := make([]byte, length)
	if n, err := r.ReadAt(descriptor, at); n < len(descriptor) {
		return err
	}
	want := binary.LittleEndian.AppendUint32(nil, descriptorSignature)
	want = binary.LittleEndian.AppendUint32(want, h.crc)
	want = binary.LittleEndian.AppendUint32(want, h.packed)
	want = binary.LittleEndian.AppendUint32(want, h.size)
	if !bytes.Equal(descriptor, want[16-length:]) {
		return flawed(Differing, h.name, "another descriptor")
	}
	return nil
}

// saysMore looks for the extra field that names the entry once more, APPNOTE
// section 4.6.9, and otherwise, and for the one that says it is a link: some
// programs prefer these to the header.
func saysMore(extra []byte, name string) bool {
	const before = 5 // version and check sum
	for len(extra) >= 4 {
		id, length := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		field := extra[4:min(len(extra), 4+length)]
		if id == extraUnixMode || id == extraUnicodePath && (len(field) < before || string(field[before:]) != name) {
			return true
		}
		extra = extra[4+len(field):]
	}
	return false
}

// inflate reads Deflate, and wants it to fill the entry.
func inflate(r io.Reader) io.ReadCloser {
	packed := bufio.NewReader(r)
	return &inflater{packed, flate.NewReader(packed)}
}

type inflater struct {
	packed *bufio.Reader
	io.ReadCloser
}

func (i *inflater) Read(p []byte) (int, error) {
	n, err := i.ReadCloser.Read(p)
	if err != io.EOF {
		return n, err
	}
	switch _, more := i.packed.ReadByte(); more {
	case io.EOF:
		return n, io.EOF
	case nil:
		return n, &ArchiveError{Flaw: Hidden, Detail: "octets after the compressed ones"}
	default:
		return n, more
	}
}
