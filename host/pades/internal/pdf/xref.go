// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

// A section of the cross-references says where objects stand: ISO 32000-1
// sections 7.5.4 and 7.5.8.
type section struct {
	at       int64
	isStream bool
	entries  map[int]entry
	trailer  Dict
	read     int   // entries, those said twice included
	end      int64 // of the section in the file
	reach    int64 // the last place that an object stands at
	// loose says that it is a table that could be read in another way.
	loose bool
}

// An entry says where one object stands.
type entry struct {
	kind kind
	// at is the offset in the file, or the number of the object stream.
	at int64
	// generation is that of the object, or its index in the object stream.
	generation int
}

type kind byte

const (
	free kind = iota
	plain
	packed
)

// readSections follows the chain of sections from the newest back.
func (f *File) readSections(at int64) error {
	seen, entries := map[int64]bool{}, 0
	for {
		if seen[at] {
			return malformed("cross-references in a circle")
		}
		seen[at] = true
		if len(f.sections) == maxRevision {
			return tooLarge("cross-reference sections")
		}
		s, err := f.readSection(at)
		if err != nil {
			return err
		}
		for n := range s.entries {
			f.said[n] = append(f.said[n], len(f.sections))
		}
		f.sections = append(f.sections, s)
		if entries += s.read; entries > maxEntries {
			return tooLarge("cross-references")
		}
		if s.trailer["Encrypt"] != nil {
			return ErrEncrypted
		}
		previous, more := s.trailer["Prev"]
		if !more {
			break
		}
		var ok bool
		if at, ok = previous.(int64); !ok || at <= 0 || at >= f.size {
			return malformed("previous cross-references at %v", previous)
		}
	}
	if _, ok := f.sections[0].trailer["Root"].(Reference); !ok {
		return malformed("no document catalog")
	}
	return nil
}

func (f *File) readSection(at int64) (*section, error) {
	l := f.lexer(at, f.size)
	l.limit = maxLexed
	_, word, err := l.token()
	if err != nil {
		return nil, err
	}
	if word != "xref" {
		return f.readStreamSection(at)
	}
	s := &section{at: at, entries: map[int]entry{}}
	if err := s.readTable(l); err != nil {
		return nil, err
	}
	s.end = l.at
	hidden, ok := s.trailer["XRefStm"]
	if !ok {
		return s, nil
	}
	where, ok := hidden.(int64)
	if !ok || where <= 0 || where >= f.size {
		return nil, malformed("hidden cross-references at %v", hidden)
	}
	extra, err := f.readStreamSection(where)
	if err != nil {
		return nil, err
	}
	// Table 17: it means nothing here, but some programs follow it.
	if extra.trailer["Prev"] != nil {
		return nil, malformed("hidden cross-references that have previous ones")
	}
	// Section 7.5.8.4: what the table calls free the stream may show.
	for n, e := range extra.entries {
		if s.entries[n].kind == free {
			s.entries[n] = e
		} else if s.entries[n] != e {
			return nil, malformed("two cross-references of object %d", n)
		}
	}
	s.read += extra.read
	s.end, s.reach = max(s.end, extra.end), max(s.reach, extra.reach)
	return s, nil
}

// readTable takes a table and its trailer, after the keyword xref.
func (s *section) readTable(l *lexer) error {
	for {
		o, word, err := l.token()
		if err != nil {
			return err
		}
		if word == "trailer" {
			break
		}
		first, ok := o.(int64)
		var count int64
		if err := l.numbers(&count); err != nil {
			return err
		}
		if !ok || first < 0 || count < 0 || first+count > 1<<31 {
			return malformed("a part of %d cross-references from %v", count, o)
		}
		if err := s.readTablePart(l, int(first), int(count)); err != nil {
			return err
		}
	}
	if err := l.word("<<"); err != nil {
		return err
	}
	values, _, err := l.values(0, ">>")
	if err != nil {
		return err
	}
	s.trailer, err = newDict(values)
	return err
}

// readTablePart takes entries, each of which should be twenty octets: section
// 7.5.4.
func (s *section) readTablePart(l *lexer, first, count int) error {
	for i := range count {
		if _, err := l.skipSpace(); err != nil {
			return err
		}
		start := l.at
		if err := s.readTableEntry(l, first+i); err != nil {
			return err
		}
		if i+1 < count {
			if _, err := l.skipSpace(); err != nil {
				return err
			}
			s.loose = s.loose || l.at != start+20
		}
		// Some programs think of a free object 1 as of 0, and so of all.
		s.loose = s.loose || i == 0 && first == 1 && s.entries[first].kind == free
	}
	return nil
}

func (s *section) readTableEntry(l *lexer, n int) error {
	start := l.at
	var at, generation int64
	if err := l.numbers(&at); err != nil {
		return err
	}
	s.loose = s.loose || l.at != start+10
	if err := l.numbers(&generation); err != nil {
		return err
	}
	s.loose = s.loose || l.at != start+16
	_, word, err := l.token()
	if err != nil {
		return err
	}
	s.loose = s.loose || l.at != start+18
	switch {
	case word == "f":
		return s.add(n, entry{})
	case word == "n" && isReference(1, generation):
		return s.add(n, entry{plain, at, int(generation)})
	}
	return malformed("a cross-reference of object %d", n)
}

// add puts in an entry. A second one for the same object must be equal, or it
// would depend on the program which one counts.
func (s *section) add(n int, e entry) error {
	if old, twice := s.entries[n]; twice && old != e {
		return malformed("two cross-references of object %d", n)
	}
	s.entries[n] = e
	if e.kind == plain {
		s.reach = max(s.reach, e.at)
	}
	if s.read++; s.read > maxEntries {
		return tooLarge("cross-references")
	}
	return nil
}

// readStreamSection reads a cross-reference stream: section 7.5.8.
func (f *File) readStreamSection(at int64) (*section, error) {
	_, o, err := f.lexer(at, f.size).indirect()
	if err != nil {
		return nil, err
	}
	stream, ok := o.(*Stream)
	if !ok || stream.Dict["Type"] != Name("XRef") {
		return nil, malformed("no cross-references at %d", at)
	}
	s := &section{at: at, isStream: true, entries: map[int]entry{}, trailer: stream.Dict}
	// The length must be direct here, for nothing could be looked up yet.
	length, ok := stream.Dict["Length"].(int64)
	if !ok {
		return nil, malformed("cross-references of no stated length")
	}
	data, err := f.decode(stream, length, f.size)
	if err != nil {
		return nil, err
	}
	s.end = stream.At + length
	widths, err := s.widths()
	if err != nil {
		return nil, err
	}
	index, ok := s.trailer["Index"].(Array)
	if s.trailer["Index"] == nil {
		index, ok = Array{int64(0), s.trailer["Size"]}, true
	}
	if !ok || len(index)%2 != 0 {
		return nil, malformed("an index of %d numbers", len(index))
	}
	for i := 0; i < len(index); i += 2 {
		first, ok1 := index[i].(int64)
		count, ok2 := index[i+1].(int64)
		if !ok1 || !ok2 || first < 0 || count < 0 || first+count > 1<<31 {
			return nil, malformed("a part of cross-references")
		}
		for n := first; n < first+count; n++ {
			if data, err = s.readStreamEntry(data, widths, int(n)); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// widths are those of the fields of entries.
func (s *section) widths() ([3]int, error) {
	var widths [3]int
	array, _ := s.trailer["W"].(Array)
	if len(array) != len(widths) {
		return widths, malformed("cross-references of unknown width")
	}
	total := 0
	for i, o := range array {
		width, ok := o.(int64)
		if !ok || width < 0 || width > 8 {
			return widths, malformed("cross-references of unknown width")
		}
		widths[i] = int(width)
		total += widths[i]
	}
	if total == 0 {
		return widths, malformed("cross-references of no width")
	}
	return widths, nil
}

func (s *section) readStreamEntry(data []byte, widths [3]int, n int) ([]byte, error) {
	fields := [3]uint64{1, 0, 0} // a type that is left out is 1
	for i, width := range widths {
		if len(data) < width {
			return nil, malformed("cross-references cut short")
		}
		if width > 0 {
			fields[i] = 0
		}
		for _, c := range data[:width] {
			fields[i] = fields[i]<<8 | uint64(c)
		}
		data = data[width:]
	}
	e := entry{kind: kind(min(fields[0], 3)), at: int64(fields[1] & (1<<62 - 1)), generation: int(fields[2] & (1<<31 - 1))}
	if e.kind == free || e.kind > packed { // section 7.5.8.3: other types are null
		e = entry{}
	}
	return data, s.add(n, e)
}
