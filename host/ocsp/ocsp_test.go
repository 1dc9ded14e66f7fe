// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp_test

import (
	"bytes"
	"crypto/x509"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

var now = time.Date(2026, 11, 21, 15, 4, 5, 0, time.UTC)

func clock() time.Time { return now }

// ask asks a responder about certificates of one issuer.
func ask(t testing.TB, p *testpki.PKI, o testpki.OCSPOptions, certs ...*x509.Certificate) (*ocsp.Request, []byte) {
	t.Helper()
	return askWith(t, p, o, ocsp.NewNonce(), certs...)
}

func askWith(t testing.TB, p *testpki.PKI, o testpki.OCSPOptions, nonce []byte, certs ...*x509.Certificate) (*ocsp.Request, []byte) {
	t.Helper()
	request := &ocsp.Request{Nonce: nonce}
	issuer := issuerOf(p, certs[0])
	for _, cert := range certs {
		id, err := ocsp.NewCertID(issuer, cert.SerialNumber, ocsp.HashFor(issuer))
		require.NoError(t, err)
		request.IDs = append(request.IDs, id)
	}
	message, err := request.Marshal()
	require.NoError(t, err)
	answer := httptest.NewRecorder()
	p.OCSP(o).ServeHTTP(answer, httptest.NewRequest(http.MethodPost, testpki.OCSPPath, bytes.NewReader(message)))
	require.Equal(t, http.StatusOK, answer.Code)
	return request, answer.Body.Bytes()
}

func issuerOf(p *testpki.PKI, cert *x509.Certificate) *x509.Certificate {
	for _, issuer := range p.Certificates() {
		if pki.EqualNames(issuer.RawSubject, cert.RawIssuer) {
			return issuer
		}
	}
	return nil
}

func TestStatuses(t *testing.T) {
	p := testpki.New(clock)
	lifted := p.Subscriber(testpki.Stamp).SignCert
	p.Revoke(lifted, now.Add(-2*time.Hour), crl.CertificateHold)
	p.Release(lifted, now.Add(-time.Hour))
	provider := p.Subscriber(testpki.Person).Chain[0]
	weekAgo := now.Truncate(24*time.Hour).AddDate(0, 0, -7)
	for name, test := range map[string]struct {
		cert       *x509.Certificate
		status     ocsp.Status
		revocation crl.Revocation
	}{
		"person":    {p.Subscriber(testpki.Person).SignCert, ocsp.Good, crl.Revocation{}},
		"lifted":    {lifted, ocsp.Good, crl.Revocation{}},
		"revoked":   {p.Subscriber(testpki.Revoked).SignCert, ocsp.Revoked, crl.Revocation{Time: weekAgo, Reason: crl.KeyCompromise}},
		"on hold":   {p.Subscriber(testpki.OnHold).SignCert, ocsp.Revoked, crl.Revocation{Time: weekAgo, Reason: crl.CertificateHold}},
		"ECDSA":     {p.Subscriber(testpki.ECDSAPerson).SignCert, ocsp.Good, crl.Revocation{}},
		"authority": {provider, ocsp.Good, crl.Revocation{}},
	} {
		for forms, faults := range map[string]testpki.OCSPFaults{
			"usual":    0,
			"unusual":  testpki.OCSPByKey | testpki.OCSPFraction | testpki.OCSPNextUpdate,
			"byIssuer": testpki.OCSPByIssuer | testpki.OCSPWithoutIssuer,
		} {
			t.Run(name+" "+forms, func(t *testing.T) {
				request, message := ask(t, p, testpki.OCSPOptions{Faults: faults}, test.cert)
				response, err := ocsp.ParseResponse(message)
				require.NoError(t, err)
				require.NoError(t, request.CheckNonce(response))
				issuer := issuerOf(p, test.cert)
				responder, err := response.Verify(issuer, nil)
				require.NoError(t, err)
				assert.False(t, ocsp.NoCheck(responder))
				if faults&testpki.OCSPByIssuer != 0 {
					assert.Equal(t, issuer, responder)
				} else {
					assert.Equal(t, p.Responder(test.cert), responder)
				}
				single, err := response.For(test.cert, issuer)
				require.NoError(t, err)
				assert.Equal(t, test.status, single.Status)
				assert.Equal(t, test.revocation, single.Revocation)
				assert.NoError(t, crl.Freshness{MaxAge: time.Minute}.Check(single.ThisUpdate, single.NextUpdate, now))
				again, err := ocsp.ParseResponse(ocsp.MarshalResponse(response.Raw))
				require.NoError(t, err)
				assert.Equal(t, response, again)
			})
		}
	}
}

func TestSeveralCertificates(t *testing.T) {
	p := testpki.New(clock)
	person, revoked := p.Subscriber(testpki.Person), p.Subscriber(testpki.Revoked)
	certs := []*x509.Certificate{person.SignCert, revoked.SignCert, person.AgreeCert}
	_, message := ask(t, p, testpki.OCSPOptions{}, certs...)
	response, err := ocsp.ParseResponse(message)
	require.NoError(t, err)
	require.Len(t, response.Singles, 3)
	for i, want := range []ocsp.Status{ocsp.Good, ocsp.Revoked, ocsp.Good} {
		single, err := response.For(certs[i], person.Chain[0])
		require.NoError(t, err)
		assert.Equal(t, want, single.Status)
	}
}

func TestRefusals(t *testing.T) {
	p := testpki.New(clock)
	for faults, want := range map[testpki.OCSPFaults]ocsp.RefusalError{
		testpki.OCSPTryLater:                        ocsp.TryLater,
		testpki.OCSPUnauthorized:                    ocsp.Unauthorized,
		testpki.OCSPTryLater | testpki.OCSPNoNonce:  ocsp.TryLater,
		testpki.OCSPTryLater | testpki.OCSPByIssuer: ocsp.TryLater,
	} {
		_, message := ask(t, p, testpki.OCSPOptions{Faults: faults}, p.Subscriber(testpki.Person).SignCert)
		_, err := ocsp.ParseResponse(message)
		assert.ErrorIs(t, err, want)
	}
}

func TestFaults(t *testing.T) {
	p := testpki.New(clock)
	cert := p.Subscriber(testpki.Person).SignCert
	issuer := issuerOf(p, cert)
	judge := func(request *ocsp.Request, message []byte) error {
		response, err := ocsp.ParseResponse(message)
		if err != nil {
			return err
		}
		if _, err := response.Verify(issuer, nil); err != nil {
			return err
		}
		if err := request.CheckNonce(response); err != nil {
			return err
		}
		single, err := response.For(cert, issuer)
		if err != nil {
			return err
		}
		return crl.Freshness{MaxAge: time.Hour, Skew: time.Minute}.Check(single.ThisUpdate, single.NextUpdate, now)
	}
	for name, test := range map[string]struct {
		faults testpki.OCSPFaults
		skew   time.Duration
		want   error
	}{
		"none":                     {0, 0, nil},
		"unknown":                  {testpki.OCSPUnknown, 0, nil},
		"no nonce":                 {testpki.OCSPNoNonce, 0, ocsp.ErrNoNonce},
		"wrong nonce":              {testpki.OCSPWrongNonce, 0, ocsp.ErrNonce},
		"stale":                    {testpki.OCSPStale, 0, crl.ErrStale},
		"stale, with nextUpdate":   {testpki.OCSPStale | testpki.OCSPNextUpdate, 0, crl.ErrStale},
		"from the future":          {testpki.OCSPFuture, 0, crl.ErrNotYet},
		"clock an hour ahead":      {0, time.Hour, crl.ErrNotYet},
		"clock an hour behind":     {0, -time.Hour, nil},
		"clock two hours behind":   {0, -2 * time.Hour, crl.ErrStale},
		"foreign responder":        {testpki.OCSPForeign, 0, ocsp.ErrResponder},
		"foreign, by key":          {testpki.OCSPForeign | testpki.OCSPByKey, 0, ocsp.ErrResponder},
		"no right to answer":       {testpki.OCSPOrdinary, 0, ocsp.ErrResponder},
		"about another":            {testpki.OCSPOther, 0, ocsp.ErrNoAnswer},
		"wrong signature":          {testpki.OCSPBadSignature, 0, ocsp.ErrSignature},
		"wrong issuer's signature": {testpki.OCSPBadSignature | testpki.OCSPByIssuer, 0, ocsp.ErrSignature},
		"critical extension":       {testpki.OCSPCritical, 0, ocsp.ErrCritical},
		"responder not at hand":    {testpki.OCSPWithoutIssuer, 0, ocsp.ErrResponder},
	} {
		t.Run(name, func(t *testing.T) {
			err := judge(ask(t, p, testpki.OCSPOptions{Faults: test.faults, Skew: test.skew}, cert))
			assert.ErrorIs(t, err, test.want)
			if test.want == nil {
				assert.NoError(t, err)
			}
		})
	}
}

// TestSuppliedResponder: a response without certificates verifies with one from
// elsewhere.
func TestSuppliedResponder(t *testing.T) {
	p := testpki.New(clock)
	cert := p.Subscriber(testpki.Person).SignCert
	_, message := ask(t, p, testpki.OCSPOptions{Faults: testpki.OCSPWithoutIssuer}, cert)
	response, err := ocsp.ParseResponse(message)
	require.NoError(t, err)
	_, err = response.Verify(issuerOf(p, cert), []*x509.Certificate{p.Responder(cert)})
	assert.NoError(t, err)
}

// TestOtherAuthority: a responder may not speak for an authority other than its
// own, be that of the same root.
func TestOtherAuthority(t *testing.T) {
	p := testpki.New(clock)
	person := p.Subscriber(testpki.Person)
	_, message := ask(t, p, testpki.OCSPOptions{}, person.SignCert)
	response, err := ocsp.ParseResponse(message)
	require.NoError(t, err)
	_, err = response.Verify(person.Chain[1], nil)
	assert.ErrorIs(t, err, ocsp.ErrResponder, "the root did not certify this responder")
	european := p.Subscriber(testpki.ECDSAPerson)
	_, err = response.Verify(european.Chain[0], nil)
	assert.ErrorIs(t, err, ocsp.ErrResponder)
	_, err = response.For(european.SignCert, european.Chain[0])
	assert.ErrorIs(t, err, ocsp.ErrNoAnswer)
	_, err = response.For(person.SignCert, person.Chain[1])
	assert.ErrorIs(t, err, ocsp.ErrNoAnswer, "the same number of another issuer")
}

// TestExpiredResponder: a responder whose certificate was not yet valid, or no
// longer.
func TestExpiredResponder(t *testing.T) {
	p := testpki.New(clock)
	cert := p.Subscriber(testpki.Person).SignCert
	for _, skew := range []time.Duration{-2 * 365 * 24 * time.Hour, 5 * 365 * 24 * time.Hour} {
		_, message := ask(t, p, testpki.OCSPOptions{Skew: skew}, cert)
		response, err := ocsp.ParseResponse(message)
		require.NoError(t, err)
		_, err = response.Verify(issuerOf(p, cert), nil)
		var validity *pki.ValidityError
		assert.ErrorAs(t, err, &validity)
		assert.ErrorIs(t, err, ocsp.ErrResponder)
	}
}

func TestCertIDs(t *testing.T) {
	p := testpki.New(clock)
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		s := p.Subscriber(name)
		issuer := s.Chain[0]
		for _, h := range []*pki.Hash{pki.GOST34311, pki.Kupyna256, pki.SHA1, pki.SHA256} {
			id, err := ocsp.NewCertID(issuer, s.SignCert.SerialNumber, h)
			require.NoError(t, err)
			assert.True(t, id.Names(s.SignCert, issuer), h)
			assert.False(t, id.Names(s.SignCert, s.Chain[1]), h)
			other := *s.SignCert
			other.SerialNumber = big.NewInt(1)
			assert.False(t, id.Names(&other, issuer), h)
		}
	}
	id, err := ocsp.NewCertID(p.Subscriber(testpki.Person).Chain[0], big.NewInt(1), pki.GOST34311)
	require.NoError(t, err)
	assert.Nil(t, id.Hash.Parameters, "the national form has none")
	id, err = ocsp.NewCertID(p.Subscriber(testpki.ECDSAPerson).Chain[0], big.NewInt(1), pki.SHA1)
	require.NoError(t, err)
	assert.Equal(t, []byte{5, 0}, id.Hash.Parameters)
}

func TestRequestLimits(t *testing.T) {
	_, err := (&ocsp.Request{}).Marshal()
	assert.Error(t, err, "about nothing")
	_, err = (&ocsp.Request{IDs: make([]ocsp.CertID, ocsp.MaxCertificates+1)}).Marshal()
	assert.Error(t, err, "about too many")
	_, err = ocsp.ParseRequest(make([]byte, ocsp.MaxRequest+1))
	assert.ErrorIs(t, err, ocsp.ErrTooLarge)
	_, err = ocsp.ParseResponse(make([]byte, ocsp.MaxResponse+1))
	assert.ErrorIs(t, err, ocsp.ErrTooLarge)
}

// TestFlips: no octet of a response matters so little that it may change, but
// for those of certificates, which only name the responder.
func TestFlips(t *testing.T) {
	p := testpki.New(clock)
	cert := p.Subscriber(testpki.ECDSAPerson).SignCert
	issuer := issuerOf(p, cert)
	_, message := ask(t, p, testpki.OCSPOptions{Faults: testpki.OCSPWithoutIssuer | testpki.OCSPByIssuer}, cert)
	for i := range message {
		changed := bytes.Clone(message)
		changed[i] ^= 1
		response, err := ocsp.ParseResponse(changed)
		if err != nil {
			continue
		}
		if _, err = response.Verify(issuer, nil); err == nil {
			t.Errorf("octet %d may change", i)
		}
	}
}
