// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const sha256URI = "http://www.w3.org/2001/04/xmlenc#sha256"

// reference is a DataObjectReference of a manifest.
func reference(uri, method string, digest []byte) string {
	return fmt.Sprintf(`<DataObjectReference URI="%s"><d:DigestMethod Algorithm="%s"/><d:DigestValue>%s</d:DigestValue></DataObjectReference>`,
		uri, method, base64.StdEncoding.EncodeToString(digest))
}

func sha256Of(e entry) []byte { sum := sha256.Sum256(e.content); return sum[:] }

// manifestOf names a signature file over references.
func manifestOf(signature string, references ...string) []byte {
	return []byte(`<?xml version="1.0"?><ASiCManifest xmlns="http://uri.etsi.org/02918/v1.2.1#" xmlns:d="http://www.w3.org/2000/09/xmldsig#">` +
		`<SigReference URI="` + signature + `"/>` + strings.Join(references, "") + `</ASiCManifest>`)
}

// container is an ASiC-E by hand: these documents and this manifest, signed.
func container(t *testing.T, manifest []byte, documents ...entry) []byte {
	t.Helper()
	return build(append([]entry{mimetype(),
		{name: "META-INF/ASiCManifest.xml", content: manifest},
		{name: "META-INF/signature.p7s", content: sign(t, testpki.ECDSAPerson, manifest)},
	}, documents...)...)
}

const signatureName = "META-INF/signature.p7s"

// TestManifests: what a manifest may look like, and what its faults come to.
func TestManifests(t *testing.T) {
	a, b := text("a.txt"), text("тека/b c%20.txt")
	whole := reference("a.txt", sha256URI, sha256Of(a))
	hashed := func(method string, h *pki.Hash) string { return reference("a.txt", method, h.Sum(a.content)) }
	sha1Sum := sha1.Sum(a.content)
	critical := func(value string) string {
		return `<ASiCManifestExtensions><Extension Critical="` + value + `">x</Extension></ASiCManifestExtensions>`
	}
	for name, c := range map[string]struct {
		manifest []byte
		sub      validation.SubIndication
		errors   []asic.Code
	}{
		"one document":            {manifestOf(signatureName, whole), "", nil},
		"a document twice":        {manifestOf(signatureName, whole, whole), "", nil},
		"a byte order mark":       {append([]byte("\ufeff"), manifestOf(signatureName, whole)...), "", nil},
		"GOST 34.311":             {manifestOf(signatureName, hashed("http://www.w3.org/2001/04/xmldsig-more#gost34311", pki.GOST34311)), "", nil},
		"Kupyna-256":              {manifestOf(signatureName, hashed("http://www.w3.org/2001/04/xmlenc#dstu7564-256", pki.Kupyna256)), "", nil},
		"Kupyna-512 by its OID":   {manifestOf(signatureName, hashed("urn:oid:1.2.804.2.1.1.1.1.2.2.3", pki.Kupyna512)), "", nil},
		"SHA-512":                 {manifestOf(signatureName, hashed("http://www.w3.org/2001/04/xmlenc#sha512", pki.SHA512)), "", nil},
		"an extension":            {manifestOf(signatureName, whole, critical("false")), "", nil},
		"a signature file listed": {manifestOf(signatureName, whole, reference("mimetype", sha256URI, sha256Of(mimetype()))), "", nil},

		"SHA-1": {manifestOf(signatureName, reference("a.txt", "http://www.w3.org/2000/09/xmldsig#sha1", sha1Sum[:])),
			validation.CryptoConstraintsFailureNoPOE, []asic.Code{asic.DigestWeak}},
		"a hash nobody knows": {manifestOf(signatureName, reference("a.txt", "urn:oid:1.2.3", sha256Of(a))),
			validation.CryptoConstraintsFailureNoPOE, []asic.Code{asic.DigestUnsupported}},
		"a changed document": {manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(b))),
			validation.HashFailure, []asic.Code{asic.DocumentChanged}},
		"a digest that is cut": {manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(a)[:16])),
			validation.HashFailure, []asic.Code{asic.DocumentChanged}},
		"the same document, two digests": {manifestOf(signatureName, whole, reference("a.txt", sha256URI, sha256Of(b))),
			validation.HashFailure, []asic.Code{asic.DocumentChanged}},
		"a removed document": {manifestOf(signatureName, whole, reference("c.txt", sha256URI, sha256Of(a))),
			validation.SignedDataNotFound, []asic.Code{asic.DocumentMissing}},
		"a removed and a changed document": {manifestOf(signatureName, reference("c.txt", sha256URI, nil), reference("a.txt", sha256URI, nil)),
			validation.HashFailure, []asic.Code{asic.DocumentMissing, asic.DocumentChanged}},

		"a critical extension": {manifestOf(signatureName, whole, critical("true")), validation.FormatFailure, []asic.Code{asic.ManifestMalformed}},
		"no documents":         {manifestOf(signatureName), validation.FormatFailure, []asic.Code{asic.ManifestMalformed}},
		"a digest that is none": {manifestOf(signatureName, strings.Replace(whole, "</d:DigestValue>", "!</d:DigestValue>", 1)),
			validation.FormatFailure, []asic.Code{asic.ManifestMalformed}},
		"two digests": {manifestOf(signatureName, strings.Replace(whole, "</DataObject", "<d:DigestValue>AA==</d:DigestValue></DataObject", 1)),
			validation.FormatFailure, []asic.Code{asic.ManifestMalformed}},
		"no address": {manifestOf(signatureName, reference("", sha256URI, sha256Of(a))), validation.FormatFailure, []asic.Code{asic.ManifestMalformed}},
		"text after it": {append(manifestOf(signatureName, whole), "text"...), validation.FormatFailure,
			[]asic.Code{asic.ManifestMissing, asic.ManifestMalformed}},
		"another manifest after it": {append(manifestOf(signatureName, whole), "<a/>"...), validation.FormatFailure,
			[]asic.Code{asic.ManifestMissing, asic.ManifestMalformed}},
		"a document type": {append([]byte(`<!DOCTYPE a [<!ENTITY b "c">]>`), manifestOf(signatureName, whole)[21:]...), validation.FormatFailure,
			[]asic.Code{asic.ManifestMissing, asic.ManifestMalformed}},
		"another namespace": {bytes.Replace(manifestOf(signatureName, whole), []byte("02918"), []byte("02919"), 1), validation.FormatFailure,
			[]asic.Code{asic.ManifestMissing, asic.ManifestMalformed}},
		"two signature files": {bytes.Replace(manifestOf(signatureName, whole), []byte("<SigRef"), []byte(`<SigReference URI="x"/><SigRef`), 1), validation.FormatFailure,
			[]asic.Code{asic.ManifestMissing, asic.ManifestMalformed}},
		"another signature file": {manifestOf("META-INF/signature2.p7s", whole), validation.FormatFailure,
			[]asic.Code{asic.ManifestMissing}},
		"nothing": {nil, validation.FormatFailure, []asic.Code{asic.ManifestMissing, asic.ManifestMalformed}},
	} {
		t.Run(name, func(t *testing.T) {
			report := verify(t, container(t, c.manifest, a))
			require.Len(t, report.Signatures, 1)
			v := report.Signatures[0]
			assert.Equal(t, c.sub, v.SubIndication, "%v", v.Errors)
			assert.Equal(t, c.errors, codes(v.Errors))
			assert.Equal(t, c.sub == "", report.Passed())
			assert.Equal(t, c.sub == "", v.Intact)
		})
	}
}

// TestAddresses: a URI is undone first, and taken as it stands by those who
// write it so.
func TestAddresses(t *testing.T) {
	spaced, escaped := text("тека/b c.txt"), text("b%20c.txt")
	other := text("b c.txt")
	for name, c := range map[string]struct {
		uri       string
		documents []entry
		covered   string
	}{
		"escaped":               {"%D1%82%D0%B5%D0%BA%D0%B0/b%20c.txt", []entry{spaced}, spaced.name},
		"not escaped":           {"тека/b c.txt", []entry{spaced}, spaced.name},
		"escapes in the name":   {"b%2520c.txt", []entry{escaped}, escaped.name},
		"escapes that are none": {"100%.txt", []entry{text("100%.txt")}, "100%.txt"},
		"as it stands":          {"b%20c.txt", []entry{escaped}, escaped.name},
		"both there":            {"b%20c.txt", []entry{escaped, other}, other.name},
	} {
		t.Run(name, func(t *testing.T) {
			covered := c.documents[len(c.documents)-1]
			report := verify(t, container(t, manifestOf(signatureName, reference(c.uri, sha256URI, sha256Of(covered))), c.documents...))
			v := report.Signatures[0]
			assert.Equal(t, validation.TotalPassed, v.Indication, "%v", v.Errors)
			assert.Equal(t, []string{c.covered}, names(v.Documents))
			assert.Equal(t, len(c.documents) == 1, report.Passed(), "a document that is not covered")
		})
	}
}

// TestWhatWasPutIn: whoever holds a container can put things in.
func TestWhatWasPutIn(t *testing.T) {
	a := text("a.txt")
	manifest := manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(a)))
	t.Run("a document", func(t *testing.T) {
		report := verify(t, container(t, manifest, a, text("b.txt")))
		require.Equal(t, validation.TotalPassed, report.Signatures[0].Indication)
		require.Equal(t, []string{"b.txt"}, report.Uncovered)
		require.False(t, report.Passed())
	})
	t.Run("a manifest", func(t *testing.T) {
		report := verify(t, container(t, manifest, a, entry{name: "META-INF/ASiCManifest2.xml", content: manifest}))
		require.Equal(t, validation.FormatFailure, report.Signatures[0].SubIndication)
		require.Equal(t, []asic.Code{asic.ManifestTwice}, codes(report.Signatures[0].Errors))
	})
	t.Run("a signature in a form not judged", func(t *testing.T) {
		for _, name := range []string{"META-INF/signatures.xml", "META-INF/evidencerecord.ers", "META-INF/ASiCEvidenceRecordManifest.xml"} {
			report := verify(t, container(t, manifest, a, entry{name: name, content: []byte("<a/>")}))
			require.Equal(t, []string{name}, report.Container.Unsupported)
			require.False(t, report.Passed())
		}
	})
	t.Run("something that means nothing", func(t *testing.T) {
		require.True(t, verify(t, container(t, manifest, a, entry{name: "META-INF/container.xml"}, entry{name: "META-INF/"})).Passed())
	})
	t.Run("a signature over a manifest of its own", func(t *testing.T) {
		other := manifestOf("META-INF/signature2.p7s", reference("b.txt", sha256URI, sha256Of(text("b.txt"))))
		report := verify(t, container(t, manifest, a, text("b.txt"),
			entry{name: "META-INF/ASiCManifest2.xml", content: other},
			entry{name: "META-INF/signature2.p7s", content: sign(t, testpki.Foreign, other)}))
		require.Empty(t, report.Uncovered)
		require.False(t, report.Passed(), "each must be trusted")
		require.Equal(t, validation.NoCertificateChainFound, report.Signatures[1].SubIndication)
	})
}

func TestSignaturesThatAreNone(t *testing.T) {
	a := text("a.txt")
	manifest := manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(a)))
	for name, octets := range map[string][]byte{"nothing": nil, "text": []byte("підпис")} {
		report := verify(t, build(mimetype(), a,
			entry{name: "META-INF/ASiCManifest.xml", content: manifest}, entry{name: signatureName, content: octets}))
		require.Equal(t, validation.FormatFailure, report.Signatures[0].SubIndication, name)
	}
	report := verify(t, build(mimetype(), a, entry{name: "META-INF/ASiCManifest.xml", content: manifest}))
	require.Empty(t, report.Signatures)
	require.False(t, report.Passed())
	require.Equal(t, []string{"a.txt"}, report.Uncovered)
}

// TestDamagedDocuments: a document that cannot be read is not the signed one,
// and the signature over it is judged all the same.
func TestDamagedDocuments(t *testing.T) {
	bad := entry{name: "a.txt", content: []byte("a"), packed: []byte("garbage"), method: 8}
	extended := container(t, manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(bad))), bad)
	simple := build(entry{name: "mimetype", content: []byte(asic.Simple.MediaType())}, bad,
		entry{name: signatureName, content: sign(t, testpki.Person, bad.content)})
	for _, data := range [][]byte{extended, simple} {
		v := verify(t, data).Signatures[0]
		require.Equal(t, validation.HashFailure, v.SubIndication)
		require.Equal(t, asic.DocumentDamaged, v.Errors[0].Code)
		require.Equal(t, []string{"a.txt: document-damaged"}, names(v.Documents))
		require.NotNil(t, v.Certificate)
	}
}

// TestSimple: ASiC-S has one document and one signature file.
func TestSimple(t *testing.T) {
	mime := entry{name: "mimetype", content: []byte(asic.Simple.MediaType())}
	a := text("a.txt")
	signature := entry{name: signatureName, content: sign(t, testpki.Stamp, a.content)}
	other := entry{name: "META-INF/signature2.p7s", content: signature.content}
	for name, c := range map[string]struct {
		entries   []entry
		sub       validation.SubIndication
		uncovered []string
	}{
		"in order":            {[]entry{mime, a, signature}, "", nil},
		"a changed document":  {[]entry{mime, {name: "a.txt", content: []byte("інше")}, signature}, validation.HashFailure, nil},
		"no document":         {[]entry{mime, signature}, validation.SignedDataNotFound, nil},
		"two documents":       {[]entry{mime, a, text("b.txt"), signature}, validation.FormatFailure, []string{"a.txt", "b.txt"}},
		"two signature files": {[]entry{mime, a, signature, other}, validation.FormatFailure, []string{"a.txt"}},
		"no mimetype":         {[]entry{a, signature}, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			report := verify(t, build(c.entries...))
			require.Equal(t, asic.Simple, report.Container.Kind)
			assert.Equal(t, c.sub, report.Signatures[0].SubIndication)
			if c.sub == validation.HashFailure {
				assert.Equal(t, []string{"a.txt: document-changed"}, names(report.Signatures[0].Documents))
			}
			assert.Equal(t, c.uncovered, report.Uncovered)
			assert.Equal(t, c.sub == "", report.Passed())
		})
	}
}

// TestMimetypes: the rules are known, and bent by many.
func TestMimetypes(t *testing.T) {
	a := text("a.txt")
	manifest := manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(a)))
	rest := []entry{a, {name: "META-INF/ASiCManifest.xml", content: manifest}, {name: signatureName, content: sign(t, testpki.RSAPerson, manifest)}}
	mime := func(content string) entry { return entry{name: "mimetype", content: []byte(content)} }
	packed := mime(asic.Extended.MediaType())
	packed.packed, packed.method = deflated(t, packed.content), 8
	for name, c := range map[string]struct {
		entries  []entry
		oddities []asic.Code
	}{
		"in order":      {append([]entry{mime(asic.Extended.MediaType())}, rest...), nil},
		"last":          {append(rest[:3:3], mime(asic.Extended.MediaType())), []asic.Code{asic.MimetypeMisplaced}},
		"compressed":    {append([]entry{packed}, rest...), []asic.Code{asic.MimetypeMisplaced}},
		"with line end": {append([]entry{mime(asic.Extended.MediaType() + "\r\n")}, rest...), []asic.Code{asic.MimetypeForm}},
		"absent":        {rest, []asic.Code{asic.MimetypeMissing}},
	} {
		report := verify(t, build(c.entries...))
		assert.Equal(t, c.oddities, report.Container.Oddities, name)
		assert.True(t, report.Passed(), name)
	}
}

func TestVerifyEndsWithItsContext(t *testing.T) {
	data := extended(t, []document{contract}, testpki.Person)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := asic.Verify(ctx, verifier(), bytes.NewReader(data), int64(len(data)))
	require.ErrorIs(t, err, context.Canceled)
}
