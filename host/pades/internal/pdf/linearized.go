// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

// A linearization is what the first object of a file says of its being
// linearized: ISO 32000-1 annex F.3. The zero value says that it is not.
type linearization struct {
	length Object // of the file that it is for
	next   int64  // where the cross-references of that file stand
}

// readLinearization reads the first object.
func (f *File) readLinearization() error {
	l := f.lexer(0, f.size)
	_, o, err := l.indirect()
	if err != nil {
		return err
	}
	if dict, ok := o.(Dict); ok && dict["Linearized"] != nil {
		f.linearized.length = dict["L"]
		_, err = l.skipSpace()
		f.linearized.next = l.at
	}
	return err
}

// checkLinearized checks that a file that ends at an offset has its newest
// cross-references where programs look that go by the linearization. They do so
// when its length is the file's, which whatever is appended can make true.
func (f *File) checkLinearized(end, startXRef int64) error {
	if f.linearized.length == Object(end) && f.linearized.next != startXRef {
		return malformed("a linearized file with other cross-references at its end")
	}
	return nil
}
