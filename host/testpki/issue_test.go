// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// newKey is a fresh one of the kind of another.
func newKey(t *testing.T, like crypto.Signer) crypto.Signer {
	t.Helper()
	var k crypto.Signer
	var err error
	switch like := like.(type) {
	case *dstu4145.PrivateKey:
		k, err = dstu4145.GenerateKey(like.Curve, nil, rand.Reader)
	case *rsa.PrivateKey:
		k, err = rsa.GenerateKey(rand.Reader, 2048)
	default:
		k, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	require.NoError(t, err)
	return k
}

func request(t *testing.T, old *x509.Certificate, k crypto.Signer, claim pki.Qualification) []byte {
	t.Helper()
	der, err := pkcs10.Create(pkcs10.Renewal(old, k.Public(), claim), k)
	require.NoError(t, err)
	return der
}

func TestIssue(t *testing.T) {
	p := testpki.New(clock)
	trust := p.Trust()
	p256 := p.Subscriber(testpki.ECDSAPerson).SignKey
	for _, c := range []struct {
		name  string
		like  crypto.Signer // nil: as the old key
		claim pki.Qualification
		want  pki.Qualification
	}{
		{testpki.Person, nil, pki.AES, pki.AES},
		{testpki.Person, nil, pki.QES, pki.QES},
		{testpki.Person, p256, pki.AES, pki.AES},
		{testpki.FOP, nil, pki.QES, pki.AES},
		{testpki.Stamp, nil, pki.AES, pki.AES},
		{testpki.Kupyna, p256, pki.AES, pki.AES},
		{testpki.ECDSAPerson, nil, pki.AES, pki.AES},
		{testpki.RSAPerson, nil, pki.NotQualified, pki.AES},
		{testpki.RSAPerson, p.Subscriber(testpki.Person).SignKey, pki.AES, pki.AES},
	} {
		t.Run(c.name, func(t *testing.T) {
			old := p.Subscriber(c.name)
			if c.like == nil {
				c.like = old.SignKey
			}
			k := newKey(t, c.like)
			cert, err := p.Issue(request(t, old.SignCert, k, c.claim), old.SignCert)
			require.NoError(t, err)
			assert.True(t, pki.SamePublicKey(cert, k.Public()))
			assert.Equal(t, old.SignCert.RawSubject, cert.RawSubject)
			assert.Equal(t, pki.Subject(old.SignCert), pki.Subject(cert), "one person, by all codes")
			assert.Equal(t, old.SignCert.KeyUsage, cert.KeyUsage)
			assert.Equal(t, pki.IsStamp(old.SignCert), pki.IsStamp(cert))
			assert.Equal(t, c.want, pki.Qualified(cert))
			assert.NotEqual(t, old.SignCert.SerialNumber, cert.SerialNumber)
			_, err = trust.Chain(cert, nil, now)
			require.NoError(t, err)

			answer := askCMP(t, p.CMP(testpki.CMPOptions{}), keyid.Request{IDs: [][]byte{cert.SubjectKeyId}, Slots: keyid.Short})
			same(t, []*x509.Certificate{cert}, answer.Certificates)

			next := newKey(t, c.like)
			again, err := p.Issue(request(t, cert, next, c.claim), cert)
			require.NoError(t, err, "what was renewed is renewed again")
			assert.Equal(t, pki.Subject(cert), pki.Subject(again))
			second, err := p.Issue(request(t, cert, next, c.claim), cert)
			require.NoError(t, err)
			assert.NotEqual(t, again.SerialNumber, second.SerialNumber, "a number each")
		})
	}
}

func TestIssueRefuses(t *testing.T) {
	p := testpki.New(clock)
	person, other := p.Subscriber(testpki.Person), p.Subscriber(testpki.FOP)
	k := newKey(t, person.SignKey)
	good := request(t, person.SignCert, k, pki.AES)
	for _, name := range []string{testpki.Expired, testpki.NotYet, testpki.Revoked, testpki.OnHold, testpki.Foreign, testpki.SelfMade} {
		old := p.Subscriber(name).SignCert
		_, err := p.Issue(request(t, old, k, pki.AES), old)
		assert.Error(t, err, name)
	}
	for why, bad := range map[string][]byte{
		"no request":      []byte("request"),
		"another's name":  request(t, other.SignCert, k, pki.AES),
		"of the same key": request(t, person.SignCert, person.SignKey, pki.AES),
	} {
		_, err := p.Issue(bad, person.SignCert)
		assert.Error(t, err, why)
	}
	_, err := p.Issue(good, person.Chain[0])
	assert.Error(t, err, "in the name of an authority")
	_, err = p.Issue(good, person.SignCert)
	require.NoError(t, err)
	p.Revoke(person.SignCert, now.Add(-time.Second), crl.Superseded)
	_, err = p.Issue(good, person.SignCert)
	assert.Error(t, err, "of a certificate that was replaced")
}

func TestIssueSigned(t *testing.T) {
	p := testpki.New(clock)
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		old := p.Subscriber(name)
		k := newKey(t, old.SignKey)
		content := request(t, old.SignCert, k, pki.AES)
		message := signed(t, old, content)
		cert, err := p.IssueSigned(message)
		require.NoError(t, err)
		assert.True(t, pki.SamePublicKey(cert, k.Public()))

		at := bytes.Index(message, content) + len(content)/2
		message[at] ^= 1
		_, err = p.IssueSigned(message)
		assert.Error(t, err, "another request")
		_, err = p.IssueSigned(content)
		assert.Error(t, err, "nobody signed it")
		_, err = p.IssueSigned(signed(t, p.Subscriber(testpki.FOP), content))
		assert.Error(t, err, "somebody else did")
	}
}

// signed is a message of level B-B.
func signed(t *testing.T, by *testpki.Subscriber, content []byte) []byte {
	t.Helper()
	der, err := by.Sign(cades.Signer{SigningTime: now}, content)
	require.NoError(t, err)
	return der
}
