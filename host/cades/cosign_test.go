// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"crypto/x509"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
)

// TestCoSignatures: one beside the other, of every algorithm, and each brought
// to a level of its own.
func TestCoSignatures(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	first := w.Subscriber(testpki.Person)
	a := w.Augmenter(first)
	sd := sign(t, w, a, first, cades.Signer{}, content)
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA))
	before := sd.SignerInfos[0]

	for _, name := range []string{testpki.ECDSAPerson, testpki.RSAPerson, testpki.Kupyna, testpki.Director} {
		s := w.Subscriber(name)
		signer := cades.Signer{Certificate: s.SignCert, SigningTime: w.Now(), Chain: s.Chain[:1]}
		h, err := signer.ContentHash()
		require.NoError(t, err)
		prepared, err := signer.Prepare(h.Sum(content))
		require.NoError(t, err)
		require.NoError(t, prepared.FinishInto(sd, cadestest.Answer(t, s.SignKey, prepared)))
		require.ErrorIs(t, prepared.FinishInto(sd, []byte("no signature")), cades.ErrWrongSignature)
		place := len(sd.SignerInfos) - 1
		require.NoError(t, w.Augmenter(s).AugmentSigner(t.Context(), sd, place, cadestest.DigestsOf(content), cades.LevelBLT))
	}
	message, err := sd.Marshal(content)
	require.NoError(t, err)
	sd = parse(t, message)
	require.Len(t, sd.SignerInfos, 5)
	require.Len(t, sd.DigestAlgorithms, 2)
	require.Equal(t, before, sd.SignerInfos[0], "nothing else changed")
	checkStamps(t, w, &cms.SignedData{
		ContentType: sd.ContentType, RawCertificates: sd.RawCertificates, CRLs: sd.CRLs, SignerInfos: sd.SignerInfos[:1],
	}, content)

	other, err := x509.ParseOID("1.2.3.4")
	require.NoError(t, err)
	signer := cades.Signer{Certificate: first.SignCert, SigningTime: w.Now(), ContentType: other}
	prepared, err := signer.Prepare(pki.GOST34311.Sum(content))
	require.NoError(t, err)
	require.ErrorIs(t, prepared.FinishInto(sd, cadestest.Answer(t, first.SignKey, prepared)), cades.ErrContentType)
	require.Len(t, sd.SignerInfos, 5)
}

// TestAdoptInto puts beside a signature one that somebody else made whole.
func TestAdoptInto(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	sd := sign(t, w, nil, w.Subscriber(testpki.ECDSAPerson), cades.Signer{}, content)
	before := sd.SignerInfos[0]
	s := w.Subscriber(testpki.Person)
	theirs := sign(t, w, nil, s, cades.Signer{Detached: true}, content)
	message := cadestest.Marshal(t, theirs, nil)
	signer := cades.Signer{Certificate: s.SignCert}
	digest := pki.GOST34311.Sum(content)

	require.ErrorIs(t, signer.AdoptInto(sd, message, pki.GOST34311.Sum([]byte("another"))), cades.ErrBroken)
	other, err := x509.ParseOID("1.2.3.4")
	require.NoError(t, err)
	require.ErrorIs(t, (&cades.Signer{Certificate: s.SignCert, ContentType: other}).AdoptInto(sd, message, digest), cades.ErrContentType)
	require.Len(t, sd.SignerInfos, 1, "as it was")

	require.NoError(t, signer.AdoptInto(sd, message, digest))
	whole, err := sd.Marshal(content)
	require.NoError(t, err)
	sd = parse(t, whole)
	require.Len(t, sd.SignerInfos, 2)
	require.Len(t, sd.DigestAlgorithms, 2)
	require.Len(t, sd.Certificates, 2)
	require.Equal(t, before, sd.SignerInfos[0], "nothing else changed")
	require.Equal(t, theirs.SignerInfos[0].RawSignedAttrs, sd.SignerInfos[1].RawSignedAttrs)
	require.NoError(t, w.Augmenter(s).AugmentSigner(t.Context(), sd, 1, cadestest.DigestsOf(content), cades.LevelBT), "it holds")
}

// TestTooManySignatures: nothing is made that cannot be read again.
func TestTooManySignatures(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	sd := sign(t, w, nil, s, cades.Signer{}, nil)
	signer := cades.Signer{Certificate: s.SignCert, SigningTime: w.Now()}
	prepared, err := signer.Prepare(pki.SHA256.Sum(nil))
	require.NoError(t, err)
	answer := cadestest.Answer(t, s.SignKey, prepared)
	for len(sd.SignerInfos) < 1023 {
		sd.SignerInfos = append(sd.SignerInfos, sd.SignerInfos[0])
	}
	require.NoError(t, prepared.FinishInto(sd, answer))
	require.ErrorIs(t, prepared.FinishInto(sd, answer), cms.ErrTooLarge)
	parse(t, cadestest.Marshal(t, sd, nil))

	counter, err := signer.PrepareCounter(&sd.SignerInfos[0])
	require.NoError(t, err)
	answer = cadestest.Answer(t, s.SignKey, counter)
	sd.SignerInfos[0].UnsignedAttrs = slices.Repeat(cms.Attributes{cms.NewAttribute(cms.OIDSignatureTimeStamp, []byte{0x30, 0})}, 255)
	require.NoError(t, counter.Finish(sd, 0, answer))
	require.ErrorIs(t, counter.Finish(sd, 0, answer), cms.ErrTooLarge)
}

// TestCounterSignatures holds the form of RFC 5652 section 11.4.
func TestCounterSignatures(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	first := w.Subscriber(testpki.Person)
	sd := sign(t, w, nil, first, cades.Signer{}, content)
	for _, name := range []string{testpki.Director, testpki.ECDSAPerson} {
		s := w.Subscriber(name)
		signer := cades.Signer{Certificate: s.SignCert, SigningTime: w.Now()}
		prepared, err := signer.PrepareCounter(&sd.SignerInfos[0])
		require.NoError(t, err)
		require.ErrorIs(t, prepared.Finish(sd, 1, cadestest.Answer(t, s.SignKey, prepared)), cades.ErrNoSigner)
		require.ErrorIs(t, prepared.Finish(sd, 0, []byte("no signature")), cades.ErrWrongSignature)
		require.NoError(t, prepared.Finish(sd, 0, cadestest.Answer(t, s.SignKey, prepared)))
		require.Contains(t, sd.RawCertificates, s.SignCert.Raw)
	}
	counters := sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDCountersignature)
	require.Len(t, counters, 2)
	for _, der := range counters {
		si, err := cms.ParseSignerInfo(der)
		require.NoError(t, err)
		require.Empty(t, si.SignedAttrs.Values(cms.OIDContentType), "RFC 5652 section 11.4 forbids it")
		signer := cades.NewCertificates(sd, nil).Signer(&si)
		h, err := si.DigestAlgorithm.Hash()
		require.NoError(t, err)
		h = h.For(signer.Key)
		digest, ok := si.SignedAttrs.MessageDigest()
		require.True(t, ok)
		require.Equal(t, h.Sum(sd.SignerInfos[0].Signature), digest)
		require.NoError(t, pki.VerifyDigest(signer.Key, h, h.Sum(si.SignedOctets()), si.Signature))
	}
	require.NoError(t, w.Augmenter(first).Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA))
	checkStamps(t, w, sd, content)
}

func TestContentTimeStamp(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Person)
	a := w.Augmenter(s)
	h := pki.DefaultHash(s.SignKey.Public())
	token, err := a.ContentTimeStamp(t.Context(), h, h.Sum([]byte("another content")))
	require.NoError(t, err)
	signer := cades.Signer{Certificate: s.SignCert, SigningTime: w.Now(), ContentTimeStamp: token}
	_, err = signer.Prepare(h.Sum([]byte("content")))
	require.Error(t, err, "a time-stamp of another content")

	signer = cades.Signer{Certificate: s.SignCert, OmitSigningTime: true}
	sd := signDigest(t, w, s, signer, h.Sum(nil))
	require.Len(t, sd.SignerInfos[0].SignedAttrs.Values(cms.OIDSigningTime), 0)
}
