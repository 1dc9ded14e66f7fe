// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// Records of a ZIP file, APPNOTE 6.3.
const (
	localSignature      = 0x04034b50 // section 4.3.7
	descriptorSignature = 0x08074b50 // section 4.3.9
	centralSignature    = 0x02014b50 // section 4.3.12
	locatorSignature    = 0x07064b50 // section 4.3.15, of ZIP64
	endSignature        = 0x06054b50 // section 4.3.16

	localLength   = 30
	centralLength = 46
	locatorLength = 20
	endLength     = 22

	flagEncrypted  = 1<<0 | 1<<6 | 1<<13 // section 4.4.4
	flagDescriptor = 1 << 3
	flagUTF8       = 1 << 11

	extraUnicodePath = 0x7075 // section 4.6.9
	extraUnixMode    = 0x756e // section 4.6.1, ASi Unix: how Info-ZIP finds links
)

// A header is what the directory says about an entry.
type header struct {
	name          string
	extra         []byte
	flags, method uint16
	crc           uint32
	packed, size  uint32 // octets
	offset        int64  // of the local header
	body          int64  // where the entry's octets begin, once checkLocal has found it
	afterwards    int64  // where the next entry or the directory begins
}

// openArchive reads the directory of a ZIP file and holds the whole file to it:
// the entries, in the order they lie in, are all that the file consists of.
func openArchive(r io.ReaderAt, size int64) (*zip.Reader, []*zip.File, error) {
	end, err := findEnd(r, size)
	if err != nil {
		return nil, nil, err
	}
	headers, err := end.directory(r)
	if err != nil {
		return nil, nil, err
	}
	reader, err := zip.NewReader(r, size)
	if err != nil {
		return nil, nil, damage("", err)
	}
	if len(reader.File) != len(headers) {
		return nil, nil, flawed(Ending, "", "%d entries, then %d", len(headers), len(reader.File))
	}
	reader.RegisterDecompressor(zip.Deflate, inflate)

	order := make([]int, len(headers))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(headers[a].offset, headers[b].offset) })
	next := end.offset
	for _, i := range slices.Backward(order) {
		headers[i].afterwards, next = next, headers[i].offset
	}
	if next != 0 {
		return nil, nil, flawed(Hidden, "", "%d octets before the first entry", next)
	}
	var names namespace
	var total int64
	files := make([]*zip.File, 0, len(order))
	for _, i := range order {
		h, file := headers[i], reader.File[i]
		if err := checkEntry(h, file); err != nil {
			return nil, nil, err
		}
		if err := names.add(h.name); err != nil {
			return nil, nil, err
		}
		if total += int64(h.size); total > MaxInflated {
			return nil, nil, flawed(TooLarge, h.name, "more than %d octets in all", int64(MaxInflated))
		}
		if total > ratioMatters && total > MaxRatio*size {
			return nil, nil, flawed(Bomb, h.name, "%d octets out of an archive of %d", total, size)
		}
		if err := h.checkLocal(r); err != nil {
			return nil, nil, damage(h.name, err)
		}
		at, err := file.DataOffset()
		if err != nil {
			return nil, nil, damage(h.name, err)
		}
		if at != h.body {
			return nil, nil, flawed(Differing, h.name, "its octets are elsewhere")
		}
		files = append(files, file)
	}
	return reader, files, nil
}

// checkEntry holds an entry to what is read at all.
func checkEntry(h *header, file *zip.File) error {
	if err := checkName(h.name); err != nil {
		return err
	}
	folder := strings.HasSuffix(h.name, "/")
	mode := file.Mode() & fs.ModeType
	switch {
	case h.name != file.Name, h.crc != file.CRC32, h.method != file.Method,
		uint64(h.packed) != file.CompressedSize64, uint64(h.size) != file.UncompressedSize64:
		return flawed(Differing, h.name, "two headers")
	case h.flags&flagEncrypted != 0:
		return flawed(Encrypted, h.name, "")
	case h.method != zip.Store && h.method != zip.Deflate:
		return flawed(Compression, h.name, "method %d", h.method)
	case h.method == zip.Store && h.packed != h.size:
		return flawed(Differing, h.name, "stored in %d octets instead of %d", h.packed, h.size)
	case mode&^fs.ModeDir != 0 || mode == fs.ModeDir && !folder || !ordinary(file.ExternalAttrs):
		return flawed(Link, h.name, "%v", mode)
	case folder && (h.size != 0 || h.packed > 2): // an empty stream of Deflate takes two octets
		return flawed(Hidden, h.name, "a folder of %d octets", h.packed)
	case h.size > ratioMatters && int64(h.size) > MaxRatio*int64(h.packed):
		return flawed(Bomb, h.name, "%d octets out of %d", h.size, h.packed)
	}
	return nil
}

// ordinary says that the attributes, were they those of Unix, would not be of a
// link or a device: which systems write them in this form, programs do not
// agree about.
func ordinary(attributes uint32) bool {
	const typeMask, unknown, folder, file = 0o170000, 0, 0o040000, 0o100000
	kind := attributes >> 16 & typeMask
	return kind == unknown || kind == folder || kind == file
}

// An end is the record of the directory's end.
type end struct {
	offset  int64 // of the directory
	length  int64
	entries int
}

// findEnd wants one record of its kind alone to reach to the end of the file,
// with the directory right before it and no mark of another one after it or of
// ZIP64 before it, so that no program finds another directory. Records of
// archives within the archive end before that.
func findEnd(r io.ReaderAt, size int64) (*end, error) {
	tail := make([]byte, min(size, locatorLength+endLength+maxComment))
	if n, err := r.ReadAt(tail, size-int64(len(tail))); n < len(tail) {
		return nil, damage("", err)
	}
	mark := binary.LittleEndian.AppendUint32(nil, endSignature)
	last := bytes.LastIndex(tail, mark)
	if last < 0 {
		return nil, ErrNotContainer
	}
	for at := range last {
		if bytes.HasPrefix(tail[at:], mark) && reachesEnd(tail[at:]) {
			return nil, flawed(Ending, "", "two directories")
		}
	}
	record := tail[last:]
	if !reachesEnd(record) {
		return nil, flawed(Ending, "", "octets follow the directory")
	}
	if locator := last - locatorLength; locator >= 0 && binary.LittleEndian.Uint32(tail[locator:]) == locatorSignature {
		return nil, flawed(Zip64, "", "a locator")
	}
	start := size - int64(len(record))
	e := &end{
		entries: int(binary.LittleEndian.Uint16(record[10:])),
		length:  int64(binary.LittleEndian.Uint32(record[12:])),
		offset:  int64(binary.LittleEndian.Uint32(record[16:])),
	}
	disks := binary.LittleEndian.Uint32(record[4:])
	switch {
	case disks != 0 || binary.LittleEndian.Uint16(record[8:]) != binary.LittleEndian.Uint16(record[10:]),
		e.offset == 1<<32-1, e.length == 1<<32-1, e.entries == 1<<16-1:
		return nil, flawed(Zip64, "", "")
	case e.entries > MaxEntries || e.length > maxDirectory:
		return nil, flawed(TooMany, "", "%d entries", e.entries)
	case e.offset+e.length != start:
		return nil, flawed(Ending, "", "the directory is elsewhere")
	}
	return e, nil
}

// reachesEnd says whether the octets are one record with its comment.
func reachesEnd(record []byte) bool {
	return len(record) >= endLength && int(binary.LittleEndian.Uint16(record[20:])) == len(record)-endLength
}

// directory reads the headers, APPNOTE section 4.3.12.
func (e *end) directory(r io.ReaderAt) ([]*header, error) {
	octets := make([]byte, e.length)
	if n, err := r.ReadAt(octets, e.offset); n < len(octets) {
		return nil, damage("", err)
	}
	headers := make([]*header, 0, e.entries)
	for len(octets) > 0 {
		if len(octets) < centralLength || binary.LittleEndian.Uint32(octets) != centralSignature {
			return nil, flawed(Ending, "", "no header in the directory")
		}
		u16 := func(at int) uint16 { return binary.LittleEndian.Uint16(octets[at:]) }
		u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(octets[at:]) }
		name, extra, comment := int(u16(28)), int(u16(30)), int(u16(32))
		whole := centralLength + name + extra + comment
		if len(octets) < whole {
			return nil, flawed(Ending, "", "the directory is cut off")
		}
		h := &header{
			name:  string(octets[centralLength : centralLength+name]),
			extra: octets[centralLength+name : centralLength+name+extra],
			flags: u16(8), method: u16(10),
			crc: u32(16), packed: u32(20), size: u32(24),
			offset: int64(u32(42)),
		}
		if u16(34) != 0 || h.packed == 1<<32-1 || h.size == 1<<32-1 || h.offset == 1<<32-1 {
			return nil, flawed(Zip64, h.name, "")
		}
		headers = append(headers, h)
		octets = octets[whole:]
	}
	if len(headers) != e.entries {
		return nil, flawed(Ending, "", "%d entries where %d were announced", len(headers), e.entries)
	}
	return headers, nil
}
