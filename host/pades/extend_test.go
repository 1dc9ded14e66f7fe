// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades_test

import (
	"bytes"
	"crypto/sha1"
	"crypto/x509"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

func extend(t testing.TB, file []byte, source pades.EvidenceSource) []byte {
	t.Helper()
	d, err := pades.Extend(t.Context(), bytes.NewReader(file), int64(len(file)), source)
	require.NoError(t, err)
	return octets(t, d)
}

// store reads the security store of a file: its dictionary, and how many
// members each key has.
func store(t testing.TB, file []byte) (*pdf.Revision, pdf.Dict, map[pdf.Name]int) {
	t.Helper()
	f, err := pdf.Open(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	_, catalog, err := f.Newest().Catalog()
	require.NoError(t, err)
	dict, err := f.Newest().Dict(catalog["DSS"])
	require.NoError(t, err)
	sizes := map[pdf.Name]int{}
	for _, key := range []pdf.Name{"Certs", "OCSPs", "CRLs"} {
		array, err := f.Newest().Array(dict[key])
		require.NoError(t, err)
		sizes[key] = len(array)
	}
	return f.Newest(), dict, sizes
}

// TestStore looks at what stands in a security store: EN 319 142-1 section
// 5.4.2.
func TestStore(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Person)
	file := w.sign(t, s, pdftest.Plain(), cades.LevelBLT)
	opens(t, file)
	r, dict, sizes := store(t, file)
	assert.Equal(t, pdf.Name("DSS"), dict["Type"])
	assert.Positive(t, sizes["OCSPs"])
	array, err := r.Array(dict["Certs"])
	require.NoError(t, err)
	var certs []*x509.Certificate
	for _, o := range array {
		stream, err := r.Load(o.(pdf.Reference))
		require.NoError(t, err)
		der, err := r.Data(stream.(*pdf.Stream))
		require.NoError(t, err)
		cert, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		certs = append(certs, cert)
	}
	assert.Contains(t, certs, s.SignCert)
	assert.Contains(t, certs, w.TimeStamper(true))
	array, err = r.Array(dict["OCSPs"])
	require.NoError(t, err)
	stream, err := r.Load(array[0].(pdf.Reference))
	require.NoError(t, err)
	der, err := r.Data(stream.(*pdf.Stream))
	require.NoError(t, err)
	_, err = ocsp.ParseResponse(der)
	require.NoError(t, err)

	f, err := pdf.Open(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	signature, err := f.Newest().Dict(pdf.Reference{Number: 7})
	require.NoError(t, err)
	key := fmt.Sprintf("%X", sha1.Sum(signature["Contents"].(pdf.String).Octets))
	single, err := r.Dict(dict["VRI"].(pdf.Dict)[pdf.Name(key)])
	require.NoError(t, err)
	assert.Len(t, single["Cert"], sizes["Certs"])
}

// TestStoreGrows extends a file again, with another signature and without.
func TestStoreGrows(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	first, second := w.Subscriber(testpki.ECDSAPerson), w.Subscriber(testpki.RSAPerson)
	file := w.sign(t, first, pdftest.Plain(), cades.LevelBLT)
	_, dict, before := store(t, file)
	assert.Len(t, dict["VRI"], 1)
	file = extend(t, w.sign(t, second, file, cades.LevelBT), w.augmenter(second))
	_, dict, after := store(t, file)
	assert.Len(t, dict["VRI"], 2)
	assert.Equal(t, before["Certs"]+1, after["Certs"], "only the second signer is new")
	report := verify(t, w.verifier(), file)
	require.True(t, report.Passed(), "%v %v", report.Signatures[0].Errors, report.Signatures[1].Errors)
	for _, s := range report.Signatures {
		assert.Equal(t, cades.LevelBLT, s.Level)
	}
}

func TestExtendNothing(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	_, err := pades.Extend(t.Context(), bytes.NewReader(pdftest.Plain()), int64(len(pdftest.Plain())), w.augmenter(w.Subscriber(testpki.Person)))
	require.ErrorIs(t, err, pades.ErrNoSignature)
}

// TestRevokedLater revokes the signer after signing: who has evidence from
// before is not touched.
func TestRevokedLater(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	basic := w.sign(t, s, pdftest.Plain(), cades.LevelBB)
	long := w.sign(t, s, pdftest.Plain(), cades.LevelBLT)
	w.now = w.now.Add(time.Hour)
	w.Revoke(s.SignCert, w.now.Add(-time.Minute), crl.KeyCompromise)
	v := w.verifier()
	v.Status = w.status()
	assert.True(t, verify(t, v, long).Passed())
	report := verify(t, v, basic)
	assert.Equal(t, validation.Indeterminate, report.Signatures[0].Indication)
	assert.Equal(t, validation.RevokedNoPOE, report.Signatures[0].SubIndication)
	_, err := pades.Extend(t.Context(), bytes.NewReader(basic), int64(len(basic)), w.augmenter(s))
	require.ErrorIs(t, err, cades.ErrRevoked)
}

// TestStampProves has a time-stamp over the document prove the time of a
// signature that has none of its own.
func TestStampProves(t *testing.T) {
	w := build(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	file := extend(t, w.sign(t, s, pdftest.Plain(), cades.LevelBB), w.augmenter(s))
	stamped := w.now
	d, err := pades.Stamp(t.Context(), bytes.NewReader(file), int64(len(file)), w.augmenter(s).TSA, pki.SHA256)
	require.NoError(t, err)
	file = octets(t, d)
	report := verify(t, w.verifier(), file)
	require.Len(t, report.TimeStamps, 1)
	// Nothing in the file says whether the authority was revoked.
	assert.Equal(t, validation.TryLater, report.TimeStamps[0].SubIndication)
	v := w.verifier()
	v.Status = w.status()
	report = verify(t, v, file)
	require.True(t, report.TimeStamps[0].Passed(), "%v", report.TimeStamps[0].Errors)
	assert.True(t, report.Passed())
	assert.True(t, report.Signatures[0].Proven)
	assert.True(t, stamped.Truncate(time.Second).Equal(report.Signatures[0].BestTime.Truncate(time.Second)))

	file[11] ^= 1 // within a comment
	report = verify(t, v, file)
	assert.Equal(t, validation.HashFailure, report.Signatures[0].SubIndication)
	assert.False(t, report.TimeStamps[0].Passed())
	assert.False(t, report.Signatures[0].Proven)
}
