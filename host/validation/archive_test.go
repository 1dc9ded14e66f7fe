// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestArchiveProtects: what is taken away from under an archive time-stamp, or
// changed, is missed; what is added is not.
func TestArchiveProtects(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	sd := w.Sign(t, w.Augmenter(s), s, cades.Signer{}, document, cades.LevelBLTA)
	for name, c := range map[string]struct {
		change func(*cms.SignedData, *cms.SignerInfo)
		code   validation.Code // of the archive time-stamp; none if it holds
	}{
		"nothing": {func(*cms.SignedData, *cms.SignerInfo) {}, ""},
		"a certificate added": {func(sd *cms.SignedData, _ *cms.SignerInfo) {
			sd.AddCertificate(w.Subscriber(testpki.RSAPerson).SignCert)
		}, ""},
		"an attribute added": {func(_ *cms.SignedData, si *cms.SignerInfo) {
			si.UnsignedAttrs = append(slices.Clone(si.UnsignedAttrs), cms.NewAttribute(cms.OIDCertificateValues, []byte{0x30, 0}))
		}, ""},
		"a certificate taken away": {func(sd *cms.SignedData, _ *cms.SignerInfo) {
			sd.RawCertificates = sd.RawCertificates[1:]
		}, validation.ArchiveIndexWrong},
		"a response taken away": {func(sd *cms.SignedData, _ *cms.SignerInfo) {
			sd.CRLs = sd.CRLs[1:]
		}, validation.ArchiveIndexWrong},
		"the time-stamp of the signature taken away": {func(_ *cms.SignedData, si *cms.SignerInfo) {
			si.UnsignedAttrs = slices.DeleteFunc(slices.Clone(si.UnsignedAttrs), func(a cms.Attribute) bool {
				return a.Type.EqualASN1OID(cms.OIDSignatureTimeStamp)
			})
		}, validation.ArchiveIndexWrong},
		"the version changed": {func(_ *cms.SignedData, si *cms.SignerInfo) { si.Version = 2 }, validation.ImprintWrong},
	} {
		changed := *sd
		changed.SignerInfos = slices.Clone(sd.SignerInfos)
		changed.RawCertificates, changed.CRLs = slices.Clone(sd.RawCertificates), slices.Clone(sd.CRLs)
		c.change(&changed, &changed.SignerInfos[0])
		v := single(t, online(w), cadestest.Marshal(t, &changed, document), nil)
		assert.Equal(t, validation.TotalPassed, v.Indication, "%s: %+v", name, v.Errors)
		archive := v.TimeStamps[len(v.TimeStamps)-1]
		require.Equal(t, validation.ArchiveStamp, archive.Kind)
		if c.code == "" {
			assert.Equal(t, cades.LevelBLTA, v.Level, name)
			assert.True(t, archive.Passed(), name)
		} else {
			assert.NotEqual(t, cades.LevelBLTA, v.Level, name)
			assert.Equal(t, c.code, archive.Errors[0].Code, name)
		}
	}
}

// TestYearsLater: certificates end, and only what is proven to have existed
// before stays good.
func TestYearsLater(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	messages := map[cades.Level][]byte{}
	for _, level := range []cades.Level{cades.LevelBB, cades.LevelBT, cades.LevelBLT, cades.LevelBLTA} {
		messages[level] = signedBy(t, w, testpki.ECDSAPerson, level)
	}
	expired := s.SignCert.NotAfter.AddDate(0, 0, 1)
	judge := func(level cades.Level, at time.Time) validation.Verdict {
		v := offline(w)
		v.At = at
		return single(t, v, messages[level], nil)
	}
	v := judge(cades.LevelBB, expired)
	assert.Equal(t, validation.OutOfBoundsNoPOE, v.SubIndication, "%+v", v.Errors)
	v = judge(cades.LevelBT, expired)
	assert.Equal(t, validation.OutOfBoundsNoPOE, v.SubIndication, "offline nothing is known of the authority: %+v", v.Errors)
	for _, level := range []cades.Level{cades.LevelBLT, cades.LevelBLTA} {
		v = judge(level, expired)
		assert.Equal(t, validation.TotalPassed, v.Indication, "%s: %+v", level, v.Errors)
		assert.Equal(t, level, v.Level)
	}

	ended := w.TimeStamper(false).NotAfter.AddDate(0, 0, 1)
	for _, level := range []cades.Level{cades.LevelBLT, cades.LevelBLTA} {
		v = judge(level, ended)
		assert.Equal(t, validation.OutOfBoundsNoPOE, v.SubIndication, "%s: %+v", level, v.Errors)
		assert.Equal(t, validation.CertificateExpired, v.TimeStamps[0].Errors[0].Code)
	}
	around := offline(w)
	around.At, around.Proven = ended, w.Now().Add(time.Hour)
	v = single(t, around, messages[cades.LevelBLT], nil)
	assert.Equal(t, validation.TotalPassed, v.Indication, "a time-stamp over the whole file proves all that is in it: %+v", v)
	assert.Equal(t, w.Now(), v.BestTime)
}

// TestOutsideValidity: a signature made, by proof, before or after its
// certificate was valid has failed; without proof it may be good.
func TestOutsideValidity(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	a.Status = nil
	stamped := func(s *testpki.Subscriber) []byte {
		sd := w.Sign(t, a, s, cades.Signer{}, document, cades.LevelBB)
		si := &sd.SignerInfos[0]
		token, err := a.TSA.Stamp(t.Context(), pki.SHA256, pki.SHA256.Sum(si.Signature))
		require.NoError(t, err)
		si.UnsignedAttrs = cms.Attributes{cms.NewAttribute(cms.OIDSignatureTimeStamp, token.Raw)}
		return cadestest.Marshal(t, sd, document)
	}
	early := w.Subscriber(testpki.NotYet)
	v := single(t, online(w), stamped(early), nil)
	assert.Equal(t, validation.NotYetValid, v.SubIndication, "%+v", v.Errors)
	assert.Equal(t, validation.TotalFailed, v.Indication)

	unproven := signedBy(t, w, testpki.ECDSAPerson, cades.LevelBB)
	w.Pass(s.SignCert.NotAfter.Sub(w.Now()) + time.Hour)
	v = single(t, online(w), stamped(s), nil)
	assert.Equal(t, validation.Expired, v.SubIndication, "%+v", v.Errors)
	assert.Equal(t, validation.TotalFailed, v.Indication)
	v = single(t, online(w), unproven, nil)
	assert.Equal(t, validation.OutOfBoundsNotRevoked, v.SubIndication, "%+v", v.Errors)
	assert.Equal(t, validation.Indeterminate, v.Indication)
	v = single(t, offline(w), unproven, nil)
	assert.Equal(t, validation.OutOfBoundsNoPOE, v.SubIndication, "%+v", v.Errors)
}

// TestRenewed: an archive time-stamp over another keeps a signature good when
// the authority of the first one is no more.
func TestRenewed(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	sd := w.Sign(t, a, s, cades.Signer{}, document, cades.LevelBLTA)
	first := w.Now()
	w.Pass(time.Hour)
	require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(document), cades.LevelBLTA))
	v := single(t, offline(w), cadestest.Marshal(t, sd, document), nil)
	require.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
	require.Equal(t, cades.LevelBLTA, v.Level)
	require.Equal(t, first, v.BestTime)
	require.Len(t, v.TimeStamps, 3)
	for _, stamp := range v.TimeStamps {
		require.True(t, stamp.Passed(), "%+v", stamp)
	}
}

// TestOutOfOrder: a time-stamp cannot be younger than one that is over it.
func TestOutOfOrder(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	h := pki.SHA256
	w.Pass(time.Hour)
	late, err := a.ContentTimeStamp(t.Context(), h, h.Sum(document))
	require.NoError(t, err)
	w.Pass(-time.Hour)
	signer := cades.Signer{ContentTimeStamp: late}
	message := cadestest.Marshal(t, w.Sign(t, a, s, signer, document, cades.LevelBT), document)
	w.Pass(2 * time.Hour)
	v := single(t, online(w), message, nil)
	require.Equal(t, validation.TimestampOrderFailure, v.SubIndication, "%+v", v)
}

// TestTimeStampAlone judges a time-stamp over a whole file.
func TestTimeStampAlone(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	a := w.Augmenter(w.Subscriber(testpki.Person))
	token, err := a.TSA.Stamp(t.Context(), pki.GOST34311, pki.GOST34311.Sum(document))
	require.NoError(t, err)
	digest := func(h *pki.Hash) []byte { return h.Sum(document) }
	for name, c := range map[string]struct {
		verifier *validation.Verifier
		token    *tsp.Token
		digest   func(*pki.Hash) []byte
		code     validation.Code
	}{
		"good":        {online(w), token, digest, ""},
		"offline":     {offline(w), token, digest, validation.RevocationUnknown},
		"other data":  {online(w), token, func(h *pki.Hash) []byte { return h.Sum(nil) }, validation.ImprintWrong},
		"no data":     {online(w), token, func(*pki.Hash) []byte { return nil }, validation.StampedDataMissing},
		"nobody":      {&validation.Verifier{At: w.Now()}, token, digest, validation.ChainNotFound},
		"not a token": {online(w), &tsp.Token{Raw: []byte{5, 0}}, digest, validation.TimeStampMalformed},
	} {
		stamp, err := c.verifier.TimeStamp(t.Context(), validation.DocumentStamp, c.token.Raw, c.digest)
		require.NoError(t, err)
		assert.Equal(t, validation.DocumentStamp, stamp.Kind)
		if c.code == "" {
			assert.True(t, stamp.Passed(), "%s: %+v", name, stamp)
			assert.Equal(t, w.Now(), stamp.Time)
			continue
		}
		assert.Equal(t, c.code, stamp.Errors[0].Code, "%s: %+v", name, stamp)
	}
}
