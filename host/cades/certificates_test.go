// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/stretchr/testify/require"
)

// TestManyCertificatesOfOneNumber: the one that is bound is found among
// others, but a hostile crowd is not searched through.
func TestManyCertificatesOfOneNumber(t *testing.T) {
	root := newIssuer(t)
	id := root.ecdsa(t)
	for n, want := range map[int]cades.Indication{10: cades.TotalPassed, 100: cades.TotalFailed} {
		sd := id.signed(t, cades.Signer{OmitCertificate: true}, nil)
		for range n {
			sd.AddCertificate(root.ecdsa(t).cert)
		}
		sd.AddCertificate(id.cert)
		require.Equal(t, want, single(t, root.verifier(), marshal(t, sd, nil), nil).Indication)
	}
}

// TestCertificateOfTheSameKey puts another certificate of the signer's key in
// place of the signer's: a signature that binds its certificate tells, one that
// does not is at least of no level of CAdES.
func TestCertificateOfTheSameKey(t *testing.T) {
	root := newIssuer(t)
	id := root.ecdsa(t)
	other := root.issue(t, id.key, func(c *x509.Certificate) { c.SerialNumber = big.NewInt(8) })
	exchange := func(sd *cms.SignedData, si *cms.SignerInfo) {
		sd.RawCertificates, si.Serial = [][]byte{other.cert.Raw}, other.cert.SerialNumber
	}
	v := single(t, root.verifier(), id.forge(t, nil, exchange), nil)
	require.Equal(t, cades.Indeterminate, v.Indication)
	require.Equal(t, []cades.Code{cades.SignerDiffers}, codes(v.Errors))

	unbound := id.forge(t, nil, func(sd *cms.SignedData, si *cms.SignerInfo) {
		removed(essV2)(sd, si)
		exchange(sd, si)
	})
	v = single(t, root.verifier(), unbound, nil)
	require.Equal(t, cades.LevelCMS, v.Level)
	require.Contains(t, codes(v.Warnings), cades.SigningCertificateAbsent)
}

func TestCertificateOfTheSigner(t *testing.T) {
	root, stranger := newIssuer(t), newIssuer(t)
	small, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		id  identity
		sub cades.SubIndication
		err cades.Code
	}{
		"of another root":  {stranger.ecdsa(t), cades.NoCertificateChainFound, cades.ChainNotFound},
		"expired":          {root.ecdsa(t, func(c *x509.Certificate) { c.NotAfter = now.AddDate(0, 0, -1) }), cades.OutOfBoundsNoPOE, cades.CertificateExpired},
		"not yet valid":    {root.ecdsa(t, func(c *x509.Certificate) { c.NotBefore = now.AddDate(0, 0, 1) }), cades.OutOfBoundsNoPOE, cades.CertificateNotYetValid},
		"for encryption":   {root.ecdsa(t, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyAgreement }), cades.ChainConstraintsFailure, cades.NotForSigning},
		"of an authority":  {identity(root), cades.ChainConstraintsFailure, cades.NotForSigning},
		"weak RSA":         {root.rsa(t, 1024), cades.CryptoConstraintsFailureNoPOE, cades.AlgorithmWeak},
		"weak ECDSA":       {root.issue(t, small), cades.CryptoConstraintsFailureNoPOE, cades.AlgorithmWeak},
		"nonRepudiation":   {root.ecdsa(t, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageContentCommitment }), "", ""},
		"digitalSignature": {root.ecdsa(t, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature }), "", ""},
	} {
		v := single(t, root.verifier(), c.id.sign(t, cades.Signer{}, nil), nil)
		require.True(t, v.Intact, name)
		require.Equal(t, c.sub, v.SubIndication, name)
		if c.err != "" {
			require.Equal(t, cades.Indeterminate, v.Indication, name)
			require.Contains(t, codes(v.Errors), c.err, name)
		}
	}
}

func TestChainExpired(t *testing.T) {
	root := newIssuer(t)
	id := root.ecdsa(t, func(c *x509.Certificate) { c.NotAfter = now.AddDate(20, 0, 0) })
	v := root.verifier()
	v.At = now.AddDate(10, 0, 0)
	require.Equal(t, cades.CertificateChainGeneralFailure, single(t, v, id.sign(t, cades.Signer{}, nil), nil).SubIndication)
	v.Trust = nil
	require.Equal(t, cades.NoCertificateChainFound, single(t, v, id.sign(t, cades.Signer{}, nil), nil).SubIndication)
}
