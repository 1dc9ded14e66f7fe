// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

// An objectStream holds objects: ISO 32000-1 section 7.5.7.
type objectStream struct {
	numbers []int64
	offsets []int64
	data    []byte // from the first object on
	end     int64  // in the file
}

// loadPacked reads an object of an object stream.
func (r *Revision) loadPacked(n int, e entry) (Object, error) {
	stream, err := r.objectStream(e.at)
	if err != nil {
		return nil, err
	}
	if e.generation >= len(stream.numbers) || stream.numbers[e.generation] != int64(n) {
		return nil, malformed("object %d is not where it should be", n)
	}
	from, to := stream.offsets[e.generation], int64(len(stream.data))
	if e.generation+1 < len(stream.offsets) {
		to = stream.offsets[e.generation+1]
	}
	// Programs that read on would take two numbers and an R for a reference.
	o, _, err := r.file.lexerOf(stream.data[from:to]).one(end)
	return o, err
}

// objectStream reads an object stream, once.
func (r *Revision) objectStream(number int64) (*objectStream, error) {
	e := r.entry(int(number))
	if e.kind != plain {
		return nil, malformed("no object stream %d", number)
	}
	// Keyed by its place: another revision may have another of this number.
	key := Reference{int(e.at), e.generation}
	if s, ok := r.file.packed[key]; ok && s == nil {
		return nil, malformed("object stream %d is needed to read itself", number)
	} else if ok && s.end > r.end {
		return nil, malformed("object stream %d goes on after the end", number)
	} else if ok {
		return s, nil
	}
	r.file.packed[key] = nil
	o, err := r.loadPlain(Reference{int(number), e.generation}, e.at)
	if err != nil {
		return nil, err
	}
	stream, ok := o.(*Stream)
	if !ok || stream.Dict["Type"] != Name("ObjStm") {
		return nil, malformed("no object stream %d", number)
	}
	count, ok1 := stream.Dict["N"].(int64)
	first, ok2 := stream.Dict["First"].(int64)
	length, err := r.length(stream)
	if err != nil {
		return nil, err
	}
	data, err := r.file.decode(stream, length, r.end)
	if err != nil {
		return nil, err
	}
	if !ok1 || !ok2 || first < 0 || first > int64(len(data)) || count < 0 || count > first {
		return nil, malformed("object stream %d", number)
	}
	if r.file.toPack -= count; r.file.toPack < 0 {
		return nil, tooLarge("objects in streams")
	}
	s := &objectStream{data: data[first:], end: stream.At + length}
	l := r.file.lexerOf(data[:first])
	for range count {
		var n, offset int64
		if err := l.numbers(&n, &offset); err != nil {
			return nil, err
		}
		if offset < 0 || offset > int64(len(s.data)) || len(s.offsets) > 0 && offset < s.offsets[len(s.offsets)-1] {
			return nil, malformed("object stream %d", number)
		}
		s.numbers, s.offsets = append(s.numbers, n), append(s.offsets, offset)
	}
	r.file.packed[key] = s
	return s, nil
}
