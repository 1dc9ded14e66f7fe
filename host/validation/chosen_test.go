// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// TestArchiveOfUAPKI: such a time-stamp proves nothing of another, which is not
// among what it is over and may have been made with a stolen key since.
func TestArchiveOfUAPKI(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	sd := w.Sign(t, w.Augmenter(s), s, cades.Signer{}, document, cades.LevelBB)
	stolen := archiveOfUAPKI(t, w.Augmenter(s), pki.SHA256, sd)
	w.Pass(time.Hour)
	honest := archiveOfUAPKI(t, w.Augmenter(w.Subscriber(testpki.Person)), pki.GOST34311, sd)
	made := w.Now()
	w.Revoke(w.TimeStamper(false), w.Pass(time.Hour), crl.KeyCompromise)
	w.Pass(time.Hour)
	sd.SignerInfos[0].UnsignedAttrs = cms.Attributes{
		cms.NewAttribute(cms.OIDArchiveTimeStampV3, stolen), cms.NewAttribute(cms.OIDArchiveTimeStampV3, honest),
	}
	v := single(t, online(w), cadestest.Marshal(t, sd, document), nil)
	require.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
	require.Equal(t, validation.RevokedNoPOE, v.TimeStamps[0].SubIndication)
	require.True(t, v.TimeStamps[1].Passed(), "%+v", v.TimeStamps[1])
	require.Equal(t, made, v.BestTime)
}

// archiveOfUAPKI is an archive time-stamp in the form of UAPKI over a signature
// without other unsigned attributes.
func archiveOfUAPKI(t *testing.T, a *cades.Augmenter, h *pki.Hash, sd *cms.SignedData) []byte {
	t.Helper()
	fields, err := sd.SignerInfos[0].MarshalFields()
	require.NoError(t, err)
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(fields) })
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		h.AlgorithmIdentifier().AddTo(b)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for _, raw := range sd.RawCertificates {
				b.AddASN1OctetString(h.Sum(raw))
			}
		})
		b.AddASN1(casn1.SEQUENCE, func(*cryptobyte.Builder) {})
		b.AddASN1(casn1.SEQUENCE, func(*cryptobyte.Builder) {})
	})
	token, err := a.TSA.Stamp(t.Context(), h, h.Sum(cms.MarshalOID(sd.ContentType), h.Sum(document), b.BytesOrPanic()))
	require.NoError(t, err)
	return token.Raw
}

// TestArchiveIndexBySHA1: a list by which another value may take a listed one's
// place proves nothing, whatever the token itself is made with.
func TestArchiveIndexBySHA1(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	for h, passes := range map[*pki.Hash]bool{pki.SHA1: false, pki.SHA256: true} {
		a := w.Augmenter(s)
		sd := w.Sign(t, a, s, cades.Signer{}, document, cades.LevelBLT)
		si := &sd.SignerInfos[0]
		index, err := cades.NewArchiveIndex(h, sd, si)
		require.NoError(t, err)
		imprint, err := index.Imprint(pki.SHA256, sd, si, pki.SHA256.Sum(document))
		require.NoError(t, err)
		token, err := a.TSA.Stamp(t.Context(), pki.SHA256, imprint)
		require.NoError(t, err)
		si.UnsignedAttrs = si.UnsignedAttrs.With(cms.NewAttribute(cms.OIDArchiveTimeStampV3, indexed(t, token, index)))
		v := single(t, online(w), cadestest.Marshal(t, sd, document), nil)
		archive := v.TimeStamps[len(v.TimeStamps)-1]
		require.Equal(t, passes, archive.Passed(), "%s: %+v", h, archive)
		require.Equal(t, passes, v.Level == cades.LevelBLTA, "%s: %s", h, v.Level)
		if !passes {
			require.Equal(t, []validation.Code{validation.AlgorithmWeak}, codes(archive.Errors))
		}
	}
}

// indexed is a token with an index.
func indexed(t *testing.T, token *tsp.Token, index *cades.ArchiveIndex) []byte {
	t.Helper()
	reader, err := cms.NewReader(bytes.NewReader(token.Raw))
	require.NoError(t, err)
	info, err := io.ReadAll(reader.Content())
	require.NoError(t, err)
	sd, err := reader.SignedData()
	require.NoError(t, err)
	si := &sd.SignerInfos[0]
	si.UnsignedAttrs = si.UnsignedAttrs.With(cms.NewAttribute(cms.OIDATSHashIndexV3, index.Raw))
	der, err := sd.Marshal(info)
	require.NoError(t, err)
	return der
}

// TestCrowdedOut: however many lists a message holds, those of the caller count.
func TestCrowdedOut(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	sd := w.Sign(t, w.Augmenter(s), s, cades.Signer{}, document, cades.LevelBB)
	for i := range 64 {
		sd.CRLs = append(sd.CRLs, w.List("national", testpki.CRLOptions{Filler: i}, false))
	}
	said := evidenceNow(t, w, s)
	message := cadestest.Marshal(t, sd, document)
	w.Revoke(s.SignCert, w.Pass(time.Minute), crl.KeyCompromise)
	w.Pass(time.Minute)
	v := offline(w)
	v.Evidence = []validation.Evidence{said}
	require.Equal(t, validation.TotalPassed, single(t, v, message, nil).Indication)
	v.Evidence[0].Lists = append(v.Evidence[0].Lists, w.List("european", testpki.CRLOptions{}, false), w.List("european", testpki.CRLOptions{}, true))
	require.Equal(t, validation.RevokedNoPOE, single(t, v, message, nil).SubIndication)
}

// TestNewestDelta: of several deltas upon a list the last one speaks, wherever
// it stands.
func TestNewestDelta(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	message := signedBy(t, w, testpki.ECDSAPerson, cades.LevelBB)
	root, complete := w.List("european-root", testpki.CRLOptions{}, false), w.List("european", testpki.CRLOptions{}, false)
	older := w.List("european", testpki.CRLOptions{}, true)
	w.Revoke(s.SignCert, w.Pass(time.Minute), crl.KeyCompromise)
	w.Pass(time.Minute)
	newer := w.List("european", testpki.CRLOptions{}, true)
	for name, deltas := range map[string][][]byte{"first": {newer, older}, "last": {older, newer}} {
		v := offline(w)
		v.Evidence = []validation.Evidence{{Lists: append([][]byte{root, complete}, deltas...)}}
		assert.Equal(t, validation.RevokedNoPOE, single(t, v, message, nil).SubIndication, name)
	}
	v := offline(w)
	v.Evidence = []validation.Evidence{{Lists: [][]byte{root, complete, older}}}
	assert.Equal(t, validation.TotalPassed, single(t, v, message, nil).Indication, "what is older does not know")
}

// TestListsForgetTheExpired: a list that is silent on a certificate that has
// ended says nothing, also one that was just fetched.
func TestListsForgetTheExpired(t *testing.T) {
	for faults, sub := range map[testpki.OCSPFaults]validation.SubIndication{
		0: validation.OutOfBoundsNotRevoked, testpki.OCSPUnauthorized: validation.OutOfBoundsNoPOE,
	} {
		o := testpki.ServicesOptions{}
		o.OCSP.Faults = faults
		w := cadestest.NewTown(t, o)
		s := w.Subscriber(testpki.ECDSAPerson)
		message := signedBy(t, w, testpki.ECDSAPerson, cades.LevelBB)
		w.Pass(s.SignCert.NotAfter.Sub(w.Now()) + time.Hour)
		require.Equal(t, sub, single(t, online(w), message, nil).SubIndication)
	}
}

// TestStolenStamper: whoever antedates with the key of an authority has what was
// said of it while all was well. Who can ask finds out.
func TestStolenStamper(t *testing.T) {
	for _, level := range []cades.Level{cades.LevelBT, cades.LevelBLT, cades.LevelBLTA} {
		w := cadestest.NewTown(t, testpki.ServicesOptions{})
		message := signedBy(t, w, testpki.ECDSAPerson, level)
		w.Revoke(w.TimeStamper(false), w.Pass(time.Hour), crl.KeyCompromise)
		w.Pass(time.Hour)
		v := single(t, online(w), message, nil)
		require.Equal(t, validation.TotalPassed, v.Indication, "by the certificate's standing now: %+v", v.Errors)
		require.Equal(t, cades.LevelBB, v.Level, level)
		require.False(t, v.Proven)
		require.Equal(t, validation.RevokedNoPOE, v.TimeStamps[0].SubIndication)
	}
}
