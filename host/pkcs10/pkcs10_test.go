// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pkcs10_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

func day() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }

// subscribers have a key of each kind.
var subscribers = []string{testpki.Person, testpki.Kupyna, testpki.Stamp, testpki.ECDSAPerson, testpki.RSAPerson}

// renewal is a request for the subscriber's own key.
func renewal(t testing.TB, p *testpki.PKI, name string, claim pki.Qualification) (*testpki.Subscriber, []byte) {
	t.Helper()
	s := p.Subscriber(name)
	der, err := pkcs10.Create(pkcs10.Renewal(s.SignCert, s.SignKey.Public(), claim), s.SignKey)
	require.NoError(t, err)
	return s, der
}

func TestRenewal(t *testing.T) {
	p := testpki.New(day)
	for _, name := range subscribers {
		t.Run(name, func(t *testing.T) {
			s, der := renewal(t, p, name, pki.AES)
			r, err := pkcs10.Parse(der)
			require.NoError(t, err)
			assert.Equal(t, s.SignCert.RawSubject, r.Subject)
			assert.True(t, pki.EqualPublicKeys(s.SignKey.Public(), r.Public))

			id, ok := r.Extension(pki.OIDSubjectKeyIdentifier)
			require.True(t, ok)
			assert.Equal(t, pki.KeyIDs(s.SignKey.Public())[0], id[2:])
			usage, _ := r.Extension(pki.OIDKeyUsage)
			assert.Equal(t, extensionOf(s.SignCert, pki.OIDKeyUsage.String()), usage)
			purposes, stamp := r.Extension(pki.OIDExtKeyUsage)
			assert.Equal(t, name == testpki.Stamp, stamp)
			if stamp {
				assert.Equal(t, extensionOf(s.SignCert, pki.OIDExtKeyUsage.String()), purposes)
			}
			statements, _ := r.Extension(pki.OIDQCStatements)
			assert.Equal(t, "300a3008060604008e460101", hex.EncodeToString(statements), "QcCompliance and nothing more")

			again, err := pkcs10.Create(r, s.SignKey)
			require.NoError(t, err)
			assert.Equal(t, info(t, der), info(t, again))
		})
	}
}

// TestClaims: what is asked for is what the caller knows, and no more than the
// owner had.
func TestClaims(t *testing.T) {
	p := testpki.New(day)
	s := p.Subscriber(testpki.Person)
	for claim, want := range map[pki.Qualification]string{
		pki.NotQualified: "",
		pki.AES:          "300a3008060604008e460101",
		pki.QES:          "30143008060604008e4601013008060604008e460104",
	} {
		statements, _ := pkcs10.Renewal(s.SignCert, s.SignKey.Public(), claim).Extension(pki.OIDQCStatements)
		assert.Equal(t, want, hex.EncodeToString(statements))
		_, claimed := pkcs10.Renewal(p.TimeStamper(true), s.SignKey.Public(), claim).Extension(pki.OIDQCStatements)
		assert.False(t, claimed, "of a certificate that is not qualified")
	}
}

func extensionOf(cert *x509.Certificate, oid string) []byte {
	for _, e := range cert.Extensions {
		if e.Id.String() == oid {
			return e.Value
		}
	}
	return nil
}

// info is what is signed in a request.
func info(t *testing.T, der []byte) []byte {
	t.Helper()
	s := cryptobyte.String(der)
	var outer, info cryptobyte.String
	require.True(t, s.ReadASN1(&outer, casn1.SEQUENCE) && outer.ReadASN1Element(&info, casn1.SEQUENCE))
	return info
}

// TestWithoutName: a request may leave the name to the authority, and ask for
// no extensions.
func TestWithoutName(t *testing.T) {
	s := testpki.New(day).Subscriber(testpki.Person)
	der, err := pkcs10.Create(&pkcs10.Request{Public: s.SignKey.Public()}, s.SignKey)
	require.NoError(t, err)
	r, err := pkcs10.Parse(der)
	require.NoError(t, err)
	assert.Nil(t, r.Subject)
	assert.Empty(t, r.Extensions)
}

// TestSignatureIsWrapped wants r‖s of DSTU 4145 in an OCTET STRING, and of
// nothing else.
func TestSignatureIsWrapped(t *testing.T) {
	p := testpki.New(day)
	for name, wrapped := range map[string]bool{testpki.Person: true, testpki.ECDSAPerson: false} {
		_, der := renewal(t, p, name, pki.AES)
		s := cryptobyte.String(der)
		var outer cryptobyte.String
		var value []byte
		require.True(t, s.ReadASN1(&outer, casn1.SEQUENCE) && outer.SkipASN1(casn1.SEQUENCE) &&
			outer.SkipASN1(casn1.SEQUENCE) && outer.ReadASN1BitStringAsBytes(&value))
		assert.Equal(t, wrapped, bytes.HasPrefix(value, []byte{4, 64}), name)
	}
}

// A signer answers with what a function makes of the true signature.
type signer struct {
	crypto.Signer
	spoil func([]byte, error) ([]byte, error)
}

func (s signer) Sign(r io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return s.spoil(s.Signer.Sign(r, digest, opts))
}

func TestSignersThatFail(t *testing.T) {
	p := testpki.New(day)
	s := p.Subscriber(testpki.Person)
	r := pkcs10.Renewal(s.SignCert, s.SignKey.Public(), pki.AES)
	_, err := pkcs10.Create(r, p.Subscriber(testpki.FOP).SignKey)
	assert.ErrorIs(t, err, pkcs10.ErrKey, "another key signs")
	_, err = pkcs10.Create(r, signer{s.SignKey, func(value []byte, err error) ([]byte, error) {
		value[0] ^= 1
		return value, err
	}})
	assert.ErrorIs(t, err, pki.ErrSignature, "a fault while signing")
	own := errors.New("no")
	_, err = pkcs10.Create(r, signer{s.SignKey, func([]byte, error) ([]byte, error) { return nil, own }})
	assert.ErrorIs(t, err, own)
}

// TestParseRefuses changes what a true request says.
func TestParseRefuses(t *testing.T) {
	p := testpki.New(day)
	s, der := renewal(t, p, testpki.Person, pki.AES)
	at := bytes.Index(der, s.SignCert.RawSubject)
	changed := slices.Clone(der)
	changed[at+len(s.SignCert.RawSubject)-1] ^= 1
	_, err := pkcs10.Parse(changed)
	assert.ErrorIs(t, err, pki.ErrSignature, "another name")
	changed = slices.Clone(der)
	changed[len(changed)-1] ^= 1
	_, err = pkcs10.Parse(changed)
	assert.ErrorIs(t, err, pki.ErrSignature, "another signature")

	version := slices.Clone(der)
	version[bytes.Index(der, []byte{2, 1, 0})+2] = 1
	for why, bad := range map[string][]byte{
		"empty":         {},
		"a certificate": s.SignCert.Raw,
		"cut":           der[:len(der)-1],
		"with a tail":   append(slices.Clone(der), 0),
		"of version 2":  version,
		"too large":     append(slices.Clone(der), make([]byte, pkcs10.MaxRequest)...),
	} {
		_, err := pkcs10.Parse(bad)
		assert.ErrorIs(t, err, pkcs10.ErrMalformed, why)
	}
}

// TestParseRefusesTwoAnswers: it must be clear which extension is asked for.
func TestParseRefusesTwoAnswers(t *testing.T) {
	s := testpki.New(day).Subscriber(testpki.ECDSAPerson)
	r := pkcs10.Renewal(s.SignCert, s.SignKey.Public(), pki.AES)
	r.Extensions = append(r.Extensions, r.Extensions[0])
	der, err := pkcs10.Create(r, s.SignKey)
	require.NoError(t, err)
	_, err = pkcs10.Parse(der)
	assert.ErrorIs(t, err, pkcs10.ErrMalformed)
}

// TestParseRefusesWeak: the standard library still writes what proves nothing.
func TestParseRefusesWeak(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0")
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, small)
	require.NoError(t, err)
	_, err = pkcs10.Parse(der)
	assert.ErrorIs(t, err, pki.ErrWeak)
}
