// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/stretchr/testify/require"
)

// An entry is one of a ZIP file in which anything can be wrong.
type entry struct {
	name    string
	content []byte // as it is when read
	packed  []byte // as it lies; nil for the content, stored
	flags   uint16
	method  uint16
	creator uint16 // 3<<8 is Unix
	mode    uint32 // external attributes
	extra   []byte
	// local changes the local header alone.
	local func(*entry)
	// before and after are octets around the entry that belong to none.
	before, after []byte
	// at is where the directory says the entry is; 0 is the truth.
	at uint32
	// size is what the headers say; 0 is the truth.
	size uint32
}

func (e entry) body() []byte {
	if e.packed != nil {
		return e.packed
	}
	return e.content
}

func (e entry) sums() []byte {
	size := e.size
	if size == 0 {
		size = uint32(len(e.content))
	}
	b := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(e.content))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(e.body())))
	return binary.LittleEndian.AppendUint32(b, size)
}

// middle is what both headers have in common.
func (e entry) middle() []byte {
	b := binary.LittleEndian.AppendUint16(nil, 20)
	b = binary.LittleEndian.AppendUint16(b, e.flags|1<<11)
	b = binary.LittleEndian.AppendUint16(b, e.method)
	b = append(b, 0, 0, 0x21, 0)
	b = append(b, e.sums()...)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(e.name)))
	return binary.LittleEndian.AppendUint16(b, uint16(len(e.extra)))
}

// build writes a ZIP file.
func build(entries ...entry) []byte {
	var file, directory []byte
	for _, e := range entries {
		file = append(file, e.before...)
		at := uint32(len(file))
		if e.at != 0 {
			at = e.at
		}
		l := e
		if e.local != nil {
			e.local(&l)
		}
		file = append(file, "PK\x03\x04"...)
		file = append(file, l.middle()...)
		file = append(append(append(file, l.name...), l.extra...), e.body()...)
		file = append(file, e.after...)

		directory = append(directory, "PK\x01\x02"...)
		directory = binary.LittleEndian.AppendUint16(directory, e.creator|20)
		directory = append(directory, e.middle()...)
		directory = append(directory, make([]byte, 6)...)
		directory = binary.LittleEndian.AppendUint32(directory, e.mode)
		directory = binary.LittleEndian.AppendUint32(directory, at)
		directory = append(append(directory, e.name...), e.extra...)
	}
	return finish(file, directory, len(entries))
}

// finish writes the directory and its end.
func finish(file, directory []byte, entries int) []byte {
	at := uint32(len(file))
	file = append(file, directory...)
	file = append(file, "PK\x05\x06\x00\x00\x00\x00"...)
	file = binary.LittleEndian.AppendUint16(file, uint16(entries))
	file = binary.LittleEndian.AppendUint16(file, uint16(entries))
	file = binary.LittleEndian.AppendUint32(file, uint32(len(directory)))
	file = binary.LittleEndian.AppendUint32(file, at)
	return append(file, 0, 0)
}

func deflated(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// The entries of a container that opens.
func mimetype() entry {
	return entry{name: "mimetype", content: []byte("application/vnd.etsi.asic-e+zip")}
}

func text(name string) entry { return entry{name: name, content: []byte("зміст " + name)} }
