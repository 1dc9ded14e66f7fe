// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAttributesOfManifests: other readers of XML take these for another list.
func TestAttributesOfManifests(t *testing.T) {
	a := text("a.txt")
	whole := reference("a.txt", sha256URI, sha256Of(a))
	for name, c := range map[string]struct{ old, new string }{
		"twice":                         {`URI="a.txt"`, `URI="b.txt" URI="a.txt"`},
		"of another namespace":          {`URI="a.txt"`, `URI="b.txt" d:URI="a.txt"`},
		"a prefix of that name":         {`URI="a.txt"`, `URI="b.txt" xmlns:URI="a.txt"`},
		"another algorithm":             {` Algorithm=`, ` d:Algorithm="urn:oid:1.2.3" Algorithm=`},
		"a base":                        {`URI="a.txt"`, `xml:base="b/" URI="a.txt"`},
		"a document type in an element": {`<d:DigestMethod`, `<!ENTITY b "c"><d:DigestMethod`},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, whole, c.old)
			manifest := manifestOf(signatureName, strings.Replace(whole, c.old, c.new, 1))
			v := verify(t, container(t, manifest, a)).Signatures[0]
			assert.Equal(t, validation.FormatFailure, v.SubIndication)
			assert.Contains(t, codes(v.Errors), asic.ManifestMalformed)
			assert.Empty(t, v.Documents)
		})
	}
	spoken := strings.Replace(whole, `URI="a.txt"`, `xmlns:e="urn:e" e:note="b.txt" URI="a.txt"`, 1)
	require.True(t, verify(t, container(t, manifestOf(signatureName, spoken), a)).Passed())
}

// TestChangedManifests: whoever changes a document can make the manifest fit, so
// nothing that it lists is known to be signed.
func TestChangedManifests(t *testing.T) {
	a, b := text("a.txt"), text("b.txt")
	signed := manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(b)))
	fitting := manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(a)))
	data := build(mimetype(), a, entry{name: "META-INF/ASiCManifest.xml", content: fitting},
		entry{name: signatureName, content: sign(t, testpki.Person, signed)})
	v := verify(t, data).Signatures[0]
	assert.Equal(t, validation.HashFailure, v.SubIndication)
	assert.Equal(t, []asic.Code{asic.ManifestChanged}, codes(v.Errors))
	assert.Equal(t, []string{"a.txt: manifest-changed"}, names(v.Documents))

	forged := sign(t, testpki.Person, fitting)
	forged[len(forged)-1] ^= 1
	data = build(mimetype(), a, entry{name: "META-INF/ASiCManifest.xml", content: fitting}, entry{name: signatureName, content: forged})
	v = verify(t, data).Signatures[0]
	assert.Equal(t, validation.SigCryptoFailure, v.SubIndication)
	assert.Equal(t, []string{"a.txt: " + string(validation.SignatureWrong)}, names(v.Documents))
}

// TestFaultsAreFoundOnce: the same of many files is one finding, however many
// signatures it costs.
func TestFaultsAreFoundOnce(t *testing.T) {
	var references []string
	for i := range 1000 {
		references = append(references, reference(fmt.Sprintf("%d.txt", i), sha256URI, nil))
	}
	manifest := manifestOf(signatureName, references...)
	v := verify(t, container(t, manifest, text("a.txt"))).Signatures[0]
	assert.Equal(t, []asic.Code{asic.DocumentMissing}, codes(v.Errors))
	assert.Len(t, v.Documents, 1000)

	many := manifestOf(signatureName, strings.Repeat(reference("a.txt", sha256URI, nil), asic.MaxEntries+1))
	v = verify(t, container(t, many, text("a.txt"))).Signatures[0]
	assert.Equal(t, []asic.Code{asic.ManifestMalformed}, codes(v.Errors))

	entries := []entry{mimetype(), text("a.txt"), {name: signatureName}}
	for i := range 100 {
		entries = append(entries, entry{name: fmt.Sprintf("META-INF/ASiCManifest%d.xml", i)})
	}
	v = verify(t, build(entries...)).Signatures[0]
	assert.Equal(t, []asic.Code{asic.ManifestMissing, asic.ManifestMalformed, validation.MalformedMessage}, codes(v.Errors))
}

// TestSignatureOverItself: a message with its content inside is over no document
// of the container.
func TestSignatureOverItself(t *testing.T) {
	mime := entry{name: "mimetype", content: []byte(asic.Simple.MediaType())}
	content := []byte("зміст")
	der, err := message(t, testpki.Person, content, false).Marshal(content)
	require.NoError(t, err)
	attached := entry{name: signatureName, content: der}
	report := verify(t, build(mime, attached))
	require.False(t, report.Passed())
	require.Equal(t, validation.SignedDataNotFound, report.Signatures[0].SubIndication)

	report = verify(t, build(mime, text("a.txt"), attached))
	require.Equal(t, validation.HashFailure, report.Signatures[0].SubIndication)
	require.Equal(t, []string{"a.txt: document-changed"}, names(report.Signatures[0].Documents))

	manifest := manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(text("a.txt"))))
	report = verify(t, build(mimetype(), text("a.txt"), entry{name: "META-INF/ASiCManifest.xml", content: manifest}, attached))
	require.Equal(t, []asic.Code{asic.ManifestChanged}, codes(report.Signatures[0].Errors))
}

// TestErrorsOfEachSigner: signers in one file share what the container has wrong
// and nothing else.
func TestErrorsOfEachSigner(t *testing.T) {
	a, b := text("a.txt"), text("b.txt")
	manifest := manifestOf(signatureName, reference("a.txt", sha256URI, nil), reference("b.txt", "urn:oid:1.2.3", nil), reference("c.txt", sha256URI, nil))
	both := sign(t, testpki.Foreign, manifest, testpki.Expired)
	report := verify(t, build(mimetype(), a, b,
		entry{name: "META-INF/ASiCManifest.xml", content: manifest}, entry{name: signatureName, content: both}))
	shared := []asic.Code{asic.DocumentChanged, asic.DigestUnsupported, asic.DocumentMissing}
	require.Len(t, report.Signatures, 2)
	assert.Equal(t, append(shared, validation.ChainNotFound), codes(report.Signatures[0].Errors))
	assert.Equal(t, append(shared, validation.CertificateExpired), codes(report.Signatures[1].Errors))
}

// TestMoreSignersThanAllowed: each costs a verdict, whatever it is.
func TestMoreSignersThanAllowed(t *testing.T) {
	sd := message(t, testpki.ECDSAPerson, nil, true)
	sd.SignerInfos[0].Signature = nil
	sd.SignerInfos = slices.Repeat(sd.SignerInfos, 600)
	der, err := sd.Marshal(nil)
	require.NoError(t, err)
	one, two := entry{name: signatureName, content: der}, entry{name: "META-INF/signature2.p7s", content: der}
	require.Len(t, verify(t, build(mimetype(), text("a.txt"), one)).Signatures, 600)
	data := build(mimetype(), text("a.txt"), one, two)
	_, err = asic.Verify(context.Background(), verifier(), bytes.NewReader(data), int64(len(data)))
	var flaw *asic.ArchiveError
	require.ErrorAs(t, err, &flaw)
	require.Equal(t, asic.TooMany, flaw.Flaw)
}
