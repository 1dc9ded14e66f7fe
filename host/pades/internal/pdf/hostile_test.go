// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// walk loads every object, as far as that goes.
func walk(r *pdf.Revision) error {
	for n := 1; n < 50; n++ {
		o, err := r.Load(pdf.Reference{Number: n})
		if s, ok := o.(*pdf.Stream); ok && err == nil {
			_, err = r.Data(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func page(n int, o string) []byte {
	objects := pdftest.Page()
	objects[n] = o
	return pdftest.Build(pdftest.Table, objects)
}

func bomb(megabytes int) string {
	var flat bytes.Buffer
	z, _ := zlib.NewWriterLevel(&flat, zlib.BestCompression)
	for range megabytes {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	return fmt.Sprintf("<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", flat.Len(), flat.String())
}

func TestHostile(t *testing.T) {
	plain := pdftest.Build(pdftest.Table, pdftest.Page())
	replace := func(old, by string) []byte {
		require.Contains(t, string(plain), old)
		return bytes.Replace(plain, []byte(old), []byte(by), 1)
	}
	// What is replaced comes after the beginning of the cross-references, so
	// these stand where they stood. Where there is too much, the limit says so.
	cases := map[string]struct {
		data []byte
		err  error
	}{
		"nothing":                        {nil, pdf.ErrNotPDF},
		"another kind":                   {[]byte("<html>"), pdf.ErrNotPDF},
		"something before the beginning": {append([]byte("\n"), plain...), pdf.ErrNotPDF},
		"cut short":                      {plain[:len(plain)-8], pdf.ErrMalformed},
		"something after the end":        {append(bytes.Clone(plain), "<</Type/Catalog>>"...), pdf.ErrMalformed},
		"no cross-references":            {[]byte("%PDF-1.7\nstartxref\n0\n%%EOF\n"), pdf.ErrMalformed},
		"cross-references beyond":        {[]byte("%PDF-1.7\nstartxref\n999999\n%%EOF\n"), pdf.ErrMalformed},
		"cross-references in the middle": {[]byte("%PDF-1.7\nstartxref\n3\n%%EOF\n"), pdf.ErrMalformed},
		"many cross-references":          {replace("0 1\n", "0 99999999\n"), pdf.ErrMalformed},
		"more cross-references than fit": {replace("0 1\n", "0 99999999999\n"), pdf.ErrMalformed},
		"negative cross-references":      {replace("0 1\n", "-5 1\n"), pdf.ErrMalformed},
		"two cross-references":           {replace("1 1\n", "0 1\n"), pdf.ErrMalformed},
		"encrypted":                      {replace("/Root", "/Encrypt 6 0 R/Root"), pdf.ErrEncrypted},
		"no catalog":                     {replace("/Root", "/Boot"), pdf.ErrMalformed},
		"another object":                 {bytes.Replace(plain, []byte("3 0 obj"), []byte("9 0 obj"), 1), pdf.ErrMalformed},
		"deep":                           {page(6, strings.Repeat("[", 1<<20)), pdf.ErrTooLarge},
		"deep dictionaries":              {page(6, strings.Repeat("<</A", 1<<20)), pdf.ErrTooLarge},
		"long":                           {page(6, "["+strings.Repeat("0 ", 11<<17)+"]"), pdf.ErrTooLarge},
		"a string without end":           {page(6, "("+strings.Repeat("x", 17<<20)), pdf.ErrTooLarge},
		"a key twice":                    {page(6, "<</Title(a)/Title(b)>>"), pdf.ErrMalformed},
		"a key without value":            {page(6, "<</Title>>"), pdf.ErrMalformed},
		"a key that is a number":         {page(6, "<<1 2>>"), pdf.ErrMalformed},
		"two objects in one":             {page(6, "1 2"), pdf.ErrMalformed},
		"a program":                      {page(6, "{1 add}"), pdf.ErrMalformed},
		"no hexadecimal digit":           {page(6, "<0g>"), pdf.ErrMalformed},
		"R alone":                        {page(6, "R"), pdf.ErrMalformed},
		"a number beyond":                {page(6, "99999999999999999999"), pdf.ErrMalformed},
		"a stream that is no dictionary": {page(6, "[]\nstream\n\nendstream"), pdf.ErrMalformed},
		"a stream without length":        {page(6, "<<>>\nstream\n\nendstream"), pdf.ErrMalformed},
		"a stream beyond the end":        {page(6, "<</Length 99999>>\nstream\n\nendstream"), pdf.ErrMalformed},
		"a stream of negative length":    {page(6, "<</Length -1>>\nstream\n\nendstream"), pdf.ErrMalformed},
		"a stream of its own length":     {page(6, "<</Length 6 0 R>>\nstream\n\nendstream"), pdf.ErrMalformed},
		"a wrong length":                 {page(6, "<</Length 3>>\nstream\n\nendstream"), pdf.ErrMalformed},
		"another filter":                 {page(6, "<</Length 0/Filter/LZWDecode>>\nstream\n\nendstream"), pdf.ErrFilter},
		"two filters":                    {page(6, "<</Length 0/Filter[/FlateDecode/FlateDecode]>>\nstream\n\nendstream"), pdf.ErrFilter},
		"no Flate":                       {page(6, "<</Length 4/Filter/FlateDecode>>\nstream\nabcd\nendstream"), pdf.ErrMalformed},
		"a bomb":                         {page(6, bomb(130)), pdf.ErrTooLarge},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f, err := pdf.Open(bytes.NewReader(c.data), int64(len(c.data)))
			if err == nil {
				err = walk(f.Newest())
			}
			assert.ErrorIs(t, err, c.err)
		})
	}
}

// TestCrossReferenceBomb has cross-references that inflate to many rows.
func TestCrossReferenceBomb(t *testing.T) {
	rows := strings.Replace(bomb(2), "<<", "<</Type/XRef/W[1 0 0]/Index[0 99999999]/Size 99999999/Root 1 0 R", 1)
	data := []byte("%PDF-1.7\n1 0 obj\n" + rows + "\nendobj\nstartxref\n9\n%%EOF\n")
	_, err := pdf.Open(bytes.NewReader(data), int64(len(data)))
	require.ErrorIs(t, err, pdf.ErrTooLarge)
}

// TestCircles has cross-references and objects that lead to themselves.
func TestCircles(t *testing.T) {
	first := pdftest.Build(pdftest.Table, pdftest.Page())
	second := len(first) + len("6 0 obj\nnull\nendobj\n")
	circle := pdftest.Append(pdftest.Table, first, map[int]string{6: "null"}, fmt.Sprintf("/Root 1 0 R/Prev %d", second))
	_, err := pdf.Open(bytes.NewReader(circle), int64(len(circle)))
	require.ErrorIs(t, err, pdf.ErrMalformed)
	require.ErrorContains(t, err, "circle")

	r := open(t, page(6, "6 0 R")).Newest()
	_, err = r.Resolve(pdf.Reference{Number: 6})
	require.ErrorIs(t, err, pdf.ErrMalformed)
}

// TestPackedCircle has an object stream whose length stands within itself.
func TestPackedCircle(t *testing.T) {
	objects := pdftest.Page()
	delete(objects, 4)
	data := pdftest.Build(pdftest.Packed, objects)
	length := regexp.MustCompile(`/ObjStm.*/Length [0-9]+ {4,}`)
	require.Regexp(t, length, string(data))
	data = length.ReplaceAllFunc(data, func(found []byte) []byte {
		start := bytes.LastIndex(found, []byte("/Length ")) + len("/Length ")
		return fmt.Appendf(found[:start:start], "%-*s", len(found)-start, "6 0 R")
	})
	f, err := pdf.Open(bytes.NewReader(data), int64(len(data)))
	if err == nil {
		err = walk(f.Newest())
	}
	require.ErrorIs(t, err, pdf.ErrMalformed)
}

func TestManyRevisions(t *testing.T) {
	data := pdftest.Build(pdftest.Table, pdftest.Page())
	for range 1100 {
		previous := bytes.LastIndex(data, []byte("xref\n0 1"))
		data = pdftest.Append(pdftest.Table, data, map[int]string{6: "null"}, fmt.Sprintf("/Root 1 0 R/Prev %d", previous))
	}
	_, err := pdf.Open(bytes.NewReader(data), int64(len(data)))
	require.ErrorIs(t, err, pdf.ErrTooLarge)
}

// failing fails after the header and the end.
type failing struct{ data []byte }

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off > 0 && off < int64(len(f.data))-1024 {
		return 0, assert.AnError
	}
	return bytes.NewReader(f.data).ReadAt(p, off)
}

func TestReaderFails(t *testing.T) {
	objects := pdftest.Page()
	objects[6] = "(" + strings.Repeat("x", 4096) + ")"
	for i := range 200 {
		objects[7+i] = "null"
	}
	data := pdftest.Build(pdftest.Table, objects)
	_, err := pdf.Open(failing{data}, int64(len(data)))
	require.ErrorIs(t, err, assert.AnError)
	require.NotErrorIs(t, err, pdf.ErrMalformed)
}

func FuzzOpen(f *testing.F) {
	for _, form := range pdftest.Forms() {
		f.Add(pdftest.Build(form, pdftest.Page()))
	}
	f.Add([]byte("%PDF-1.7\nxref\n0 0\ntrailer<</Root 1 0 R/Prev 9>>startxref\n9\n%%EOF"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := pdf.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		_ = walk(file.Newest())
		file.At(int64(len(data)) / 2)
		u, err := file.Update()
		if err != nil {
			return
		}
		ref := u.Add(pdf.Dict{"Type": pdf.Name("New")})
		more, err := u.Marshal()
		if err != nil {
			return
		}
		data = append(bytes.Clone(data), more...)
		again, err := pdf.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if o, err := again.Newest().Load(ref); err != nil || o.(pdf.Dict)["Type"] != pdf.Name("New") {
			t.Fatal(o, err)
		}
	})
}
