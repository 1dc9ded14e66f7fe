// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

// offline judges all but revocation.
func (w *town) offline() *validation.Verifier {
	v := w.verifier()
	v.NoRevocation = true
	return v
}

// TestCrafted has signatures that are right for what they cover, but cover what
// they must not, or are not what they say.
func TestCrafted(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	ranges := func(f func(start, end, size int64) []int64) craft { return craft{ranges: f} }
	dictionary := func(f func(pdf.Dict)) craft { return craft{dictionary: f} }
	cases := map[string]struct {
		craft craft
		code  validation.Code // empty: it passes
	}{
		"as it should be":       {craft{}, ""},
		"a beginning left out":  {ranges(func(start, end, size int64) []int64 { return []int64{1, start - 1, end, size - end} }), pades.ByteRangeWrong},
		"an end left out":       {ranges(func(start, end, size int64) []int64 { return []int64{0, start, end, size - end - 3} }), pades.RevisionUnknown},
		"all after it left out": {ranges(func(start, end, size int64) []int64 { return []int64{0, start, end, 0} }), pades.RevisionUnknown},
		"more left out before":  {ranges(func(start, end, size int64) []int64 { return []int64{0, start - 20, end, size - end} }), pades.ByteRangeWrong},
		"more left out after":   {ranges(func(start, end, size int64) []int64 { return []int64{0, start, end + 20, size - end - 20} }), pades.ByteRangeWrong},
		"some of it taken in":   {ranges(func(start, end, size int64) []int64 { return []int64{0, start + 1, end, size - end} }), pades.ByteRangeWrong},
		"parts that overlap":    {ranges(func(start, end, size int64) []int64 { return []int64{0, end, start, size - start} }), pades.ByteRangeWrong},
		"beyond the end":        {ranges(func(start, end, size int64) []int64 { return []int64{0, start, end, size} }), pades.ByteRangeWrong},
		"negative":              {ranges(func(start, end, size int64) []int64 { return []int64{0, start, end, -1} }), pades.ByteRangeWrong},
		"one part":              {ranges(func(start, end, size int64) []int64 { return []int64{0, start} }), pades.ByteRangeWrong},
		"three parts":           {ranges(func(start, end, size int64) []int64 { return []int64{0, start, end, 10, end + 10, size - end - 10} }), pades.ByteRangeWrong},
		"no byte range":         {dictionary(func(d pdf.Dict) { delete(d, "ByteRange") }), pades.ByteRangeWrong},
		"no contents":           {dictionary(func(d pdf.Dict) { delete(d, "Contents") }), pades.ContentsWrong},
		"contents elsewhere":    {dictionary(func(d pdf.Dict) { d["Other"], d["Contents"] = d["Contents"], pdf.String{Octets: []byte("0")} }), pades.ByteRangeWrong},
		"contents null":         {dictionary(func(d pdf.Dict) { d["Contents"] = nil }), pades.ContentsWrong},
		"an older kind":         {dictionary(func(d pdf.Dict) { d["SubFilter"] = pdf.Name("adbe.x509.rsa_sha1") }), pades.KindUnknown},
		"no kind":               {dictionary(func(d pdf.Dict) { delete(d, "SubFilter") }), pades.KindUnknown},
		"the kind before PAdES": {dictionary(func(d pdf.Dict) { d["SubFilter"] = pdf.Name("adbe.pkcs7.detached") }), ""},
		"no message":            {craft{message: func(*cms.SignedData) []byte { return nil }}, pades.ContentsWrong},
		"no CMS":                {craft{message: func(*cms.SignedData) []byte { return []byte{4, 1, 0} }}, validation.MalformedMessage},
		"two signers": {craft{message: func(sd *cms.SignedData) []byte {
			sd.SignerInfos = append(sd.SignerInfos, sd.SignerInfos[0])
			message, err := sd.Marshal(nil)
			require.NoError(t, err)
			return message
		}}, pades.SeveralSigners},
		"content inside": {craft{message: func(sd *cms.SignedData) []byte {
			sd.Detached = false
			message, err := sd.Marshal([]byte("other"))
			require.NoError(t, err)
			return message
		}}, pades.ContentsWrong},
		"something after the message": {craft{message: func(sd *cms.SignedData) []byte {
			message, err := sd.Marshal(nil)
			require.NoError(t, err)
			return append(message, 0, 0, 1)
		}}, ""},
		"spaces after the end": {craft{end: "\r\n \n"}, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			report := verify(t, w.offline(), c.craft.make(t, w, s, pdftest.Plain()))
			require.Len(t, report.Signatures, 1)
			got := report.Signatures[0]
			if c.code == "" {
				assert.True(t, report.Passed(), "%v", got.Errors)
				return
			}
			assert.False(t, report.Passed())
			assert.Contains(t, codes(got.Errors), c.code)
		})
	}
}

func codes(findings []validation.Finding) []validation.Code {
	var all []validation.Code
	for _, f := range findings {
		all = append(all, f.Code)
	}
	return all
}

// TestShadowAttacks appends to a signed file what an attacker would, and what
// honest programs do.
func TestShadowAttacks(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	other := "<</Length 3>>\nstream\nq Q\nendstream"
	widget := "/Type/Annot/Subtype/Widget/FT/Sig/T(Later)/P 3 0 R"
	page := func(more string) string {
		return strings.Replace(pdftest.Page()[3], "/Type/Page", "/Type/Page"+more, 1)
	}
	// Objects 7 to 9 are of the signature: its dictionary, its field, and what
	// the catalog has become is 1 still.
	catalog := func(more, fields string) string {
		return "<</Type/Catalog/Pages 2 0 R" + more + "/AcroForm<</Fields[8 0 R " + fields + "]/SigFlags 3>>>>"
	}
	signedPage := page("/Annots[8 0 R]")
	cases := map[string]struct {
		objects map[int]string
		later   pades.Later
	}{
		"another content":             {map[int]string{4: other}, pades.LaterChanges},
		"another font":                {map[int]string{5: "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}, pades.LaterChanges},
		"an object gone":              {map[int]string{4: "null"}, pades.LaterChanges},
		"other pages":                 {map[int]string{2: "<</Type/Pages/Kids[20 0 R]/Count 1>>", 20: pdftest.Page()[3]}, pades.LaterChanges},
		"another page":                {map[int]string{3: page("/Rotate 90/Annots[8 0 R]")}, pades.LaterChanges},
		"another catalog":             {map[int]string{1: catalog("/OpenAction 20 0 R", "")}, pades.LaterChanges},
		"a note":                      {map[int]string{3: page("/Annots[8 0 R 20 0 R]"), 20: "<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]>>"}, pades.LaterChanges},
		"a note instead of the field": {map[int]string{3: page("/Annots[20 0 R]"), 20: "<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]>>"}, pades.LaterChanges},
		"another value":               {map[int]string{1: catalog("", "20 0 R"), 20: "<</FT/Tx/T(sum)/V(1000000)>>"}, pades.LaterChanges},
		"a field with an action":      {map[int]string{1: catalog("", "20 0 R"), 20: "<<" + widget + "/A<</S/URI>>>>"}, pades.LaterChanges},
		"an appearance that is none":  {map[int]string{1: catalog("", "20 0 R"), 20: "<<" + widget + "/AP 21 0 R>>", 21: other}, pades.LaterChanges},
		"forms otherwise":             {map[int]string{1: strings.Replace(catalog("", ""), "/SigFlags 3", "/NeedAppearances true", 1)}, pades.LaterChanges},
		"fonts for the form":          {map[int]string{1: strings.Replace(catalog("", ""), "/SigFlags 3", "/SigFlags 3/DA(/F 0 Tf)/DR<</Font<</F 5 0 R>>>>", 1)}, pades.LaterSignatures},
		"metadata":                    {map[int]string{1: catalog("/Metadata 20 0 R", ""), 20: "<</Type/Metadata/Subtype/XML/Length 3>>\nstream\nxmp\nendstream"}, pades.LaterSignatures},
		"nothing one can see":         {map[int]string{20: other, 6: "<</Title(Other)>>"}, pades.LaterSignatures},
		"the same anew":               {map[int]string{5: pdftest.Page()[5], 3: signedPage}, pades.LaterSignatures},
		"evidence":                    {map[int]string{1: catalog("/DSS 20 0 R", ""), 20: "<</Type/DSS>>"}, pades.LaterSignatures},
		"an empty field":              {map[int]string{1: catalog("", "20 0 R"), 20: "<<" + widget + "/Rect[0 0 0 0]>>", 3: page("/Annots[8 0 R 20 0 R]")}, pades.LaterSignatures},
		"a field that draws": {map[int]string{
			1: catalog("", "20 0 R"), 20: "<<" + widget + "/Rect[0 0 99 99]/AP<</N 21 0 R>>>>", 21: other, 3: page("/Annots[8 0 R 20 0 R]"),
		}, pades.LaterDrawn},
		"a field apart from its place": {map[int]string{
			1: catalog("", "20 0 R"), 20: "<</FT/Sig/T(Later)/Kids[21 0 R]>>", 21: "<</Type/Annot/Subtype/Widget/Rect[0 0 0 0]/Parent 20 0 R>>",
			3: page("/Annots[8 0 R 21 0 R]"),
		}, pades.LaterSignatures},
	}
	signed := w.sign(t, s, pdftest.Plain(), cades.LevelBB)
	require.True(t, bytes.Contains(signed, []byte("/Fields [8 0 R]")), "the field is object 8")
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			report := verify(t, w.offline(), attack(t, signed, c.objects))
			require.NotEmpty(t, report.Signatures)
			got := report.Signatures[0]
			assert.Equal(t, c.later, got.Later)
			assert.Equal(t, int64(len(signed)), got.Covered)
			assert.True(t, got.Intact)
			if c.later == pades.LaterChanges {
				assert.Equal(t, validation.Indeterminate, got.Indication)
				assert.Equal(t, validation.SigConstraintsFailure, got.SubIndication)
				assert.Contains(t, codes(got.Errors), pades.ChangedLater)
			} else {
				assert.Equal(t, validation.TotalPassed, got.Indication, "%v", got.Errors)
			}
			assert.Equal(t, c.later == pades.LaterDrawn, len(got.Warnings) > 1, "%v", got.Warnings)
		})
	}
}

// TestPreparedAttacks has files that were made, before somebody signed them, so
// that they can become others.
func TestPreparedAttacks(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	note := "<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]>>"

	t.Run("an object to come", func(t *testing.T) {
		objects := pdftest.Page()
		objects[3] = strings.Replace(objects[3], "/Contents 4 0 R", "/Contents[4 0 R 50 0 R]", 1)
		signed := w.sign(t, s, pdftest.Build(pdftest.Table, objects), cades.LevelBB)
		require.True(t, verify(t, w.offline(), signed).Passed())
		report := verify(t, w.offline(), attack(t, signed, map[int]string{50: "<</Length 3>>\nstream\nq Q\nendstream"}))
		assert.Equal(t, pades.LaterChanges, report.Signatures[0].Later)
	})
	t.Run("a list for two uses", func(t *testing.T) {
		objects := pdftest.Page()
		objects[7] = "[4 0 R]"
		objects[3] = strings.Replace(objects[3], "/Contents 4 0 R", "/Contents 7 0 R/Annots 7 0 R", 1)
		signed := craft{}.make(t, w, s, pdftest.Build(pdftest.Table, objects))
		require.True(t, verify(t, w.offline(), signed).Passed())
		sig := "<</Type/Annot/Subtype/Widget/FT/Sig/T(x)/Rect[0 0 0 0]>>"
		report := verify(t, w.offline(), attack(t, signed, map[int]string{7: "[4 0 R 50 0 R]", 50: sig}))
		assert.Equal(t, pades.LaterChanges, report.Signatures[0].Later)
	})
	// Object 50 of these is on the page, and its cross-reference leads to a
	// place after the signature, which object 50 begins at.
	const place = 40_000
	objects := pdftest.Page()
	objects[3] = strings.Replace(objects[3], "/Type/Page", "/Type/Page/Annots[50 0 R]", 1)
	file := withEntry(pdftest.Build(pdftest.Table, objects), 50, place)
	t.Run("cross-references that lead beyond the end", func(t *testing.T) {
		signed := craft{}.make(t, w, s, file)
		shown := append(signed, bytes.Repeat([]byte(" "), place-len(signed))...)
		shown = attack(t, append(shown, "50 0 obj\n"+note+"\nendobj\n"...), map[int]string{60: "null"})
		report := verify(t, w.offline(), shown)
		assert.Contains(t, codes(report.Signatures[0].Errors), pades.RevisionUnknown)
	})
	t.Run("an object that goes on after the end", func(t *testing.T) {
		signed := craft{}.make(t, w, s, file)
		at := lastXRef(t, signed)
		begun := "50 0 obj\n<</Contents(" + fmt.Sprintf("\nstartxref\n%d\n%%%%EOF\n", at)
		signed = craft{end: strings.Repeat(" ", place-len(signed)) + begun}.make(t, w, s, file)
		assert.True(t, verify(t, w.offline(), signed).Passed())
		shown := fmt.Appendf(bytes.Clone(signed), ")/Type/Annot/Subtype/FreeText/Rect[0 0 9 9]>>\nendobj\nstartxref\n%d\n%%%%EOF\n", at)
		report := verify(t, w.offline(), shown)
		assert.Equal(t, pades.LaterChanges, report.Signatures[0].Later)
		assert.False(t, report.Passed())
	})
	t.Run("metadata that are shown", func(t *testing.T) {
		objects := pdftest.Page()
		objects[1] = "<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>"
		signed := w.sign(t, s, pdftest.Build(pdftest.Table, objects), cades.LevelBB)
		report := verify(t, w.offline(), attack(t, signed, map[int]string{4: "<</Length 3>>\nstream\nq Q\nendstream"}))
		assert.Equal(t, pades.LaterChanges, report.Signatures[0].Later)
	})
	t.Run("fonts for fields that are drawn anew", func(t *testing.T) {
		form := "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]%s/SigFlags 3/DR<</Font<<%s>>>>>>>>"
		for fields, more := range map[string]string{"": "/NeedAppearances true", "10 0 R ": ""} {
			objects := pdftest.Page()
			objects[1], objects[9] = fmt.Sprintf(form, fields, more, ""), "null"
			objects[10] = "<</Type/Annot/Subtype/Widget/FT/Tx/T(sum)/V(1000000)/DA(/F 9 Tf)/Rect[0 0 99 99]>>"
			signed := w.sign(t, s, pdftest.Build(pdftest.Table, objects), cades.LevelBB)
			require.True(t, verify(t, w.offline(), signed).Passed())
			changed := map[int]string{1: fmt.Sprintf(form, fields+"12 0 R", more, "/F 5 0 R")}
			report := verify(t, w.offline(), attack(t, signed, changed))
			assert.Equal(t, pades.LaterChanges, report.Signatures[0].Later)
			changed[1] = fmt.Sprintf(form, fields+"12 0 R", more, "")
			assert.Equal(t, pades.LaterSignatures, verify(t, w.offline(), attack(t, signed, changed)).Signatures[0].Later)
		}
	})
	t.Run("a file whose author allows no changes", func(t *testing.T) {
		certified := "<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 7 0 R>>%s>>"
		rule := "<</Type/Sig/Reference[<</TransformMethod/DocMDP/TransformParams<</P %d>>>>]>>"
		for p, later := range map[int]pades.Later{1: pades.LaterChanges, 2: pades.LaterSignatures} {
			objects := pdftest.Page()
			objects[1], objects[7] = fmt.Sprintf(certified, ""), fmt.Sprintf(rule, p)
			signed := craft{}.make(t, w, s, pdftest.Build(pdftest.Table, objects))
			form := "/AcroForm<</Fields[9 0 R 50 0 R]/SigFlags 3>>"
			report := verify(t, w.offline(), attack(t, signed, map[int]string{
				1: fmt.Sprintf(certified, form), 50: "<</FT/Sig/T(x)/V 51 0 R>>", 51: "<</Type/Sig/SubFilter/ETSI.CAdES.detached>>",
			}))
			require.Len(t, report.Signatures, 2)
			assert.Equal(t, later, report.Signatures[1].Later)
		}
	})
	t.Run("a revision hidden in what was signed", func(t *testing.T) {
		file := pdftest.Plain()
		clean := lastXRef(t, file)
		hidden := pdftest.Append(pdftest.Table, file, map[int]string{4: "null"}, fmt.Sprintf("/Root 1 0 R/Prev %d", clean))
		hiddenAt := lastXRef(t, hidden)
		restored := pdftest.Append(pdftest.Table, hidden, map[int]string{6: "null"}, fmt.Sprintf("/Root 1 0 R/Prev %d", clean))
		signed := w.sign(t, s, restored, cades.LevelBB)
		require.True(t, verify(t, w.offline(), signed).Passed())
		report := verify(t, w.offline(), fmt.Appendf(bytes.Clone(signed), "startxref\n%d\n%%%%EOF\n", hiddenAt))
		assert.Empty(t, report.Signatures)
		assert.False(t, report.Passed())
	})
}

// TestHistoryReplaced appends revisions that do not go on from the signed one.
func TestHistoryReplaced(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	file := pdftest.Plain()
	signed := w.sign(t, w.Subscriber(testpki.ECDSAPerson), file, cades.LevelBB)
	t.Run("back to before", func(t *testing.T) {
		report := verify(t, w.offline(), fmt.Appendf(bytes.Clone(signed), "startxref\n%d\n%%%%EOF\n", lastXRef(t, file)))
		assert.Empty(t, report.Signatures)
		assert.False(t, report.Passed())
	})
	t.Run("another history with the signature", func(t *testing.T) {
		at := bytes.Index(signed, []byte("7 0 obj"))
		require.Positive(t, at)
		objects := pdftest.Page()
		objects[1] = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[8 0 R]/SigFlags 3>>>>"
		objects[8] = "<</FT/Sig/T(Signature1)/V 7 0 R>>"
		forged := withEntry(pdftest.Append(pdftest.Table, signed, objects, "/Root 1 0 R"), 7, at)
		report := verify(t, w.offline(), forged)
		require.Len(t, report.Signatures, 1)
		assert.Contains(t, codes(report.Signatures[0].Errors), pades.RevisionUnknown)
		assert.Equal(t, validation.TotalFailed, report.Signatures[0].Indication)
	})
}

// TestOctetsCount changes single octets of what is signed.
func TestOctetsCount(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	signed := craft{}.make(t, w, w.Subscriber(testpki.ECDSAPerson), pdftest.Plain())
	start := bytes.Index(signed, []byte("/Contents <")) + len("/Contents ")
	end := start + bytes.IndexByte(signed[start:], '>')
	v := w.offline()
	for i := 0; i < len(signed); i += 5 {
		if i > start && i < end {
			continue
		}
		signed[i] ^= 1
		report, err := pades.Verify(t.Context(), v, bytes.NewReader(signed), int64(len(signed)))
		if err == nil && report.Passed() {
			t.Fatalf("octet %d can be another: %q", i, signed[max(0, i-20):min(i+20, len(signed))])
		}
		signed[i] ^= 1
	}
}

func TestEncryptedRefused(t *testing.T) {
	file := pdftest.Append(pdftest.Table, pdftest.Plain(), map[int]string{20: "<</Filter/Standard>>"}, "/Root 1 0 R/Encrypt 20 0 R")
	_, err := pades.Verify(t.Context(), &validation.Verifier{}, bytes.NewReader(file), int64(len(file)))
	require.ErrorIs(t, err, pades.ErrEncrypted)
	w := build(t, testpki.ServicesOptions{})
	signer := pades.Signer{Certificate: w.Subscriber(testpki.Person).SignCert, SigningTime: w.now}
	_, err = signer.Prepare(t.Context(), bytes.NewReader(file), int64(len(file)))
	require.ErrorIs(t, err, pades.ErrEncrypted)
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file := pdftest.Plain()
	_, err := pades.Verify(ctx, &validation.Verifier{}, bytes.NewReader(file), int64(len(file)))
	require.ErrorIs(t, err, context.Canceled)
}
