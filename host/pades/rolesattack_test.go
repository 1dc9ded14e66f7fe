// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
)

// drawing is a form that paints a square, for the operator Do.
const drawing = "<</Type/XObject/Subtype/Form/BBox[0 0 99 99]/Length 15>>\nstream\n0 0 99 99 re f \nendstream"

// TestTwoRoles has dictionaries that are two things to a viewer: the one that a
// signature may change, and the resources that a page is drawn with.
func TestTwoRoles(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	field := "<</Type/Annot/Subtype/Widget/FT/Sig/T(Empty)/Rect[0 0 0 0]/M %d 0 R>>"
	form := "/AcroForm<</Fields[11 0 R 13 0 R]/SigFlags 3>>"
	cases := map[string]struct {
		resources string // what the page has for XObject
		before    map[int]string
		after     map[int]string
	}{
		"the catalog": {
			"1 0 R",
			map[int]string{1: "<</Type/Catalog/Pages 2 0 R/Metadata 9 0 R>>"},
			map[int]string{1: "<</Type/Catalog/Pages 2 0 R/Metadata 10 0 R" + strings.Replace(form, "11 0 R ", "", 1) + ">>"},
		},
		"the page": {"3 0 R", map[int]string{3: "/Tabs 9 0 R"}, map[int]string{3: "/Tabs 10 0 R"}},
		"an empty field": {
			"11 0 R",
			map[int]string{1: "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[11 0 R]>>>>", 11: fmt.Sprintf(field, 9)},
			map[int]string{11: fmt.Sprintf(field, 10)},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			page := func(more string) string {
				return strings.Replace(pdftest.Page()[3], "/Resources<<", more+"/Resources<</XObject "+c.resources, 1)
			}
			objects := pdftest.Page()
			objects[3] = page("")
			objects[9], objects[10] = "<</Length 0>>\nstream\n\nendstream", drawing
			for n, o := range c.before {
				objects[n] = o
			}
			if objects[3] == c.before[3] {
				objects[3] = page(c.before[3])
			}
			objects[12] = "null"
			signed := craft{}.make(t, w, s, pdftest.Build(pdftest.Table, objects))
			require.True(t, verify(t, w.offline(), signed).Passed())
			after := map[int]string{}
			for n, o := range c.after {
				after[n] = o
			}
			if after[3] != "" {
				after[3] = page(after[3])
			}
			if after[1] != "" {
				after[1] = strings.Replace(after[1], "13 0 R", "14 0 R", 1)
			}
			report := verify(t, w.offline(), attack(t, signed, after))
			for _, s := range report.Signatures {
				assert.Equal(t, pades.LaterChanges, s.Later)
			}
			assert.False(t, report.Passed())
		})
	}
}

// TestPackedAttacks replaces what an object is packed in, and not the object.
func TestPackedAttacks(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	signed := craft{}.make(t, w, s, pdftest.Build(pdftest.Packed, pdftest.Page()))
	// Objects 1 to 3, 5 and 6 stand within object 7, in this order.
	require.Contains(t, string(signed), "7 0 obj\n<</Type/ObjStm/N 5")
	objects := pdftest.Page()
	objects[5] = "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"
	other := pdftest.Build(pdftest.Packed, objects)
	start := bytes.Index(other, []byte("7 0 obj\n")) + len("7 0 obj\n")
	stream := string(other[start : start+bytes.Index(other[start:], []byte("\nendobj"))])
	report := verify(t, w.offline(), attack(t, signed, map[int]string{7: stream}))
	require.Len(t, report.Signatures, 1)
	assert.Equal(t, pades.LaterChanges, report.Signatures[0].Later)
}

// TestGenerationAttack has a page that names an object of a generation that
// there is not: programs differ in whether that matters.
func TestGenerationAttack(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	objects := pdftest.Page()
	objects[3] = strings.Replace(objects[3], "4 0 R", "4 1 R", 1)
	signed := craft{}.make(t, w, w.Subscriber(testpki.ECDSAPerson), pdftest.Build(pdftest.Table, objects))
	report := verify(t, w.offline(), attack(t, signed, map[int]string{4: drawing}))
	assert.Equal(t, pades.LaterChanges, report.Signatures[0].Later)
}
