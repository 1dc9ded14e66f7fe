// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// forms are documents that have places for signatures in various ways.
var forms = map[string]map[int]string{
	"a form in the catalog": {1: "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/DA(/F1 0 Tf)>>>>"},
	"a form by itself": {
		1: "<</Type/Catalog/Pages 2 0 R/AcroForm 7 0 R>>", 7: "<</Fields[8 0 R]>>", 8: "<</FT/Tx/T(text)/V(words)>>",
	},
	"an empty form": {1: "<</Type/Catalog/Pages 2 0 R/AcroForm 7 0 R>>", 7: "<</Fields[]>>"},
	"lists by themselves": {
		1: "<</Type/Catalog/Pages 2 0 R/AcroForm 7 0 R>>", 7: "<</Fields 9 0 R>>", 9: "[]", 10: "[]",
		3: strings.Replace(pdftest.Page()[3], "/Type/Page", "/Type/Page/Annots 10 0 R", 1),
	},
	"a tree of pages": {2: "<</Type/Pages/Kids[7 0 R]/Count 1>>", 7: "<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>"},
	"a place for the approval": {
		1: "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>>>", 7: "<</T(Board)/Kids[8 0 R]>>",
		8: "<</Type/Annot/Subtype/Widget/FT/Sig/T(Approval)/Parent 7 0 R/P 3 0 R/Rect[9 9 99 99]>>",
		3: strings.Replace(pdftest.Page()[3], "/Type/Page", "/Type/Page/Annots[8 0 R]", 1),
	},
}

func document(form pdftest.Form, change map[int]string) []byte {
	objects := pdftest.Page()
	for n, o := range change {
		objects[n] = o
	}
	return pdftest.Build(form, objects)
}

// TestForms signs twice, whatever the form in the file is like.
func TestForms(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	for name, change := range forms {
		for _, form := range pdftest.Forms() {
			t.Run(name+" "+string(form), func(t *testing.T) {
				file := document(form, change)
				field := func(s *pades.Signer) {
					if change[8] != "" && strings.Contains(change[8], "Approval") {
						s.Field = "Board.Approval"
					}
				}
				once := w.sign(t, w.Subscriber(testpki.Person), file, cades.LevelBB)
				twice := w.sign(t, w.Subscriber(testpki.ECDSAPerson), once, cades.LevelBB, field)
				assert.True(t, bytes.HasPrefix(once, file))
				assert.True(t, bytes.HasPrefix(twice, once))
				report := verify(t, w.offline(), twice)
				require.Len(t, report.Signatures, 2)
				assert.True(t, report.Passed(), "%v %v", report.Signatures[0].Errors, report.Signatures[1].Errors)
				assert.Equal(t, pades.LaterSignatures, report.Signatures[0].Later)
				assert.Equal(t, pades.LaterNothing, report.Signatures[1].Later)
				assert.Equal(t, int64(len(once)), report.Signatures[0].Covered)
				opens(t, twice)
			})
		}
	}
}

func TestRefused(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	certified := map[int]string{
		1: "<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 7 0 R>>>>",
		7: "<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]>>",
	}
	cases := map[string]struct {
		file   []byte
		change func(*pades.Signer)
		err    error
	}{
		"XFA":               {document(pdftest.Table, map[int]string{1: "<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA[]>>>>"}), nil, pades.ErrXFA},
		"certified":         {document(pdftest.Table, certified), nil, pades.ErrCertified},
		"no such field":     {pdftest.Plain(), func(s *pades.Signer) { s.Field = "Approval" }, pades.ErrField},
		"no PDF":            {[]byte("words"), nil, pades.ErrNotPDF},
		"no pages":          {document(pdftest.Table, map[int]string{2: "<</Type/Pages/Kids[]>>"}), nil, pades.ErrMalformed},
		"pages in a circle": {document(pdftest.Table, map[int]string{2: "<</Type/Pages/Kids[2 0 R]>>"}), nil, pades.ErrMalformed},
		"fields in a circle": {
			document(pdftest.Table, map[int]string{1: "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>>>", 7: "<</T(a)/Kids[7 0 R]>>"}),
			nil, pades.ErrTooLarge,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			signer := pades.Signer{Certificate: w.Subscriber(testpki.Person).SignCert, SigningTime: w.now}
			if c.change != nil {
				c.change(&signer)
			}
			_, err := signer.Prepare(t.Context(), bytes.NewReader(c.file), int64(len(c.file)))
			require.ErrorIs(t, err, c.err)
		})
	}
	t.Run("no time", func(t *testing.T) {
		signer := pades.Signer{Certificate: w.Subscriber(testpki.Person).SignCert}
		_, err := signer.Prepare(t.Context(), bytes.NewReader(pdftest.Plain()), int64(len(pdftest.Plain())))
		require.ErrorContains(t, err, "signing time")
	})
	t.Run("no room", func(t *testing.T) {
		s := w.Subscriber(testpki.ECDSAPerson)
		signer := pades.Signer{Certificate: s.SignCert, SigningTime: w.now, Room: 100}
		prepared, err := signer.Prepare(t.Context(), bytes.NewReader(pdftest.Plain()), int64(len(pdftest.Plain())))
		require.NoError(t, err)
		value, err := s.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
		require.NoError(t, err)
		message, err := prepared.Finish(value)
		require.NoError(t, err)
		_, err = prepared.Seal(message)
		require.ErrorIs(t, err, pades.ErrRoom)
	})
	t.Run("another's key", func(t *testing.T) {
		signer := pades.Signer{Certificate: w.Subscriber(testpki.ECDSAPerson).SignCert, SigningTime: w.now}
		prepared, err := signer.Prepare(t.Context(), bytes.NewReader(pdftest.Plain()), int64(len(pdftest.Plain())))
		require.NoError(t, err)
		_, err = prepared.Finish(make([]byte, 64))
		require.ErrorIs(t, err, cades.ErrWrongSignature)
	})
}

// TestNoTimeStamps has a time-stamping authority that does not answer.
func TestNoTimeStamps(t *testing.T) {
	w := build(t, testpki.ServicesOptions{TSA: testpki.TSAOptions{HTTPOptions: testpki.HTTPOptions{Fault: testpki.HTTPFails}}})
	s := w.Subscriber(testpki.Person)
	a := w.augmenter(s)
	var failed *cades.TimeStampError
	signer := pades.Signer{Certificate: s.SignCert, SigningTime: w.now, ContentStamper: a}
	_, err := signer.Prepare(t.Context(), bytes.NewReader(pdftest.Plain()), int64(len(pdftest.Plain())))
	require.ErrorAs(t, err, &failed)
	signed := w.sign(t, s, pdftest.Plain(), cades.LevelBB)
	_, err = pades.Stamp(t.Context(), bytes.NewReader(signed), int64(len(signed)), a.TSA, pki.GOST34311)
	require.ErrorAs(t, err, &failed)
}

// zeros is a large file that nobody holds: a page, with zeros before the cross-references.
type zeros struct {
	start, end []byte
	size       int64
}

func (z zeros) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) && off+int64(n) < z.size {
		at := off + int64(n)
		switch tail := z.size - int64(len(z.end)); {
		case at < int64(len(z.start)):
			n += copy(p[n:], z.start[at:])
		case at >= tail:
			n += copy(p[n:], z.end[at-tail:])
		default:
			run := p[n:min(int64(len(p)), int64(n)+tail-at)]
			clear(run)
			n += len(run)
		}
	}
	return n, nil
}

// TestMemory signs and verifies a large file within a few megabytes.
func TestMemory(t *testing.T) {
	const size = 64 << 20
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	base := pdftest.Plain()
	table := bytes.Index(base, []byte("xref\n0 1"))
	end := base[table:bytes.Index(base, []byte("startxref"))]
	const ending = "startxref\n%d\n%%%%EOF\n"
	end = fmt.Appendf(bytes.Clone(end), ending, size-len(end)-len(fmt.Sprintf(ending, size)))
	file := zeros{base[:table], end, size}

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	signer := pades.Signer{Certificate: s.SignCert, Chain: s.Chain, SigningTime: w.now}
	prepared, err := signer.Prepare(t.Context(), file, size)
	require.NoError(t, err)
	value, err := s.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	message, err := prepared.Finish(value)
	require.NoError(t, err)
	document, err := prepared.Seal(message)
	require.NoError(t, err)
	report, err := pades.Verify(t.Context(), w.offline(), document, document.Size())
	require.NoError(t, err)
	assert.True(t, report.Passed())
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20))
}

// TestYearsLater verifies when the signer's certificate has expired.
func TestYearsLater(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	for level, passes := range map[cades.Level]bool{cades.LevelBB: false, cades.LevelBT: false, cades.LevelBLT: true, cades.LevelBLTA: true} {
		file := w.sign(t, w.Subscriber(testpki.Person), pdftest.Plain(), level)
		v := w.verifier()
		v.At = w.now.Add(3 * 365 * 24 * time.Hour)
		report := verify(t, v, file)
		assert.Equal(t, passes, report.Passed(), "%s %v", level, report.Signatures[0].Errors)
	}
}
