// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"github.com/pidpys/pidpys/host/pades/internal/pdf"
)

// Limits of forms.
const (
	maxFields = 10_000 // of a form, groups of them included
	maxLevels = 32     // groups inside one another
)

// A field is a signature field: ISO 32000-1 section 12.7.4.5.
type field struct {
	ref   pdf.Reference
	name  string // of its groups too, with full stops between
	dict  pdf.Dict
	value pdf.Object // what V is; nil when nobody signed
}

// A form is the interactive form of a revision: section 12.7.2.
type form struct {
	revision *pdf.Revision
	dict     pdf.Dict
	fields   []field // the signature fields
	others   bool    // there are other fields
	names    map[string]bool
	seen     int
}

// openForm reads the form, an empty one where there is none.
func openForm(r *pdf.Revision, catalog pdf.Dict) (*form, error) {
	dict, err := r.Dict(catalog["AcroForm"])
	if err != nil {
		return nil, err
	}
	f := &form{revision: r, dict: dict, names: map[string]bool{}}
	fields, err := r.Array(dict["Fields"])
	if err != nil {
		return nil, err
	}
	return f, f.walk(fields, "", nil, nil, 0)
}

// walk goes through fields with what they inherit: section 12.7.3.1.
func (f *form) walk(fields pdf.Array, group string, kind, value pdf.Object, level int) error {
	if level > maxLevels {
		return tooLarge("groups of fields inside one another")
	}
	for _, o := range fields {
		if f.seen++; f.seen > maxFields {
			return tooLarge("fields")
		}
		ref, ok := o.(pdf.Reference)
		if !ok {
			return malformed("a field that is no object of its own")
		}
		dict, err := f.revision.Dict(ref)
		if err != nil {
			return err
		}
		if err := f.walkOne(ref, dict, group, kind, value, level); err != nil {
			return err
		}
	}
	return nil
}

func (f *form) walkOne(ref pdf.Reference, dict pdf.Dict, group string, kind, value pdf.Object, level int) error {
	part, err := f.revision.Resolve(dict["T"])
	if err != nil {
		return err
	}
	name := group
	if part := textOf(part); part != "" && group != "" {
		name = group + "." + part
	} else if part != "" {
		name = part
	}
	f.names[name] = true
	if own, ok := dict["FT"]; ok {
		kind = own
	}
	if own, ok := dict["V"]; ok {
		value = own
	}
	kids, err := f.revision.Array(dict["Kids"])
	if err != nil {
		return err
	}
	fields, err := f.areFields(kids)
	if err != nil {
		return err
	}
	if fields {
		return f.walk(kids, name, kind, value, level+1)
	}
	if kind == pdf.Name("Sig") {
		f.fields = append(f.fields, field{ref, name, dict, value})
	} else {
		f.others = true
	}
	return nil
}

// areFields tells fields of a group from the places where one field is drawn,
// which have no names of their own: section 12.7.3.2.
func (f *form) areFields(kids pdf.Array) (bool, error) {
	for _, kid := range kids {
		dict, err := f.revision.Dict(kid)
		if err != nil {
			return false, err
		}
		if dict["T"] != nil {
			return true, nil
		}
	}
	return false, nil
}
