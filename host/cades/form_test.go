// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
)

// TestNationalForm compares what is written at each level with what UAPKI
// writes, attribute for attribute.
func TestNationalForm(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Person)
	a := w.Augmenter(s)
	sd := sign(t, w, a, s, cades.Signer{}, content)
	for _, c := range []struct {
		level cades.Level
		file  string
	}{{cades.LevelBT, "t"}, {cades.LevelBLT, "xl"}, {cades.LevelBLTA, "a"}} {
		require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), c.level))
		theirs := parse(t, interop.Read(t, "pki/uapki-generated/uapki-cades-"+c.file+"-attached.p7s"))
		ours, reference := sd.SignerInfos[0], theirs.SignerInfos[0]
		require.ElementsMatch(t, oids(reference.SignedAttrs), oids(ours.SignedAttrs), c.level)
		require.ElementsMatch(t, oids(reference.UnsignedAttrs), oids(ours.UnsignedAttrs), c.level)
		require.Equal(t, theirs.Version, sd.Version)
		require.Equal(t, reference.Version, ours.Version)
		require.Equal(t, theirs.DigestAlgorithms, sd.DigestAlgorithms)
		require.Equal(t, reference.SignatureAlgorithm, ours.SignatureAlgorithm)
		require.Empty(t, sd.CRLs)
	}

	certs, err := cades.ParseCertificateValues(sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDCertificateValues)[0])
	require.NoError(t, err)
	require.Equal(t, s.SignCert, certs[0], "the signer's first")
	require.Equal(t, s.Chain, certs[1:3], "then the authorities")
	require.Contains(t, certs, w.TimeStamper(true))
	require.Contains(t, certs, w.Responder(s.SignCert))
	for _, cert := range certs {
		require.Contains(t, sd.RawCertificates, cert.Raw)
	}
	responses, lists, err := cades.ParseRevocationValues(sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDRevocationValues)[0])
	require.NoError(t, err)
	require.Len(t, responses, 2, "of the signer and of the authority")
	require.NotEmpty(t, lists, "time-stamping authorities have no responder here")
}

// TestBaselineForm: ETSI EN 319 122-1 section 6.3 has the evidence in
// SignedData, and nothing else in the signature.
func TestBaselineForm(t *testing.T) {
	content := []byte("content")
	for name, c := range map[string]struct {
		signer  string
		profile cades.Profile
	}{
		"ECDSA":                  {testpki.ECDSAPerson, cades.ProfileByKey},
		"DSTU, as if it were so": {testpki.Person, cades.ProfileBaseline},
	} {
		w := cadestest.NewTown(t, testpki.ServicesOptions{})
		s := w.Subscriber(c.signer)
		a := w.Augmenter(s)
		a.Profile = c.profile
		sd := sign(t, w, a, s, cades.Signer{}, content)
		require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA), name)
		si := sd.SignerInfos[0]
		require.Empty(t, si.SignedAttrs.Values(cms.OIDContentTimeStamp))
		require.ElementsMatch(t, []string{cms.OIDSignatureTimeStamp.String(), cms.OIDArchiveTimeStampV3.String()}, oids(si.UnsignedAttrs))
		require.Equal(t, 5, sd.Version, "RFC 5652 section 5.1: other revocation information")
		responses, lists := cades.RevocationInfo(sd)
		require.Len(t, responses, 2)
		require.NotEmpty(t, lists)
		require.Len(t, sd.CRLs, len(responses)+len(lists))
		require.Len(t, sd.Certificates, 6)
	}
}

// TestForeignEvidenceSuffices extends what UAPKI made, with nobody to ask: all
// evidence is in the message already.
func TestForeignEvidenceSuffices(t *testing.T) {
	content := interop.Read(t, "pki/uapki-generated/data.txt")
	message := interop.Read(t, "pki/uapki-generated/uapki-cades-xl-detached.p7s")
	root, err := pki.ParseCertificate(interop.Read(t, "pki/uapki-generated/root.cer"))
	require.NoError(t, err)
	anchor, err := pki.AnchorOf(root)
	require.NoError(t, err)

	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	a := w.Augmenter(w.Subscriber(testpki.Person))
	a.Status = nil
	a.Trust = pki.NewTrust(append(w.Anchors(), anchor), w.Certificates())
	sd := parse(t, message)
	before := sd.SignerInfos[0].UnsignedAttrs
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA))
	require.Empty(t, sd.CRLs)
	require.Subset(t, sd.SignerInfos[0].UnsignedAttrs, before)
	require.Len(t, sd.SignerInfos[0].UnsignedAttrs, len(before)+1)
}

// bare asks an authority that leaves its certificate out of its tokens, as the
// national one does.
type bare struct {
	tsp.Client
	url string
}

func (b *bare) Stamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	return b.Client.Stamp(ctx, b.url, h, digest)
}

// TestTokensWithoutCertificates: what a token lacks, the evidence has.
func TestTokensWithoutCertificates(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{TSA: testpki.TSAOptions{Faults: testpki.TSANoCertificates}})
	for name, path := range map[string]string{testpki.Person: testpki.TSPPath, testpki.ECDSAPerson: testpki.TSPPathEC} {
		s := w.Subscriber(name)
		authority := w.TimeStamper(name == testpki.Person)
		a := w.Augmenter(s)
		a.Certificates = append(a.Certificates, authority)
		a.TSA = &bare{tsp.Client{Network: w.Courier, Trust: w.Trust(), Certificates: a.Certificates}, w.URL + path}
		sd := sign(t, w, a, s, cades.Signer{}, content)
		require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA))
		require.True(t, slices.ContainsFunc(sd.Certificates, authority.Equal))
		for _, stamp := range sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDSignatureTimeStamp) {
			token, err := tsp.ParseToken(stamp)
			require.NoError(t, err)
			require.Empty(t, token.Certificates())
			_, err = token.Verify(sd.Certificates, w.Trust())
			require.NoError(t, err)
		}
	}
}
