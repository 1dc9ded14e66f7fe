// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stamp is a token over octets, of so long before now.
func stamp(t testing.TB, octets []byte, ago time.Duration, faults testpki.TSAFaults) []byte {
	t.Helper()
	request, err := tsp.NewRequest(pki.SHA256, pki.SHA256.Sum(octets))
	require.NoError(t, err)
	body, err := request.Marshal()
	require.NoError(t, err)
	answer := httptest.NewRecorder()
	authorities.TSA(testpki.TSAOptions{Skew: -ago, Faults: faults}).ServeHTTP(answer,
		httptest.NewRequest(http.MethodPost, testpki.TSPPath, bytes.NewReader(body)))
	token, err := tsp.ParseResponse(answer.Body.Bytes())
	require.NoError(t, err)
	return token.Raw
}

// archived is an ASiC-E whose signature an archive manifest lists.
type archived struct{ document, manifest, signature, archive, stamp entry }

func newArchived(t testing.TB) *archived {
	a := text("a.txt")
	manifest := manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(a)))
	c := &archived{
		document:  a,
		manifest:  entry{name: "META-INF/ASiCManifest.xml", content: manifest},
		signature: entry{name: signatureName, content: sign(t, testpki.Director, manifest)},
	}
	c.archive, c.stamp = c.over(t, "", time.Hour, 0, c.document, c.manifest, c.signature)
	return c
}

// over lists entries in an archive manifest, and stamps that.
func (c *archived) over(t testing.TB, number string, ago time.Duration, faults testpki.TSAFaults, entries ...entry) (archive, token entry) {
	var references []string
	for _, e := range entries {
		references = append(references, reference(e.name, sha256URI, sha256Of(e)))
	}
	token.name = "META-INF/timestamp" + number + ".tst"
	archive = entry{name: "META-INF/ASiCArchiveManifest" + number + ".xml", content: manifestOf(token.name, references...)}
	token.content = stamp(t, archive.content, ago, faults)
	return archive, token
}

func (c *archived) build(more ...entry) []byte {
	return build(append([]entry{mimetype(), c.document, c.manifest, c.signature, c.archive, c.stamp}, more...)...)
}

// TestArchiveManifest: what a good time-stamp lists existed at its time.
func TestArchiveManifest(t *testing.T) {
	report := verify(t, newArchived(t).build())
	require.True(t, report.Passed(), "%v", report.Signatures[0].Errors)
	require.Len(t, report.TimeStamps, 1)
	stamp := report.TimeStamps[0]
	assert.Equal(t, validation.TotalPassed, stamp.Indication, "%v", stamp.Errors)
	assert.Equal(t, validation.ArchiveStamp, stamp.Kind)
	assert.Equal(t, []string{"a.txt"}, names(stamp.Documents))
	assert.True(t, report.Signatures[0].Proven)
	assert.Equal(t, now.Add(-time.Hour), report.Signatures[0].BestTime.UTC())
}

// TestArchiveManifestThatProvesNothing: then the signature is judged as if it
// were not there.
func TestArchiveManifestThatProvesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*archived)
		sub    validation.SubIndication
		first  asic.Code
	}{
		"a token of other data": {func(c *archived) { c.stamp.content = stamp(t, []byte("інше"), time.Hour, 0) },
			validation.HashFailure, validation.ImprintWrong},
		"a token of nobody": {func(c *archived) {
			c.archive, c.stamp = c.over(t, "", time.Hour, testpki.TSAForeign, c.document, c.signature)
		},
			validation.NoCertificateChainFound, validation.ChainNotFound},
		"no token": {func(c *archived) { c.stamp.content = []byte("позначка") },
			validation.FormatFailure, validation.TimeStampMalformed},
		"another signature": {func(c *archived) { c.signature.content = sign(t, testpki.Director, c.manifest.content) },
			validation.HashFailure, asic.DocumentChanged},
		"a document that is gone": {func(c *archived) {
			c.archive, c.stamp = c.over(t, "", time.Hour, 0, c.document, c.signature, text("b.txt"))
		}, validation.SignedDataNotFound, asic.DocumentMissing},
		"a manifest with an error": {func(c *archived) { c.archive.content = append(c.archive.content, '!') },
			validation.FormatFailure, asic.ManifestMissing},
	} {
		t.Run(name, func(t *testing.T) {
			container := newArchived(t)
			c.change(container)
			report := verify(t, container.build())
			stamp := report.TimeStamps[0]
			require.Equal(t, c.sub, stamp.SubIndication, "%v", stamp.Errors)
			require.Equal(t, c.first, stamp.Errors[0].Code)
			require.False(t, report.Signatures[0].Proven)
			require.True(t, report.Passed(), "%v", report.Signatures[0].Errors)
		})
	}
}

// TestArchiveOverArchive: a newer time-stamp proves when the older one existed,
// so that it holds after its authority's certificate has expired.
func TestArchiveOverArchive(t *testing.T) {
	c := newArchived(t)
	archive, token := c.over(t, "2", time.Minute, 0, c.document, c.signature, c.archive, c.stamp)
	report := verify(t, c.build(archive, token))
	require.True(t, report.Passed())
	require.Equal(t, token.name, report.TimeStamps[0].File, "the newest first")
	require.Equal(t, c.stamp.name, report.TimeStamps[1].File)
	require.Equal(t, now.Add(-time.Hour), report.Signatures[0].BestTime.UTC())
}

// TestTimeStampOfDocument: ASiC-S may hold a time-stamp in place of a
// signature, which says when, but not by whom.
func TestTimeStampOfDocument(t *testing.T) {
	a := text("a.txt")
	mime := entry{name: "mimetype", content: []byte(asic.Simple.MediaType())}
	token := entry{name: "META-INF/timestamp.tst", content: stamp(t, a.content, time.Hour, 0)}
	report := verify(t, build(mime, a, token))
	require.Equal(t, validation.TotalPassed, report.TimeStamps[0].Indication, "%v", report.TimeStamps[0].Errors)
	require.Equal(t, validation.DocumentStamp, report.TimeStamps[0].Kind)
	require.Equal(t, []string{"a.txt"}, names(report.TimeStamps[0].Documents))
	require.False(t, report.Passed(), "nobody signed it")
	require.Equal(t, []string{"a.txt"}, report.Uncovered)

	a.content = []byte("інше")
	report = verify(t, build(mime, a, token))
	require.Equal(t, validation.HashFailure, report.TimeStamps[0].SubIndication)

	a.packed, a.method = []byte("garbage"), 8
	report = verify(t, build(mime, a, token))
	require.Equal(t, asic.DocumentDamaged, report.TimeStamps[0].Errors[0].Code)
}
