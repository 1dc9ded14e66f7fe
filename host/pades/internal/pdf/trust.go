// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

// CheckTrust checks what makes programs that show files trust the
// cross-references. Where something of this is not so, many of them search the
// file for objects instead and take the last of each number, even one that no
// cross-reference leads to.
func (r *Revision) CheckTrust() error {
	size, ok := r.Trailer()["Size"].(int64)
	if !ok || size > maxNumber+1 {
		return malformed("%v objects", r.Trailer()["Size"])
	}
	for _, s := range r.file.sections[r.from:] {
		for n := range s.entries {
			// ISO 32000-1 table 15: such an object is missing.
			if int64(n) >= size {
				return malformed("object %d of %d", n, size)
			}
		}
	}
	if !r.file.trustChecked {
		r.file.trustChecked, r.file.distrust = true, r.file.checkPlaces()
	}
	return r.file.distrust
}

// checkPlaces checks that tables are written as ISO 32000-1 section 7.5.4 says,
// and that cross-references lead to the objects they name, looked at or not.
func (f *File) checkPlaces() error {
	for _, s := range f.sections {
		if s.loose {
			return malformed("a loose table of cross-references at %d", s.at)
		}
		for n, e := range s.entries {
			if e.kind != plain || e.at == 0 && n != 0 { // many take such an object for free
				continue
			}
			if err := f.checkPlace(n, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *File) checkPlace(n int, e entry) error {
	if e.at < 0 || e.at >= f.size {
		return malformed("object %d at %d", n, e.at)
	}
	is, err := f.lexer(e.at, f.size).header()
	if err == nil && is != (Reference{n, e.generation}) {
		err = malformed("object %d where %d should be", is.Number, n)
	}
	return err
}
