// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pades/pdftest"
)

// TestAmbiguous has files that some programs read in one way and some in
// another.
func TestAmbiguous(t *testing.T) {
	base := pdftest.Build(pdftest.Table, pdftest.Page())
	at := bytes.LastIndex(base, []byte("xref\n0 1"))
	// hidden has object 7 in a table and whatever more in a hidden stream.
	hidden := func(more, row string) []byte {
		file := append(bytes.Clone(base), "7 0 obj\nnull\nendobj\n"...)
		stream := len(file)
		file = fmt.Appendf(file, "8 0 obj\n<</Type/XRef/W[1 3 1]/Size 9%s/Length %d>>\nstream\n%s\nendstream\nendobj\n", more, len(row), row)
		table := len(file)
		return fmt.Appendf(file, "xref\n7 1\n%010d 00000 n \ntrailer\n<</Size 9/Root 1 0 R/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n",
			len(base), at, stream, table)
	}
	_, err := pdf.Open(bytes.NewReader(hidden("/Index[]", "")), int64(len(hidden("/Index[]", ""))))
	require.NoError(t, err)
	end := func(s string) []byte {
		return fmt.Appendf(bytes.Clone(base[:bytes.LastIndex(base, []byte("startxref"))]), s, at)
	}
	_, err = pdf.Open(bytes.NewReader(end("startxref\r\n%d\r%%%%EOF \x00")), int64(len(end("startxref\r\n%d\r%%%%EOF \x00"))))
	require.NoError(t, err)
	for name, file := range map[string][]byte{
		"an object in both":             hidden("/Index[7 1]", "\x01\x00\x00\x0f\x00"),
		"previous ones of hidden ones":  hidden(fmt.Sprintf("/Index[]/Prev %d", at), ""),
		"an index elsewhere":            hidden("/Index 7 0 R", strings.Repeat("\x00", 45)),
		"an end within a word":          end("xstartxref\n%d\n%%%%EOF"),
		"an end with a comment":         end("startxref\n%%\n%d\n%%%%EOF"),
		"an end with a sign":            end("startxref\n+%d\n%%%%EOF"),
		"an end with octets between":    end("startxref\n\x00%d\n%%%%EOF"),
		"something before the first":    append([]byte("%PDF-1.7\nwords\n"), base[9:]...),
		"a first object with two keys":  append([]byte("%PDF-1.7\n9 0 obj<</L 1/L 2/Linearized 1>>endobj\n"), base[9:]...),
		"two objects packed as one":     packed("1 0 ", "5 0"),
		"two packed in the same octets": packed("1 4 2 0 ", "1  2 "),
	} {
		t.Run(name, func(t *testing.T) {
			f, err := pdf.Open(bytes.NewReader(file), int64(len(file)))
			if err == nil {
				_, err = f.Newest().Load(pdf.Reference{Number: 1})
			}
			assert.ErrorIs(t, err, pdf.ErrMalformed)
		})
	}
}

// TestFreeFirst has a table whose first object is 1 and free, which some
// programs take for object 0, and those after it each for the one before.
func TestFreeFirst(t *testing.T) {
	base := pdftest.Build(pdftest.Table, pdftest.Page())
	require.NoError(t, open(t, base).Newest().CheckTrust())
	file := fmt.Appendf(bytes.Clone(base), "xref\n1 1\n0000000000 65535 f \ntrailer\n<</Size 7/Root 2 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n",
		bytes.LastIndex(base, []byte("xref\n0 1")), len(base))
	require.ErrorIs(t, open(t, file).Newest().CheckTrust(), pdf.ErrMalformed)
}

// TestPackedReference has nothing packed but a reference, which it is read as.
func TestPackedReference(t *testing.T) {
	o, err := open(t, packed("1 0 ", "5 0 R")).Newest().Load(pdf.Reference{Number: 1})
	require.NoError(t, err)
	assert.Equal(t, pdf.Reference{Number: 5}, o)
}

// packed is a file with objects within object 9, of which object 1 is the first.
func packed(index, objects string) []byte {
	stream := fmt.Sprintf("<</Type/ObjStm/N %d/First %d/Length %d>>\nstream\n%s%s\nendstream",
		strings.Count(index, " ")/2, len(index), len(index)+len(objects), index, objects)
	return packedIn(stream)
}

func packedIn(stream string) []byte {
	file := []byte("%PDF-1.7\n9 0 obj\n" + stream + "\nendobj\n")
	at := len(file)
	row := "\x02\x00\x00\x09\x00" + "\x01\x00\x00\x09\x00"
	return fmt.Appendf(file, "8 0 obj\n<</Type/XRef/W[1 3 1]/Size 10/Index[1 1 9 1]/Root 1 0 R/Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		len(row), row, at)
}

// TestObjectStreamBomb has an object stream that says it holds millions of
// objects.
func TestObjectStreamBomb(t *testing.T) {
	const count = 8 << 20
	var flat bytes.Buffer
	z := zlib.NewWriter(&flat)
	for range count >> 10 {
		z.Write(bytes.Repeat([]byte("1 0 "), 1<<10))
	}
	z.Close()
	file := packedIn(fmt.Sprintf("<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream",
		count, 4*count, flat.Len(), flat.String()))
	f, err := pdf.Open(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	_, err = f.Newest().Load(pdf.Reference{Number: 1})
	require.ErrorIs(t, err, pdf.ErrTooLarge)
}
