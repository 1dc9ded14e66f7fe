// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"cmp"
	"errors"
	"maps"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
)

// Later says what came into a file after a signature.
type Later string

// What may have come.
const (
	// LaterNothing: the signature is over the whole file.
	LaterNothing Later = "nothing"
	// LaterSignatures: only further signatures, time-stamps and evidence. What
	// the signer saw is what viewers show.
	LaterSignatures Later = "signatures"
	// LaterDrawn is the same, but one of those signatures draws something on a
	// page, maybe over what was there.
	LaterDrawn Later = "drawn-signatures"
	// LaterChanges: something that viewers may show differs from what was
	// signed.
	LaterChanges Later = "changes"
)

// maxCompared bounds how many objects of a revision are looked at.
const maxCompared = 1 << 20

// A comparison tells whether what a signed revision shows looks otherwise in a
// later one.
//
// It goes through every object that the signed catalog leads to. Where one of
// them is another object in the later revision, or came to be only there, the
// difference must be one that a signature makes. Whatever else was appended
// cannot be come to from what was signed, so it is out of a viewer's sight. The
// security store and the metadata show nothing on a page, and are left aside.
type comparison struct {
	before, after *pdf.Revision
	changed       map[int]bool // numbers of objects
	seen          map[visit]bool
	open          []visit // still to be made
	signed, drawn bool    // there are new signatures, and some draw
}

// A visit is to an object of before, in the role it is come to in.
type visit struct {
	ref pdf.Reference
	// rigid says that no difference is allowed: the page, field or catalog that
	// a signature may change can be the resources of a page as well, and what
	// is new in it be drawn.
	rigid bool
}

// asItself are the keys whose values are pages, fields and the catalog in their
// own roles: ISO 32000-1 tables 30, 164, 220, 253, 323 and 325.
var asItself = map[pdf.Name]bool{"Data": true, "Obj": true, "P": true, "Parent": true, "Pg": true}

// compare says what came between two revisions of a file. What cannot be read
// counts as changed.
func compare(before, after *pdf.Revision) (Later, error) {
	if whole, err := before.Whole(); whole || err != nil {
		return LaterNothing, err
	}
	c := &comparison{
		before: before, after: after, changed: after.Changed(before), seen: map[visit]bool{},
	}
	same, err := c.trusted()
	if same {
		same, err = c.compareCatalogs()
	}
	for same && err == nil && len(c.open) > 0 {
		next := c.open[len(c.open)-1]
		c.open = c.open[:len(c.open)-1]
		same, err = c.compareObjects(next)
	}
	if same && err == nil && c.signed {
		same, err = c.mayBeSigned()
	}
	switch {
	case errors.Is(err, ErrMalformed):
		return LaterChanges, nil
	case err != nil || !same:
		return LaterChanges, err
	case c.drawn:
		return LaterDrawn, nil
	}
	return LaterSignatures, nil
}

// trusted says whether viewers go by the cross-references of both revisions.
func (c *comparison) trusted() (bool, error) {
	err := cmp.Or(c.before.CheckTrust(), c.after.CheckTrust())
	return err == nil, err
}

// mayBeSigned says whether the author of a certified file allows others to sign.
func (c *comparison) mayBeSigned() (bool, error) {
	_, catalog, err := c.before.Catalog()
	if err != nil {
		return false, err
	}
	rule, err := certified(c.before, catalog)
	return rule != noChanges, err
}

// compareCatalogs allows for a form that has more fields, and for evidence.
func (c *comparison) compareCatalogs() (bool, error) {
	root, before, err := c.before.Catalog()
	if err != nil {
		return false, err
	}
	newRoot, after, err := c.after.Catalog()
	if err != nil || newRoot != root {
		return false, err
	}
	c.seen[visit{ref: root}] = true
	rest, same := c.except(before, after, "AcroForm", "DSS", "Extensions", "Metadata", "Version")
	if !same {
		return false, nil
	}
	c.follow(rest, false)
	form, err := openForm(c.before, before)
	if err != nil {
		return false, err
	}
	formAfter, err := c.after.Dict(after["AcroForm"])
	if err != nil {
		return false, err
	}
	if same, err = c.compareForms(form, formAfter); err != nil || !same {
		return false, err
	}
	return c.compareLists(form.dict["Fields"], formAfter["Fields"], c.isSignature)
}

// except compares dictionaries but for some keys, and gives what is compared.
func (c *comparison) except(before, after pdf.Dict, keys ...pdf.Name) (pdf.Dict, bool) {
	before, after = maps.Clone(before), maps.Clone(after)
	for _, key := range keys {
		delete(before, key)
		delete(after, key)
	}
	return before, len(before) == 0 && len(after) == 0 || pdf.Equal(before, after)
}

// compareLists allows an array to go on with elements that are allowed.
func (c *comparison) compareLists(before, after pdf.Object, allowed func(pdf.Object) (bool, error)) (bool, error) {
	old, err := c.before.Array(before)
	if err != nil {
		return false, err
	}
	longer, err := c.after.Array(after)
	if err != nil || len(longer) < len(old) || !pdf.Equal(old, longer[:len(old)]) {
		return false, err
	}
	c.follow(old, false)
	for _, added := range longer[len(old):] {
		if ok, err := allowed(added); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// follow notes what an object leads to. A reference that is the object itself
// is visited as rigidly as that.
func (c *comparison) follow(o pdf.Object, rigid bool) {
	switch o := o.(type) {
	case pdf.Reference:
		if v := (visit{o, rigid}); !c.seen[v] {
			c.seen[v] = true
			c.open = append(c.open, v)
		}
	case pdf.Array:
		for _, element := range o {
			c.follow(element, false)
		}
	case pdf.Dict:
		for key, value := range o {
			c.follow(value, !asItself[key])
		}
	case *pdf.Stream:
		c.follow(o.Dict, rigid)
	}
}

// compareObjects compares an object and opens what it leads to.
func (c *comparison) compareObjects(v visit) (bool, error) {
	if len(c.seen) > maxCompared {
		return false, tooLarge("objects to compare")
	}
	before, err := c.before.Load(v.ref)
	if err != nil {
		return false, err
	}
	if holder, ok := c.before.Holder(v.ref); ok {
		c.follow(holder, true)
	}
	after := before
	if c.changed[v.ref.Number] {
		if after, err = c.after.Load(v.ref); err != nil {
			return false, err
		}
	}
	old, ok := before.(pdf.Dict)
	switch {
	case ok && !v.rigid && old["Type"] == pdf.Name("Page"):
		return c.comparePages(old, after)
	case ok && !v.rigid && c.changed[v.ref.Number]:
		return c.compareFields(old, after)
	case c.changed[v.ref.Number] && !pdf.Equal(before, after):
		// Equal objects written anew are no change; streams are not read.
		return false, nil
	}
	if stream, ok := before.(*pdf.Stream); ok {
		if err := c.before.CheckStream(stream); err != nil {
			return false, err
		}
	}
	c.follow(before, v.rigid)
	return true, nil
}

// comparePages allows for places of new signatures.
func (c *comparison) comparePages(before pdf.Dict, o pdf.Object) (bool, error) {
	after, ok := o.(pdf.Dict)
	if !ok {
		return false, nil
	}
	rest, same := c.except(before, after, "Annots", "Tabs")
	if !same {
		return false, nil
	}
	c.follow(rest, false)
	return c.compareLists(before["Annots"], after["Annots"], c.isWidget)
}
