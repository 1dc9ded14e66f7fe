// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cadestest makes signers for tests: keys with certificates of a root
// of their own, and messages signed by them.
package cadestest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Now is the time of all that the tests make themselves.
var Now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// An Issuer is a root made for a test.
type Issuer struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// An Identity is a key with its certificate.
type Identity struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// NewIssuer makes a root with an ECDSA key.
func NewIssuer(t testing.TB) Issuer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Root"},
		NotBefore: Now.AddDate(-5, 0, 0), NotAfter: Now.AddDate(5, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	cert, err := pki.ParseCertificate(der)
	require.NoError(t, err)
	return Issuer{cert, key}
}

// Issue makes a certificate for signing, changed as the test wants it.
func (i Issuer) Issue(t testing.TB, key crypto.Signer, change ...func(*x509.Certificate)) Identity {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Петренко Олена"},
		NotBefore: Now.AddDate(-1, 0, 0), NotAfter: Now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	for _, c := range change {
		c(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, i.Certificate, key.Public(), i.Key)
	require.NoError(t, err)
	cert, err := pki.ParseCertificate(der)
	require.NoError(t, err)
	return Identity{cert, key}
}

// ECDSA makes a P-256 key and its certificate, changed as the test wants it.
func (i Issuer) ECDSA(t testing.TB, change ...func(*x509.Certificate)) Identity {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return i.Issue(t, key, change...)
}

// RSA makes a key of so many bits and its certificate.
func (i Issuer) RSA(t testing.TB, bits int) Identity {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	require.NoError(t, err)
	return i.Issue(t, key)
}

// Trust trusts the certificates.
func Trust(roots ...*x509.Certificate) *pki.Trust {
	var anchors []pki.Anchor
	for _, root := range roots {
		anchor, err := pki.AnchorOf(root)
		if err != nil {
			panic(err)
		}
		anchors = append(anchors, anchor)
	}
	return pki.NewTrust(anchors, nil)
}

// Signed is a message by the identity, as the signer says.
func (id Identity) Signed(t testing.TB, signer cades.Signer, content []byte) *cms.SignedData {
	t.Helper()
	signer.Certificate = id.Certificate
	if signer.SigningTime.IsZero() {
		signer.SigningTime = Now
	}
	h, err := signer.ContentHash()
	require.NoError(t, err)
	prepared, err := signer.Prepare(h.Sum(content))
	require.NoError(t, err)
	signature, err := id.Key.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	sd, err := prepared.Finish(signature)
	require.NoError(t, err)
	return sd
}

// Sign is the same, written out.
func (id Identity) Sign(t testing.TB, signer cades.Signer, content []byte) []byte {
	t.Helper()
	return Marshal(t, id.Signed(t, signer, content), content)
}

// Marshal writes a message.
func Marshal(t testing.TB, sd *cms.SignedData, content []byte) []byte {
	t.Helper()
	der, err := sd.Marshal(content)
	require.NoError(t, err)
	return der
}

// NewDSTU makes a key on the curve and with the table, and a certificate that
// it signs for itself: RFC 5280 section 4.1, no extensions.
func NewDSTU(t testing.TB, curve *dstu4145.Curve, sbox *gost28147.SBox) Identity {
	t.Helper()
	key, err := dstu4145.GenerateKey(curve, sbox, rand.Reader)
	require.NoError(t, err)
	pub := key.Public()
	h := pki.DefaultHash(pub)
	algorithm, err := pki.SignatureAlgorithm(pub, h)
	require.NoError(t, err)
	spki, err := pki.MarshalPublicKey(pub)
	require.NoError(t, err)

	name := []byte("\x30\x11\x31\x0f\x30\x0d\x06\x03\x55\x04\x03\x0c\x06signer")
	var tbs cryptobyte.Builder
	tbs.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(5)
		algorithm.AddTo(b)
		b.AddBytes(name)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1UTCTime(Now.AddDate(-1, 0, 0))
			b.AddASN1UTCTime(Now.AddDate(1, 0, 0))
		})
		b.AddBytes(name)
		b.AddBytes(spki)
	})
	signature, err := key.Sign(rand.Reader, h.Sum(tbs.BytesOrPanic()), h)
	require.NoError(t, err)
	var der cryptobyte.Builder
	der.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(tbs.BytesOrPanic())
		algorithm.AddTo(b)
		b.AddASN1BitString(pki.WrapDSTU(signature))
	})
	cert, err := pki.ParseCertificate(der.BytesOrPanic())
	require.NoError(t, err)
	return Identity{cert, key}
}
