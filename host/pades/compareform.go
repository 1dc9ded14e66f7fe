// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import "github.com/pidpys/pidpys/host/pades/internal/pdf"

// compareForms compares all of a form but its fields.
func (c *comparison) compareForms(before *form, after pdf.Dict) (bool, error) {
	aside := []pdf.Name{"Fields", "SigFlags", "DR"}
	// Viewers write values with these two, where they are told to, where a field
	// has nothing to show, or where people may type.
	unused := before.dict["NeedAppearances"] == nil && !before.others
	if unused && before.dict["DA"] == nil {
		aside = append(aside, "DA")
	}
	rest, same := c.except(before.dict, after, aside...)
	if !same {
		return false, nil
	}
	c.follow(rest, false)
	return c.compareResources(before.dict["DR"], after["DR"], unused)
}

// compareResources compares the resources for drawing fields, ISO 32000-1
// section 12.7.2, which may have more names where that changes nothing.
func (c *comparison) compareResources(before, after pdf.Object, more bool) (bool, error) {
	old, err := c.before.Dict(before)
	if err != nil {
		return false, err
	}
	longer, err := c.after.Dict(after)
	if err != nil {
		return false, err
	}
	if !more {
		c.follow(old, false)
		return len(old) == 0 && len(longer) == 0 || pdf.Equal(old, longer), nil
	}
	for kind, value := range old {
		names, err := c.before.Resolve(value)
		if err != nil {
			return false, err
		}
		now, err := c.after.Resolve(longer[kind])
		if err != nil {
			return false, err
		}
		c.follow(names, false)
		if !grown(names, now) {
			return false, nil
		}
	}
	return true, nil
}

// grown reports whether a dictionary has all that it had. Other objects must be
// equal.
func grown(before, after pdf.Object) bool {
	old, ok1 := before.(pdf.Dict)
	now, ok2 := after.(pdf.Dict)
	if !ok1 || !ok2 {
		return pdf.Equal(before, after)
	}
	for name, value := range old {
		if !pdf.Equal(value, now[name]) {
			return false
		}
	}
	return true
}

// compareFields allows an empty signature field to be filled.
func (c *comparison) compareFields(before pdf.Dict, o pdf.Object) (bool, error) {
	after, ok := o.(pdf.Dict)
	if !ok {
		return false, nil
	}
	if before["FT"] != pdf.Name("Sig") || before["V"] != nil {
		c.follow(before, false)
		return pdf.Equal(before, after), nil
	}
	rest, same := c.except(before, after, "V", "AP", "AS", "F", "M")
	if !same {
		return false, nil
	}
	c.follow(rest, false)
	return c.isSignature(after)
}

// isSignature reports whether something is a signature field that does nothing
// but hold a signature.
func (c *comparison) isSignature(o pdf.Object) (bool, error) {
	dict, err := c.after.Dict(o)
	if err != nil || dict["FT"] != pdf.Name("Sig") || dict["A"] != nil || dict["AA"] != nil {
		return false, err
	}
	value, err := c.after.Resolve(dict["V"])
	if err != nil {
		return false, err
	}
	signature, ok := value.(pdf.Dict)
	if !ok && value != nil {
		return false, nil
	}
	c.signed = c.signed || ok && signature["SubFilter"] != subFilterStamp
	return c.draws(dict)
}

// isWidget is isSignature for the place of a field, which may be apart from it.
func (c *comparison) isWidget(o pdf.Object) (bool, error) {
	dict, err := c.after.Dict(o)
	if err != nil || dict["Subtype"] != pdf.Name("Widget") || dict["A"] != nil || dict["AA"] != nil {
		return false, err
	}
	if dict["FT"] != nil {
		return c.isSignature(dict)
	}
	if ok, err := c.isSignature(dict["Parent"]); err != nil || !ok {
		return false, err
	}
	return c.draws(dict)
}

// draws notes whether a widget has something to show. An appearance is a
// dictionary; with a stream in its place the object could be made for another
// use.
func (c *comparison) draws(dict pdf.Dict) (bool, error) {
	appearance, err := c.after.Resolve(dict["AP"])
	if err != nil || appearance == nil {
		return true, err
	}
	_, ok := appearance.(pdf.Dict)
	rect, err := c.after.Array(dict["Rect"])
	if err != nil {
		return false, err
	}
	none := pdf.Array{int64(0), int64(0), int64(0), int64(0)}
	c.drawn = c.drawn || !pdf.Equal(rect, none)
	return ok, nil
}
