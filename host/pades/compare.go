// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
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
	seen          map[pdf.Reference]bool
	open          []pdf.Object // still to go through, of before
	signed, drawn bool         // there are new signatures, and some draw
}

// compare says what came between two revisions of a file. What cannot be read
// counts as changed.
func compare(before, after *pdf.Revision) (Later, error) {
	if whole, err := before.Whole(); whole || err != nil {
		return LaterNothing, err
	}
	c := &comparison{
		before: before, after: after, changed: after.Changed(before), seen: map[pdf.Reference]bool{},
	}
	same, err := c.compareCatalogs()
	for same && err == nil && len(c.open) > 0 {
		o := c.open[len(c.open)-1]
		c.open = c.open[:len(c.open)-1]
		same, err = c.compareOne(o)
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
	c.seen[root] = true
	rest, same := c.except(before, after, "AcroForm", "DSS", "Extensions", "Metadata", "Version")
	if !same {
		return false, nil
	}
	c.open = append(c.open, rest)
	formBefore, err := c.before.Dict(before["AcroForm"])
	if err != nil {
		return false, err
	}
	formAfter, err := c.after.Dict(after["AcroForm"])
	if err != nil {
		return false, err
	}
	if same, err = c.compareForms(formBefore, formAfter); err != nil || !same {
		return false, err
	}
	return c.compareLists(formBefore["Fields"], formAfter["Fields"], c.isSignature)
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
	c.open = append(c.open, old)
	for _, added := range longer[len(old):] {
		if ok, err := allowed(added); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// compareOne compares an object and opens what it leads to.
func (c *comparison) compareOne(o pdf.Object) (bool, error) {
	switch o := o.(type) {
	case pdf.Array:
		c.open = append(c.open, o...)
	case pdf.Dict:
		for _, value := range o {
			c.open = append(c.open, value)
		}
	case pdf.Reference:
		return c.compareReferenced(o)
	}
	return true, nil
}

func (c *comparison) compareReferenced(ref pdf.Reference) (bool, error) {
	if c.seen[ref] {
		return true, nil
	}
	if c.seen[ref] = true; len(c.seen) > maxCompared {
		return false, tooLarge("objects to compare")
	}
	before, err := c.before.Load(ref)
	if err != nil {
		return false, err
	}
	after := before
	if c.changed[ref.Number] {
		if after, err = c.after.Load(ref); err != nil {
			return false, err
		}
	}
	old, ok := before.(pdf.Dict)
	switch {
	case ok && old["Type"] == pdf.Name("Page"):
		return c.comparePages(old, after)
	case ok && c.changed[ref.Number]:
		return c.compareFields(old, after)
	case c.changed[ref.Number]:
		// Equal objects written anew are no change; streams are not read.
		if !pdf.Equal(before, after) {
			return false, nil
		}
	}
	if stream, ok := before.(*pdf.Stream); ok {
		if err := c.before.CheckStream(stream); err != nil {
			return false, err
		}
		before = stream.Dict
	}
	c.open = append(c.open, before)
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
	c.open = append(c.open, rest)
	return c.compareLists(before["Annots"], after["Annots"], c.isWidget)
}
