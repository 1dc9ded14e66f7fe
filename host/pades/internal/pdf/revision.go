// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

import (
	"bytes"
	"slices"
)

// A Revision is a file as it was up to one of its cross-reference sections.
type Revision struct {
	file *File
	from int   // the first of the file's sections that counts
	end  int64 // where it ends: nothing of it is read beyond
}

// Newest is the file as it is.
func (f *File) Newest() *Revision { return &Revision{f, 0, f.size} }

// At is the revision that the first end octets are, as a file of their own;
// false when they are none from which the file grew. Whatever begins in these
// octets and goes on after them would be one thing to who signed them and
// another later.
func (f *File) At(end int64) (*Revision, bool) {
	if end <= 0 || end > f.size {
		return nil, false
	}
	at, err := f.startXRef(end)
	if err != nil {
		return nil, false
	}
	from := slices.IndexFunc(f.sections, func(s *section) bool { return s.at == at })
	if from < 0 {
		return nil, false
	}
	for _, s := range f.sections[from:] {
		if s.end > end || s.reach >= end {
			return nil, false
		}
	}
	return &Revision{f, from, end}, true
}

// Whole reports whether nothing but white space follows in the file.
func (r *Revision) Whole() (bool, error) {
	if r.file.size-r.end > tail {
		return false, nil
	}
	rest, err := r.file.octets(r.end, r.file.size)
	return len(bytes.Trim(rest, whiteSpace)) == 0, err
}

// Trailer is the trailer dictionary: ISO 32000-1 section 7.5.5.
func (r *Revision) Trailer() Dict { return r.file.sections[r.from].trailer }

// Catalog is the document catalog: section 7.7.2.
func (r *Revision) Catalog() (Reference, Dict, error) {
	root, ok := r.Trailer()["Root"].(Reference)
	if !ok {
		return root, nil, malformed("no document catalog")
	}
	dict, err := r.Dict(root)
	if err == nil && dict == nil {
		err = malformed("no document catalog")
	}
	return root, dict, err
}

// entry is where an object stands, free when nowhere.
func (r *Revision) entry(n int) entry {
	said := r.file.said[n]
	newest, _ := slices.BinarySearch(said, r.from)
	if newest == len(said) {
		return entry{}
	}
	return r.file.sections[said[newest]].entries[n]
}

// Changed are the numbers of objects that stand elsewhere in a revision than in
// an earlier one of the same file, or in only one of both.
func (r *Revision) Changed(since *Revision) map[int]bool {
	changed := map[int]bool{}
	for _, s := range r.file.sections[r.from:max(r.from, since.from)] {
		for n := range s.entries {
			if r.entry(n) != since.entry(n) {
				changed[n] = true
			}
		}
	}
	return changed
}

// Load reads an indirect object; null when there is none. A reference to
// another generation than there is is malformed: by ISO 32000-1 section 7.3.10
// it is null, but many programs do not look at generations.
func (r *Revision) Load(ref Reference) (Object, error) {
	e := r.entry(ref.Number)
	switch {
	case e.kind == free:
		return nil, nil
	case e.kind == plain && e.generation == ref.Generation:
		return r.loadPlain(ref, e.at)
	case e.kind == packed && ref.Generation == 0:
		return r.loadPacked(ref.Number, e)
	}
	return nil, malformed("object %d is not of generation %d", ref.Number, ref.Generation)
}

// Holder is the object stream that an object stands within, if it does.
func (r *Revision) Holder(ref Reference) (Reference, bool) {
	e := r.entry(ref.Number)
	if e.kind != packed {
		return Reference{}, false
	}
	return Reference{int(e.at), r.entry(int(e.at)).generation}, true
}

func (r *Revision) loadPlain(ref Reference, at int64) (Object, error) {
	if at <= 0 || at >= r.end {
		return nil, malformed("object %d at %d", ref.Number, at)
	}
	is, o, err := r.file.lexer(at, r.end).indirect()
	if err == nil && is != ref {
		err = malformed("object %d where %d should be", is.Number, ref.Number)
	}
	return o, err
}

// Resolve follows references to an object that is none.
func (r *Revision) Resolve(o Object) (Object, error) {
	for range maxChain {
		ref, ok := o.(Reference)
		if !ok {
			return o, nil
		}
		var err error
		if o, err = r.Load(ref); err != nil {
			return nil, err
		}
	}
	return nil, malformed("references that lead nowhere")
}

// Dict resolves to a dictionary; nil when the object is null.
func (r *Revision) Dict(o Object) (Dict, error) {
	o, err := r.Resolve(o)
	if o == nil || err != nil {
		return nil, err
	}
	d, ok := o.(Dict)
	if !ok {
		return nil, malformed("%T where a dictionary should be", o)
	}
	return d, nil
}

// Array resolves to an array; nil when the object is null.
func (r *Revision) Array(o Object) (Array, error) {
	o, err := r.Resolve(o)
	if o == nil || err != nil {
		return nil, err
	}
	a, ok := o.(Array)
	if !ok {
		return nil, malformed("%T where an array should be", o)
	}
	return a, nil
}

// Data unpacks a stream: [ErrFilter] when that is not known.
func (r *Revision) Data(s *Stream) ([]byte, error) {
	length, err := r.length(s)
	if err != nil {
		return nil, err
	}
	return r.file.decode(s, length, r.end)
}

// CheckStream checks that a stream ends where it says.
func (r *Revision) CheckStream(s *Stream) error {
	length, err := r.length(s)
	if err != nil {
		return err
	}
	return r.file.checkLength(s, length, r.end)
}

func (r *Revision) length(s *Stream) (int64, error) {
	o, err := r.Resolve(s.Dict["Length"])
	if err != nil {
		return 0, err
	}
	length, ok := o.(int64)
	if !ok {
		return 0, malformed("a stream of no stated length")
	}
	return length, nil
}

// Moved reports whether an object stands elsewhere in another revision of the
// same file, or in only one of both.
func (r *Revision) Moved(other *Revision, ref Reference) bool {
	return r.entry(ref.Number) != other.entry(ref.Number)
}
