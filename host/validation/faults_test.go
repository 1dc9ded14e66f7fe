// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"context"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/tsp"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// signedBy is a message by a subscriber at a level.
func signedBy(t testing.TB, w *cadestest.Town, who string, level cades.Level) []byte {
	t.Helper()
	s := w.Subscriber(who)
	return cadestest.Marshal(t, w.Sign(t, w.Augmenter(s), s, cades.Signer{}, document, level), document)
}

// TestResponderFaults: no fault of a responder, alone or with another, makes a
// signature good, or anything but one to be judged later.
func TestResponderFaults(t *testing.T) {
	faults := []testpki.OCSPFaults{
		testpki.OCSPWrongNonce, testpki.OCSPStale, testpki.OCSPFuture, testpki.OCSPUnknown, testpki.OCSPTryLater, testpki.OCSPUnauthorized,
		testpki.OCSPForeign, testpki.OCSPOrdinary, testpki.OCSPOther, testpki.OCSPBadSignature, testpki.OCSPCritical,
	}
	for i, one := range faults {
		for _, other := range faults[i:] {
			o := testpki.ServicesOptions{}
			o.OCSP.Faults = one | other
			o.CRL.Faults = testpki.CRLForeign
			w := cadestest.NewTown(t, o)
			v := single(t, online(w), signedBy(t, w, testpki.ECDSAPerson, cades.LevelBB), nil)
			require.Equal(t, validation.Indeterminate, v.Indication, "%b", one|other)
			require.Equal(t, validation.TryLater, v.SubIndication, "%b: %+v", one|other, v.Errors)
			require.True(t, v.Intact)
			require.True(t, v.Statuses[0].Unknown)
		}
	}
}

// TestServicesDown: silence is never good.
func TestServicesDown(t *testing.T) {
	for _, fault := range []testpki.HTTPFault{
		testpki.HTTPFails, testpki.HTTPPage, testpki.HTTPGarbage, testpki.HTTPBreaks,
	} {
		o := testpki.ServicesOptions{}
		o.OCSP.Fault, o.CRL.Fault = fault, fault
		w := cadestest.NewTown(t, o)
		s := w.Subscriber(testpki.ECDSAPerson)
		a := w.Augmenter(s)
		a.Status = nil
		for _, level := range []cades.Level{cades.LevelBT, cades.LevelBB} {
			message := cadestest.Marshal(t, w.Sign(t, a, s, cades.Signer{}, document, level), document)
			v := single(t, online(w), message, nil)
			require.Equal(t, validation.TryLater, v.SubIndication, "%v %+v", fault, v.Errors)
			require.Equal(t, cades.LevelBB, v.Level)
		}
	}
}

// TestListsInstead: where a responder fails, lists answer, however long.
func TestListsInstead(t *testing.T) {
	o := testpki.ServicesOptions{}
	o.OCSP.Faults = testpki.OCSPUnauthorized
	o.CRL.Filler = 10_000
	w := cadestest.NewTown(t, o)
	v := single(t, online(w), signedBy(t, w, testpki.Person, cades.LevelBLT), nil)
	require.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
	require.Equal(t, cades.LevelBLT, v.Level)
	require.Equal(t, "crl", v.Statuses[0].Source)
}

// TestStanding: what a certificate's status makes of a signature without a
// time-stamp.
func TestStanding(t *testing.T) {
	for name, c := range map[string]struct {
		change     func(*cadestest.Town, *testpki.Subscriber)
		indication validation.Indication
		sub        validation.SubIndication
		code       validation.Code
	}{
		"revoked": {func(w *cadestest.Town, s *testpki.Subscriber) { w.Revoke(s.SignCert, w.Now(), crl.KeyCompromise) },
			validation.Indeterminate, validation.RevokedNoPOE, validation.RevokedUnproven},
		"on hold": {func(w *cadestest.Town, s *testpki.Subscriber) { w.Revoke(s.SignCert, w.Now(), crl.CertificateHold) },
			validation.Indeterminate, validation.TryLater, validation.OnHold},
		"released": {func(w *cadestest.Town, s *testpki.Subscriber) {
			w.Revoke(s.SignCert, w.Now(), crl.CertificateHold)
			w.Release(s.SignCert, w.Pass(time.Minute))
		}, validation.TotalPassed, "", ""},
		"authority revoked": {func(w *cadestest.Town, s *testpki.Subscriber) { w.Revoke(s.Chain[0], w.Now(), crl.CACompromise) },
			validation.Indeterminate, validation.RevokedCANoPOE, validation.AuthorityRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			w := cadestest.NewTown(t, testpki.ServicesOptions{})
			message := signedBy(t, w, testpki.ECDSAPerson, cades.LevelBB)
			c.change(w, w.Subscriber(testpki.ECDSAPerson))
			w.Pass(time.Minute)
			v := single(t, online(w), message, nil)
			require.Equal(t, c.indication, v.Indication, "%+v", v.Errors)
			require.Equal(t, c.sub, v.SubIndication)
			if c.code != "" {
				require.Equal(t, c.code, v.Errors[0].Code)
			}
		})
	}
}

// evidenceNow is what the town says now of a European subscriber's path and of
// the time-stamping authority.
func evidenceNow(t *testing.T, w *cadestest.Town, s *testpki.Subscriber) (e validation.Evidence) {
	t.Helper()
	for _, q := range []status.Question{
		{Certificate: s.SignCert, Issuer: s.Chain[0]}, {Certificate: s.Chain[0], Issuer: s.Chain[1]},
		{Certificate: w.TimeStamper(false), Issuer: s.Chain[1]},
	} {
		answer, err := w.Status().Check(context.Background(), q.Certificate, q.Issuer)
		require.NoError(t, err)
		if answer.Response != nil {
			e.Responses = append(e.Responses, answer.Response.Raw)
		} else {
			e.Lists = append(e.Lists, answer.Lists.Complete.Raw)
		}
	}
	return e
}

// TestChosenEvidence: whoever was revoked a moment ago puts in what was said
// the moment before. It is fresh by the rules, and who can ask finds out.
func TestChosenEvidence(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	chosen := evidenceNow(t, w, s)
	w.Revoke(s.SignCert, w.Pass(5*time.Minute), crl.KeyCompromise)
	w.Pass(5 * time.Minute)
	a := w.Augmenter(s)
	a.Status = nil
	message := cadestest.Marshal(t, w.Sign(t, a, s, cades.Signer{}, document, cades.LevelBT), document)
	v := online(w)
	v.Evidence = []validation.Evidence{chosen}
	require.Equal(t, validation.RevokedProven, single(t, v, message, nil).SubIndication)
	v.Status = nil
	require.Equal(t, validation.TotalPassed, single(t, v, message, nil).Indication)
}

// TestEvidenceInTime: evidence older than a signature says nothing of it, what
// is newer does, and what is of the future is not believed.
func TestEvidenceInTime(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	old := evidenceNow(t, w, s)
	w.Pass(2 * time.Hour)
	a := w.Augmenter(s)
	a.Status = nil
	message := cadestest.Marshal(t, w.Sign(t, a, s, cades.Signer{}, document, cades.LevelBT), document)
	signed := w.Now()
	w.Pass(2 * time.Hour)
	later := evidenceNow(t, w, s)

	judge := func(at time.Time, e ...validation.Evidence) validation.Verdict {
		v := offline(w)
		v.At, v.Evidence = at, e
		return single(t, v, message, nil)
	}
	v := judge(w.Now(), old)
	assert.Equal(t, validation.TryLater, v.SubIndication)
	assert.Contains(t, v.Errors[0].Text, "older than the signature")
	v = judge(w.Now(), old, later)
	assert.Equal(t, validation.TotalPassed, v.Indication, "%+v", v.Errors)
	assert.True(t, v.Proven)
	v = judge(signed, later)
	assert.Equal(t, validation.TryLater, v.SubIndication)
	assert.Contains(t, v.Errors[0].Text, "later time than this computer's clock")
}

// TestClocks: a clock that is an hour wrong is told, whosever it is.
func TestClocks(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Person)
	a := w.Augmenter(s)
	for name, c := range map[string]struct {
		signer, judge time.Duration
		level         cades.Level
		code          validation.Code
	}{
		"signer ahead, stamped":          {signer: time.Hour, level: cades.LevelBLT, code: validation.ClaimedTimeDiffers},
		"signer behind, content stamped": {signer: -time.Hour, level: cades.LevelBLT, code: validation.ClaimedTimeDiffers},
		"signer ahead":                   {signer: time.Hour, level: cades.LevelBB, code: validation.ClaimedTimeInFuture},
		"verifier behind":                {judge: -time.Hour, level: cades.LevelBLT, code: validation.ClaimedTimeInFuture},
	} {
		signer := cades.Signer{SigningTime: w.Now().Add(c.signer)}
		message := cadestest.Marshal(t, w.Sign(t, a, s, signer, document, c.level), document)
		v := online(w)
		v.At = w.Now().Add(c.judge)
		if c.judge != 0 {
			v.Status = nil
		}
		verdict := single(t, v, message, nil)
		assert.Contains(t, codes(verdict.Warnings), c.code, name)
		if c.judge < 0 {
			assert.Equal(t, validation.TryLater, verdict.SubIndication, name)
			assert.Equal(t, validation.TimeStampFromFuture, verdict.TimeStamps[0].Errors[0].Code, name)
		} else {
			assert.Equal(t, validation.TotalPassed, verdict.Indication, "%s: %+v", name, verdict.Errors)
		}
	}
}

// TestStamperFaults: a time-stamp that is wrong lowers the level and says why.
func TestStamperFaults(t *testing.T) {
	for name, c := range map[string]struct {
		faults testpki.TSAFaults
		code   validation.Code
	}{
		"other data":      {testpki.TSAWrongImprint, validation.ImprintWrong},
		"foreign":         {testpki.TSAForeign, validation.ChainNotFound},
		"for other ends":  {testpki.TSAOrdinary, validation.ChainBroken},
		"wrong signature": {testpki.TSABadSignature, validation.SignatureWrong},
		"not bound":       {testpki.TSANoBinding, validation.SignerDiffers},
		"no certificate":  {testpki.TSANoCertificates, validation.SignerNotFound},
	} {
		o := testpki.ServicesOptions{}
		o.TSA.Faults = c.faults
		w := cadestest.NewTown(t, o)
		s := w.Subscriber(testpki.ECDSAPerson)
		sd := w.Sign(t, w.Augmenter(s), s, cades.Signer{}, document, cades.LevelBB)
		si := &sd.SignerInfos[0]
		token := anyToken(t, w, pki.SHA256, pki.SHA256.Sum(si.Signature))
		si.UnsignedAttrs = si.UnsignedAttrs.With(cms.NewAttribute(cms.OIDSignatureTimeStamp, token))
		v := single(t, online(w), cadestest.Marshal(t, sd, document), nil)
		require.Equal(t, validation.TotalPassed, v.Indication, "%s: %+v", name, v.Errors)
		require.Equal(t, cades.LevelBB, v.Level, name)
		require.False(t, v.Proven, name)
		require.Contains(t, codes(v.Warnings), validation.SignatureStampNotValid, name)
		require.Contains(t, codes(v.TimeStamps[0].Errors), c.code, "%s: %+v", name, v.TimeStamps[0].Errors)
	}
}

// anyToken takes whatever the European authority answers.
func anyToken(t *testing.T, w *cadestest.Town, h *pki.Hash, digest []byte) []byte {
	t.Helper()
	request, err := tsp.NewRequest(h, digest)
	require.NoError(t, err)
	query, err := request.Marshal()
	require.NoError(t, err)
	reply, err := w.Courier.Post(context.Background(), w.URL+testpki.TSPPathEC, tsp.QueryType, query, tsp.MaxResponse)
	require.NoError(t, err)
	token, err := tsp.ParseResponse(reply)
	require.NoError(t, err)
	return token.Raw
}
