// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package pdftest makes small PDF files in every form that ISO 32000-1 section
// 7.5 has for cross-references, and has other people's programs make more.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Form is how a file says where its objects stand.
type Form string

// The forms.
const (
	Table  Form = "table"          // section 7.5.4
	Stream Form = "stream"         // section 7.5.8
	Packed Form = "object-streams" // section 7.5.7, most objects within one
	Hybrid Form = "hybrid"         // section 7.5.8.4
)

// Forms are all of them.
func Forms() []Form { return []Form{Table, Stream, Packed, Hybrid} }

// Page is the objects of one page with a line of text. Object 1 is the catalog
// and 3 the page.
func Page() map[int]string {
	text := "BT /F1 24 Tf 72 700 Td (Hello) Tj ET"
	return map[int]string{
		1: "<</Type/Catalog/Pages 2 0 R>>",
		2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842.5]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		4: fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(text), text),
		5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		6: "<</Title(A document)>>",
	}
}

// Plain is the file of [Page] with a table, as the oldest programs write it.
func Plain() []byte { return Build(Table, Page()) }

const trailer = "/Root 1 0 R/Info 6 0 R/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]"

// Build writes a file of objects, by their numbers.
func Build(form Form, objects map[int]string) []byte {
	return Append(form, []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), objects, trailer)
}

// Append writes a revision after what is there, with these entries in its
// trailer.
func Append(form Form, before []byte, objects map[int]string, trailer string) []byte {
	f := &file{octets: slices.Clone(before), size: sizeOf(before), offsets: map[int]int{}, within: map[int][2]int{}}
	if form == Packed || form == Hybrid {
		objects = f.pack(objects)
	}
	for _, n := range slices.Sorted(maps.Keys(objects)) {
		f.object(n, objects[n])
	}
	if form == Stream || form == Packed {
		at := f.stream(trailer)
		f.text("startxref\n%d\n%%%%EOF\n", at)
		return f.octets
	}
	if form == Hybrid {
		trailer += fmt.Sprintf("/XRefStm %d", f.stream(""))
	}
	at := len(f.octets)
	f.table(trailer)
	f.text("startxref\n%d\n%%%%EOF\n", at)
	return f.octets
}

type file struct {
	octets  []byte
	size    int // as the revisions before say
	offsets map[int]int
	within  map[int][2]int
}

func (f *file) text(format string, args ...any) { f.octets = fmt.Appendf(f.octets, format, args...) }

func (f *file) object(n int, o string) {
	f.offsets[n] = len(f.octets)
	f.text("%d 0 obj\n%s\nendobj\n", n, o)
}

// sizeOf is the greatest number of objects that a trailer states.
func sizeOf(before []byte) int {
	greatest := 1
	for _, found := range regexp.MustCompile(`/Size ([0-9]+)`).FindAllSubmatch(before, -1) {
		if n, err := strconv.Atoi(string(found[1])); err == nil {
			greatest = max(greatest, n)
		}
	}
	return greatest
}

func (f *file) next() int {
	next := f.size
	for n := range f.offsets {
		next = max(next, n+1)
	}
	for n := range f.within {
		next = max(next, n+1)
	}
	return next
}

// pack puts all objects that are no streams into one, and gives the others.
func (f *file) pack(objects map[int]string) map[int]string {
	var index, data strings.Builder
	others := map[int]string{}
	number := slices.Max(slices.Collect(maps.Keys(objects))) + 1
	for _, n := range slices.Sorted(maps.Keys(objects)) {
		if strings.Contains(objects[n], "stream\n") {
			others[n] = objects[n]
			continue
		}
		f.within[n] = [2]int{number, len(f.within)}
		fmt.Fprintf(&index, "%d %d ", n, data.Len())
		data.WriteString(objects[n] + " ")
	}
	flat := deflate([]byte(index.String() + data.String()))
	others[number] = fmt.Sprintf("<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %-9d>>\nstream\n%s\nendstream",
		len(f.within), index.Len(), len(flat), flat)
	return others
}

// table writes what stands in the file by itself.
func (f *file) table(trailer string) {
	f.text("xref\n0 1\n0000000000 65535 f \n")
	for _, n := range slices.Sorted(maps.Keys(f.offsets)) {
		f.text("%d 1\n%010d 00000 n \n", n, f.offsets[n])
	}
	f.text("trailer\n<</Size %d%s>>\n", f.next(), trailer)
}

// stream writes a cross-reference stream, its rows predicted from those above.
func (f *file) stream(trailer string) (at int) {
	self := f.next()
	at = len(f.octets)
	f.offsets[self] = at
	var index strings.Builder
	var rows []byte
	above := make([]byte, 7)
	for n := range self + 1 {
		row := []byte{0, 0, 0, 0, 0, 0, 0}
		if offset, ok := f.offsets[n]; ok {
			row[0] = 1
			binary.BigEndian.PutUint32(row[1:], uint32(offset))
		} else if place, ok := f.within[n]; ok {
			row[0] = 2
			binary.BigEndian.PutUint32(row[1:], uint32(place[0]))
			binary.BigEndian.PutUint16(row[5:], uint16(place[1]))
		} else if n > 0 {
			continue
		}
		fmt.Fprintf(&index, "%d 1 ", n)
		rows = append(rows, 2)
		for i := range row {
			rows = append(rows, row[i]-above[i])
		}
		above = row
	}
	flat := deflate(rows)
	f.text("%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Index[%s]/Filter[/FlateDecode]/DecodeParms[<</Predictor 12/Columns 7>>]/Length %d%s>>\nstream\n%s\nendstream\nendobj\n",
		self, self+1, index.String(), len(flat), trailer, flat)
	return at
}

func deflate(data []byte) []byte {
	var flat bytes.Buffer
	z := zlib.NewWriter(&flat)
	z.Write(data)
	z.Close()
	return flat.Bytes()
}
