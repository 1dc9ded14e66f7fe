// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keytest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
)

// Certify makes a certificate to sign with for a key of any kind, and returns it
// before that of the authority that issued it, of which there is one each time.
func Certify(t testing.TB, public crypto.PublicKey) []*x509.Certificate {
	t.Helper()
	issuer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	now := time.Now()
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Надавач"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(2, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	own := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Власник"},
		NotBefore: authority.NotBefore, NotAfter: authority.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	var chain []*x509.Certificate
	for _, template := range []*x509.Certificate{own, authority} {
		der, err := x509.CreateCertificate(rand.Reader, template, authority, issuer.Public(), issuer)
		require.NoError(t, err)
		if template == own {
			der = transplant(t, der, public, issuer)
		}
		certificate, err := pki.ParseCertificate(der)
		require.NoError(t, err)
		chain = append(chain, certificate)
	}
	require.True(t, pki.SamePublicKey(chain[0], public))
	return chain
}

// transplant puts another key into a certificate and signs it again: package
// x509 writes no certificate for a kind of key that it does not know.
func transplant(t testing.TB, der []byte, public crypto.PublicKey, issuer *ecdsa.PrivateKey) []byte {
	t.Helper()
	var certificate struct { // RFC 5280, 4.1
		ToBeSigned struct {
			Version                                            asn1.RawValue
			Serial, Algorithm, Issuer, Validity, Subject, Info asn1.RawValue
			Extensions                                         asn1.RawValue
		}
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	_, err := asn1.Unmarshal(der, &certificate)
	require.NoError(t, err)
	info, err := pki.MarshalPublicKey(public)
	require.NoError(t, err)
	certificate.ToBeSigned.Info = asn1.RawValue{FullBytes: info}
	signed, err := asn1.Marshal(certificate.ToBeSigned)
	require.NoError(t, err)
	digest := sha256.Sum256(signed)
	signature, err := ecdsa.SignASN1(rand.Reader, issuer, digest[:])
	require.NoError(t, err)
	certificate.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	der, err = asn1.Marshal(certificate)
	require.NoError(t, err)
	return der
}
