// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"maps"
	"slices"
	"strconv"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
)

// A placement finds a signature its place in the file.
type placement struct {
	revision *pdf.Revision
	update   *pdf.Update
	root     pdf.Reference
	catalog  pdf.Dict
	form     *form
}

func openPlacement(r *pdf.Revision, u *pdf.Update) (*placement, error) {
	p := &placement{revision: r, update: u}
	var err error
	if p.root, p.catalog, err = r.Catalog(); err != nil {
		return nil, err
	}
	if p.form, err = openForm(r, p.catalog); err != nil {
		return nil, err
	}
	if p.form.dict["XFA"] != nil {
		return nil, ErrXFA
	}
	allowed, err := certified(r, p.catalog)
	if err == nil && allowed == noChanges {
		err = ErrCertified
	}
	return p, err
}

// place makes the value that of a field: the empty one of the name, or a new
// one when there is no name.
func (p *placement) place(value pdf.Reference, name string) error {
	if name == "" {
		return p.placeNew(value)
	}
	i := slices.IndexFunc(p.form.fields, func(f field) bool { return f.name == name && f.value == nil })
	if i < 0 {
		return ErrField
	}
	filled := maps.Clone(p.form.fields[i].dict)
	filled["V"] = value
	p.update.Replace(p.form.fields[i].ref, filled)
	return p.changeForm(nil)
}

// placeNew adds a field that draws nothing: a widget of no size, ISO 32000-1
// section 12.7.4.5.
func (p *placement) placeNew(value pdf.Reference) error {
	page, err := p.firstPage()
	if err != nil {
		return err
	}
	const printedAndLocked = 1<<2 | 1<<7
	added := p.update.Add(pdf.Dict{
		"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "FT": pdf.Name("Sig"),
		"T": text(p.newName()), "V": value, "P": page, "F": int64(printedAndLocked),
		"Rect": pdf.Array{int64(0), int64(0), int64(0), int64(0)},
	})
	if err := p.appendTo(page, "Annots", added); err != nil {
		return err
	}
	return p.changeForm(&added)
}

func (p *placement) newName() string {
	for n := 1; ; n++ {
		if name := "Signature" + strconv.Itoa(n); !p.form.names[name] {
			return name
		}
	}
}

// firstPage finds the first leaf of the page tree: ISO 32000-1 section 7.7.3.
func (p *placement) firstPage() (pdf.Reference, error) {
	next := p.catalog["Pages"]
	for range maxLevels {
		ref, ok := next.(pdf.Reference)
		if !ok {
			break
		}
		dict, err := p.revision.Dict(ref)
		if err != nil {
			return ref, err
		}
		kids, err := p.revision.Array(dict["Kids"])
		if err != nil {
			return ref, err
		}
		if dict != nil && dict["Kids"] == nil {
			return ref, nil
		}
		if len(kids) == 0 {
			break
		}
		next = kids[0]
	}
	return pdf.Reference{}, malformed("no first page")
}

// appendTo adds to the array that a dictionary has under the key, wherever that
// stands.
func (p *placement) appendTo(owner pdf.Reference, key pdf.Name, element pdf.Reference) error {
	dict, err := p.revision.Dict(owner)
	if err != nil {
		return err
	}
	changed, err := p.appended(dict, key, element)
	if err != nil || changed == nil {
		return err
	}
	p.update.Replace(owner, changed)
	return nil
}

// appended gives the dictionary with a longer array under the key; nil when the
// array stands by itself and was replaced.
func (p *placement) appended(dict pdf.Dict, key pdf.Name, element pdf.Reference) (pdf.Dict, error) {
	array, err := p.revision.Array(dict[key])
	if err != nil {
		return nil, err
	}
	array = append(slices.Clone(array), element)
	if ref, ok := dict[key].(pdf.Reference); ok {
		p.update.Replace(ref, array)
		return nil, nil
	}
	dict = maps.Clone(dict)
	dict[key] = array
	return dict, nil
}

// changeForm says that the document is signed, and adds a field if there is one
// to add: ISO 32000-1 section 12.7.2.
func (p *placement) changeForm(added *pdf.Reference) error {
	dict := maps.Clone(p.form.dict)
	if dict == nil {
		dict = pdf.Dict{}
	}
	if added != nil {
		longer, err := p.appended(dict, "Fields", *added)
		if err != nil {
			return err
		}
		if longer != nil {
			dict = longer
		}
	}
	const signaturesExist, appendOnly = 1, 2
	dict["SigFlags"] = int64(signaturesExist | appendOnly)
	if ref, ok := p.catalog["AcroForm"].(pdf.Reference); ok {
		p.update.Replace(ref, dict)
		return nil
	}
	catalog := maps.Clone(p.catalog)
	catalog["AcroForm"] = dict
	p.update.Replace(p.root, catalog)
	return nil
}
