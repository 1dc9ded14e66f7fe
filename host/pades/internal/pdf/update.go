// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
)

// An Update is a revision in the making: ISO 32000-1 section 7.5.6. What is in
// the file stays as it is.
type Update struct {
	base    *Revision
	objects []numbered
	next    int
}

type numbered struct {
	ref    Reference
	object Object
}

// Update begins a revision after the newest.
func (f *File) Update() (*Update, error) {
	u := &Update{base: f.Newest(), next: 1}
	for _, s := range f.sections {
		if size, ok := s.trailer["Size"].(int64); ok && size > 0 && size <= 1<<31 {
			u.next = max(u.next, int(size))
		}
		for n := range s.entries {
			u.next = max(u.next, n+1)
		}
	}
	if u.next > maxNumber {
		return nil, tooLarge("object numbers")
	}
	return u, nil
}

// maxNumber is how many objects some programs can take: ISO 32000-1 annex C.
const maxNumber = 8_388_607

// Add puts in a new object.
func (u *Update) Add(o Object) Reference {
	ref := Reference{Number: u.next}
	u.next++
	u.objects = append(u.objects, numbered{ref, o})
	return ref
}

// Replace puts an object in place of another.
func (u *Update) Replace(ref Reference, o Object) {
	u.objects = append(u.objects, numbered{ref, o})
}

// Marshal gives what must be written after the file. The cross-references are
// in the form the file has.
func (u *Update) Marshal() ([]byte, error) {
	file := u.base.file
	last, err := file.octets(file.size-1, file.size)
	if err != nil {
		return nil, err
	}
	w := &writer{start: file.size}
	if last[0] != '\n' {
		w.text("\n")
	}
	entries := map[int]entry{}
	for _, o := range u.objects {
		entries[o.ref.Number] = entry{plain, w.at(), o.ref.Generation}
		w.text("%d %d obj\n", o.ref.Number, o.ref.Generation)
		w.object(o.object)
		w.text("\nendobj\n")
	}
	at := w.at()
	if file.sections[0].isStream {
		u.writeStreamSection(w, entries)
	} else {
		u.writeTable(w, entries)
	}
	w.text("startxref\n%d\n%%%%EOF\n", at)
	if w.at() > MaxFile {
		return nil, tooLarge("the file")
	}
	return w.octets, nil
}

// trailer is the base's, without what spoke of how that was written. The second
// half of the identifier is of this revision: section 14.4.
func (u *Update) trailer(w *writer) Dict {
	trailer := Dict{}
	for _, key := range []Name{"Root", "Info", "ID"} {
		if o, ok := u.base.Trailer()[key]; ok {
			trailer[key] = o
		}
	}
	if id, ok := trailer["ID"].(Array); ok && len(id) == 2 {
		digest := sha256.Sum256(w.octets)
		trailer["ID"] = Array{id[0], String{Octets: digest[:16]}}
	}
	trailer["Prev"] = u.base.file.sections[0].at
	trailer["Size"] = int64(u.next)
	return trailer
}

func (u *Update) writeTable(w *writer, entries map[int]entry) {
	w.text("xref\n")
	for _, part := range parts(entries) {
		w.text("%d %d\n", part.first, part.count)
		for n := part.first; n < part.first+part.count; n++ {
			w.text("%010d %05d n \n", entries[n].at, entries[n].generation)
		}
	}
	w.text("trailer\n")
	w.object(u.trailer(w))
	w.text("\n")
}

// writeStreamSection writes a cross-reference stream, which names itself too.
func (u *Update) writeStreamSection(w *writer, entries map[int]entry) {
	self := Reference{Number: u.next}
	u.next++
	entries[self.Number] = entry{plain, w.at(), 0}
	var index Array
	var data []byte
	for _, part := range parts(entries) {
		index = append(index, int64(part.first), int64(part.count))
		for n := part.first; n < part.first+part.count; n++ {
			data = append(data, byte(plain))
			data = append(data, byte(entries[n].at>>32)) // MaxFile is below 2⁴⁰
			data = binary.BigEndian.AppendUint32(data, uint32(entries[n].at))
			data = binary.BigEndian.AppendUint16(data, uint16(entries[n].generation))
		}
	}
	dict := u.trailer(w)
	dict["Type"], dict["Index"] = Name("XRef"), index
	dict["W"] = Array{int64(1), int64(5), int64(2)}
	w.text("%d 0 obj\n", self.Number)
	w.object(&NewStream{Dict: dict, Data: data})
	w.text("\nendobj\n")
}

// A part is consecutive numbers.
type part struct{ first, count int }

func parts(entries map[int]entry) []part {
	var parts []part
	for _, n := range slices.Sorted(maps.Keys(entries)) {
		if last := len(parts) - 1; last >= 0 && parts[last].first+parts[last].count == n {
			parts[last].count++
		} else {
			parts = append(parts, part{n, 1})
		}
	}
	return parts
}
