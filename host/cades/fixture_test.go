// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/require"
)

// now is the time of all that the tests make themselves.
var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// An issuer is a root made for a test.
type issuer struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// An identity is a key with its certificate.
type identity struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func newIssuer(t testing.TB) issuer {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Root"},
		NotBefore: now.AddDate(-5, 0, 0), NotAfter: now.AddDate(5, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	cert, err := pki.ParseCertificate(der)
	require.NoError(t, err)
	return issuer{cert, key}
}

// issue makes a certificate for signing, changed as the test wants it.
func (i issuer) issue(t testing.TB, key crypto.Signer, change ...func(*x509.Certificate)) identity {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Петренко Олена"},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	for _, c := range change {
		c(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, i.cert, key.Public(), i.key)
	require.NoError(t, err)
	cert, err := pki.ParseCertificate(der)
	require.NoError(t, err)
	return identity{cert, key}
}

func (i issuer) ecdsa(t testing.TB, change ...func(*x509.Certificate)) identity {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return i.issue(t, key, change...)
}

func (i issuer) rsa(t testing.TB, bits int) identity {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	require.NoError(t, err)
	return i.issue(t, key)
}

func (i issuer) verifier() *cades.Verifier {
	return &cades.Verifier{Trust: trust(i.cert), At: now, NoRevocation: true}
}

func trust(roots ...*x509.Certificate) *pki.Trust {
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

// signed is a message by the identity, as the signer says.
func (id identity) signed(t testing.TB, signer cades.Signer, content []byte) *cms.SignedData {
	t.Helper()
	signer.Certificate = id.cert
	if signer.SigningTime.IsZero() {
		signer.SigningTime = now
	}
	h, err := signer.ContentHash()
	require.NoError(t, err)
	prepared, err := signer.Prepare(h.Sum(content))
	require.NoError(t, err)
	signature, err := id.key.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	sd, err := prepared.Finish(signature)
	require.NoError(t, err)
	return sd
}

// sign is the same, written out.
func (id identity) sign(t testing.TB, signer cades.Signer, content []byte) []byte {
	t.Helper()
	return marshal(t, id.signed(t, signer, content), content)
}

func marshal(t testing.TB, sd *cms.SignedData, content []byte) []byte {
	t.Helper()
	der, err := sd.Marshal(content)
	require.NoError(t, err)
	return der
}

func verify(t testing.TB, v *cades.Verifier, signature, content []byte) *cades.Report {
	t.Helper()
	var detached io.Reader
	if content != nil {
		detached = bytes.NewReader(content)
	}
	report, err := v.Verify(context.Background(), bytes.NewReader(signature), detached, nil)
	require.NoError(t, err)
	return report
}

// single is the verdict on a message of one signature.
func single(t testing.TB, v *cades.Verifier, signature, content []byte) cades.Verdict {
	t.Helper()
	report := verify(t, v, signature, content)
	require.Len(t, report.Signatures, 1)
	require.Equal(t, report.Signatures[0].Indication == cades.TotalPassed, report.Passed())
	return report.Signatures[0]
}

func codes(findings []cades.Finding) []cades.Code {
	var all []cades.Code
	for _, f := range findings {
		all = append(all, f.Code)
	}
	slices.Sort(all)
	return all
}

func certificate(t testing.TB, file string) *x509.Certificate {
	t.Helper()
	certs, err := pki.ParseCertificates(interop.Read(t, file))
	require.NoError(t, err)
	return certs[0]
}

func certificates(t testing.TB, files ...string) []*x509.Certificate {
	t.Helper()
	var certs []*x509.Certificate
	for _, file := range files {
		certs = append(certs, certificate(t, file))
	}
	return certs
}
