// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

func day() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) }

// header is one with every field.
func header(s *testpki.Subscriber) cmp.Header {
	return cmp.Header{
		Version: cmp.CMP2021, Sender: s.SignCert.RawSubject, Recipient: s.Chain[0].RawSubject, Time: day(),
		SenderKID: s.SignCert.SubjectKeyId, RecipientKID: s.Chain[0].SubjectKeyId,
		TransactionID: []byte("transaction"), SenderNonce: []byte("sender"), RecipientNonce: []byte("recipient"),
		FreeText: "добрий день", ImplicitConfirm: true,
	}
}

// kur asks for a certificate of a subscriber's key in place of the one it has.
func kur(t testing.TB, s *testpki.Subscriber) *cmp.CertReqMsg {
	t.Helper()
	request := &cmp.CertReqMsg{
		Template: cmp.CertTemplate{
			Issuer: s.SignCert.RawIssuer, Subject: s.SignCert.RawSubject, PublicKey: s.SignCert.RawSubjectPublicKeyInfo,
			Extensions: []pkix.Extension{{Id: pki.OIDKeyUsage, Critical: true, Value: []byte{3, 2, 6, 0xc0}}},
		},
		OldCertID: &cmp.CertID{Issuer: s.SignCert.RawIssuer, Serial: s.SignCert.SerialNumber},
	}
	require.NoError(t, request.Prove(s.SignKey))
	return request
}

// bodies are some of every type.
func bodies(t testing.TB, s *testpki.Subscriber) map[string]cmp.Body {
	t.Helper()
	return map[string]cmp.Body{
		"kur":              kur(t, s),
		"kur with nothing": &cmp.CertReqMsg{},
		"p10cr":            cmp.CertificationRequest(s.SignCert.Raw),
		"kup":              &cmp.CertRepMessage{Answers: cmp.KUR, CAPubs: s.Chain, Certificate: s.SignCert},
		"kup of nothing": &cmp.CertRepMessage{
			Answers: cmp.KUR, Status: cmp.StatusInfo{Status: cmp.Rejection, Text: "ні", Failures: cmp.BadPOP | cmp.DuplicateCertReq},
		},
		"cp":                &cmp.CertRepMessage{Answers: cmp.P10CR, CertReqID: cmp.NoCertReqID, Status: cmp.StatusInfo{Status: cmp.Waiting}},
		"certConf":          cmp.NewCertStatus(s.SignCert, 0, true),
		"certConf declines": cmp.NewCertStatus(s.SignCert, cmp.NoCertReqID, false),
		"pkiconf":           cmp.PKIConfirmContent{},
		"pollReq":           &cmp.PollReqContent{CertReqID: cmp.NoCertReqID},
		"pollRep":           &cmp.PollRepContent{CheckAfter: time.Minute, Reason: "оператор обідає"},
		"error":             &cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Rejection}, Details: "зовсім ні"},
	}
}

func TestMessage(t *testing.T) {
	p := testpki.New(day)
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson, testpki.RSAPerson} {
		s := p.Subscriber(name)
		for kind, body := range bodies(t, s) {
			t.Run(name+" "+kind, func(t *testing.T) {
				m := &cmp.Message{Header: header(s), Body: body}
				der, err := m.Protect(s.SignKey, s.SignCert, s.Chain)
				require.NoError(t, err)
				read, err := cmp.Parse(der)
				require.NoError(t, err)
				assert.Equal(t, m.Header, read.Header)
				assert.True(t, slices.EqualFunc(m.ExtraCerts, read.ExtraCerts, (*x509.Certificate).Equal))
				if _, cached := body.(*cmp.CertReqMsg); cached {
					assert.EqualExportedValues(t, m.Body, read.Body)
				} else {
					assert.Equal(t, m.Body, read.Body)
				}
				again, err := read.Marshal()
				require.NoError(t, err)
				assert.Equal(t, der, again)

				signer, err := read.VerifyProtection(nil)
				require.NoError(t, err)
				assert.True(t, signer.Equal(s.SignCert))
			})
		}
	}
}

func TestProtection(t *testing.T) {
	p := testpki.New(day)
	s, other := p.Subscriber(testpki.Person), p.Subscriber(testpki.ECDSAPerson)
	protected := func() *cmp.Message {
		m := &cmp.Message{Header: header(s), Body: cmp.PKIConfirmContent{}}
		der, err := m.Protect(s.SignKey, s.SignCert, nil)
		require.NoError(t, err)
		read, err := cmp.Parse(der)
		require.NoError(t, err)
		return read
	}
	m := protected()
	m.ExtraCerts = nil
	_, err := m.VerifyProtection(nil)
	assert.ErrorIs(t, err, cmp.ErrProtection, "nobody known")
	_, err = m.VerifyProtection(append(other.Certificates(), s.SignCert))
	assert.NoError(t, err, "the certificate of an earlier message")

	for name, change := range map[string]func(m *cmp.Message){
		"another message's signature": func(m *cmp.Message) { m.Protection[len(m.Protection)-1] ^= 1 },
		"a signature that is none":    func(m *cmp.Message) { m.Protection = []byte{} },
		"another body":                func(m *cmp.Message) { m.Body = cmp.NewCertStatus(s.SignCert, 0, true) },
		"another header":              func(m *cmp.Message) { m.Header.RecipientNonce = []byte("other") },
		"another's algorithm":         func(m *cmp.Message) { m.Header.Algorithm.OID = pki.OIDECDSAWithSHA256 },
		"another sender":              func(m *cmp.Message) { m.Header.Sender = other.SignCert.RawSubject },
		"another key identifier":      func(m *cmp.Message) { m.Header.SenderKID = other.SignCert.SubjectKeyId },
		"another's certificate":       func(m *cmp.Message) { m.ExtraCerts = []*x509.Certificate{other.SignCert} },
	} {
		m := protected()
		change(m)
		der, err := m.Marshal()
		require.NoError(t, err)
		changed, err := cmp.Parse(der)
		require.NoError(t, err)
		_, err = changed.VerifyProtection(nil)
		assert.ErrorIs(t, err, cmp.ErrProtection, name)
	}
	for name, change := range map[string]func(m *cmp.Message){
		"no signature": func(m *cmp.Message) { m.Protection = nil },
		"no algorithm": func(m *cmp.Message) { m.Header.Algorithm = pki.AlgorithmIdentifier{} },
	} {
		m := protected()
		change(m)
		_, err := m.VerifyProtection(nil)
		assert.ErrorIs(t, err, cmp.ErrUnprotected, name)
	}
	_, err = (&cmp.Message{Header: header(s), Body: cmp.PKIConfirmContent{}}).Protect(other.SignKey, s.SignCert, nil)
	assert.ErrorIs(t, err, cmp.ErrWrongKey)
}

// TestWeakProtection: a true signature proves nothing if its hash does not, and
// a password is nobody's certificate.
func TestWeakProtection(t *testing.T) {
	s := testpki.New(day).Subscriber(testpki.ECDSAPerson)
	for name, c := range map[string]struct {
		algorithm asn1.ObjectIdentifier
		hash      *pki.Hash
		want      error
	}{
		"SHA-256":            {pki.OIDECDSAWithSHA256, pki.SHA256, nil},
		"SHA-1":              {pki.OIDECDSAWithSHA1, pki.SHA1, pki.ErrWeak},
		"passwordBasedMac":   {asn1.ObjectIdentifier{1, 2, 840, 113533, 7, 66, 13}, pki.SHA256, pki.ErrUnsupportedSignature},
		"a hash, not signed": {pki.OIDSHA256, pki.SHA256, pki.ErrUnsupportedSignature},
	} {
		m := &cmp.Message{Header: header(s), Body: cmp.PKIConfirmContent{}, ExtraCerts: []*x509.Certificate{s.SignCert}}
		m.Header.Algorithm = pki.AlgorithmIdentifier{OID: c.algorithm}
		parsed := func() *cmp.Message {
			der, err := m.Marshal()
			require.NoError(t, err)
			read, err := cmp.Parse(der)
			require.NoError(t, err)
			return read
		}
		var err error
		m.Protection, err = s.SignKey.Sign(rand.Reader, c.hash.Sum(parsed().Signed()), c.hash)
		require.NoError(t, err)
		_, err = parsed().VerifyProtection(nil)
		if c.want == nil {
			require.NoError(t, err, name)
			continue
		}
		assert.ErrorIs(t, err, cmp.ErrProtection, name)
		assert.ErrorIs(t, err, c.want, name)
	}
}

func TestReply(t *testing.T) {
	s := testpki.New(day).Subscriber(testpki.Person)
	m := &cmp.Message{Header: header(s), Body: kur(t, s)}
	r := m.Reply(cmp.PKIConfirmContent{}, day().Add(time.Second))
	assert.Equal(t, m.Header.Recipient, r.Header.Sender)
	assert.Equal(t, m.Header.Sender, r.Header.Recipient)
	assert.Equal(t, m.Header.TransactionID, r.Header.TransactionID)
	assert.Equal(t, m.Header.SenderNonce, r.Header.RecipientNonce)
	assert.Len(t, r.Header.SenderNonce, 16)
	assert.NotEqual(t, r.Header.SenderNonce, m.Reply(nil, day()).Header.SenderNonce)
	assert.False(t, r.Header.ImplicitConfirm, "granted by the server, not by itself")
}

func TestPossession(t *testing.T) {
	p := testpki.New(day)
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson, testpki.RSAPerson} {
		s := p.Subscriber(name)
		public, err := kur(t, s).CheckPossession()
		require.NoError(t, err)
		assert.True(t, pki.EqualPublicKeys(s.SignKey.Public(), public))
	}
	s, other := p.Subscriber(testpki.Person), p.Subscriber(testpki.ECDSAPerson)
	foreign := kur(t, s)
	require.NoError(t, foreign.Prove(other.SignKey))
	nameless := kur(t, s)
	nameless.Template.Subject = nil
	require.NoError(t, nameless.Prove(s.SignKey))
	keyless := kur(t, s)
	keyless.Template.PublicKey = nil
	unproven := &cmp.CertReqMsg{Template: kur(t, s).Template}
	for name, request := range map[string]*cmp.CertReqMsg{
		"another key":                         foreign,
		"no subject: signs what is not there": nameless,
		"no key":                              keyless,
		"no proof":                            unproven,
		"nothing":                             {},
	} {
		_, err := request.CheckPossession()
		assert.ErrorIs(t, err, cmp.ErrPossession, name)
	}
}

func TestCertStatus(t *testing.T) {
	p := testpki.New(day)
	national, european := p.Subscriber(testpki.Person).SignCert, p.Subscriber(testpki.ECDSAPerson).SignCert
	yes := cmp.NewCertStatus(national, 0, true)
	assert.Equal(t, pki.GOST34311.Sum(national.Raw), yes.Hash)
	assert.Equal(t, pki.OIDGOST34311, yes.Algorithm.OID, "no server need guess it")
	assert.True(t, yes.Names(national) && yes.Accepts())
	assert.False(t, yes.Names(european))

	kupyna := p.Subscriber(testpki.Kupyna).SignCert
	assert.Equal(t, pki.OIDKupyna256, cmp.NewCertStatus(kupyna, 0, true).Algorithm.OID)
	assert.True(t, cmp.NewCertStatus(kupyna, 0, true).Names(kupyna))

	no := cmp.NewCertStatus(european, 0, false)
	assert.Equal(t, pki.SHA256.Sum(european.Raw), no.Hash)
	assert.Nil(t, no.Algorithm.OID)
	assert.True(t, no.Names(european))
	assert.False(t, no.Accepts())

	unknown := &x509.Certificate{Raw: []byte{0x30, 0}, SerialNumber: big.NewInt(1)}
	assert.Equal(t, pki.OIDSHA256, cmp.NewCertStatus(unknown, 0, false).Algorithm.OID)
	no.Algorithm.OID = pki.OIDDSTU4145
	assert.False(t, no.Names(european), "an algorithm that is no hash")
}
