// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// TestManyCertificatesOfOneNumber: the one that is bound is found among
// others, but a hostile crowd is not searched through.
func TestManyCertificatesOfOneNumber(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	for n, want := range map[int]validation.Indication{10: validation.TotalPassed, 100: validation.TotalFailed} {
		sd := id.Signed(t, cades.Signer{OmitCertificate: true}, nil)
		for range n {
			sd.AddCertificate(root.ECDSA(t).Certificate)
		}
		sd.AddCertificate(id.Certificate)
		require.Equal(t, want, single(t, verifier(root), cadestest.Marshal(t, sd, nil), nil).Indication)
	}
}

// TestCertificateOfTheSameKey puts another certificate of the signer's key in
// place of the signer's: a signature that binds its certificate tells, one that
// does not is at least of no level of CAdES.
func TestCertificateOfTheSameKey(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	other := root.Issue(t, id.Key, func(c *x509.Certificate) { c.SerialNumber = big.NewInt(8) })
	exchange := func(sd *cms.SignedData, si *cms.SignerInfo) {
		sd.RawCertificates, si.Serial = [][]byte{other.Certificate.Raw}, other.Certificate.SerialNumber
	}
	v := single(t, verifier(root), forge(t, id, nil, exchange), nil)
	require.Equal(t, validation.Indeterminate, v.Indication)
	require.Equal(t, []validation.Code{validation.SignerDiffers}, codes(v.Errors))

	unbound := forge(t, id, nil, func(sd *cms.SignedData, si *cms.SignerInfo) {
		removed(essV2)(sd, si)
		exchange(sd, si)
	})
	v = single(t, verifier(root), unbound, nil)
	require.Equal(t, cades.LevelCMS, v.Level)
	require.Contains(t, codes(v.Warnings), validation.SigningCertificateAbsent)
}

func TestCertificateOfTheSigner(t *testing.T) {
	root, stranger := cadestest.NewIssuer(t), cadestest.NewIssuer(t)
	small, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		id  cadestest.Identity
		sub validation.SubIndication
		err validation.Code
	}{
		"of another root":  {stranger.ECDSA(t), validation.NoCertificateChainFound, validation.ChainNotFound},
		"expired":          {root.ECDSA(t, func(c *x509.Certificate) { c.NotAfter = now.AddDate(0, 0, -1) }), validation.OutOfBoundsNoPOE, validation.CertificateExpired},
		"not yet valid":    {root.ECDSA(t, func(c *x509.Certificate) { c.NotBefore = now.AddDate(0, 0, 1) }), validation.OutOfBoundsNoPOE, validation.CertificateNotYetValid},
		"for encryption":   {root.ECDSA(t, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyAgreement }), validation.ChainConstraintsFailure, validation.NotForSigning},
		"of an authority":  {cadestest.Identity(root), validation.ChainConstraintsFailure, validation.NotForSigning},
		"weak RSA":         {root.RSA(t, 1024), validation.CryptoConstraintsFailureNoPOE, validation.AlgorithmWeak},
		"weak ECDSA":       {root.Issue(t, small), validation.CryptoConstraintsFailureNoPOE, validation.AlgorithmWeak},
		"nonRepudiation":   {root.ECDSA(t, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageContentCommitment }), "", ""},
		"digitalSignature": {root.ECDSA(t, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature }), "", ""},
	} {
		v := single(t, verifier(root), c.id.Sign(t, cades.Signer{}, nil), nil)
		require.True(t, v.Intact, name)
		require.Equal(t, c.sub, v.SubIndication, name)
		if c.err != "" {
			require.Equal(t, validation.Indeterminate, v.Indication, name)
			require.Contains(t, codes(v.Errors), c.err, name)
		}
	}
}

func TestChainExpired(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t, func(c *x509.Certificate) { c.NotAfter = now.AddDate(20, 0, 0) })
	v := verifier(root)
	v.At = now.AddDate(10, 0, 0)
	require.Equal(t, validation.CertificateChainGeneralFailure, single(t, v, id.Sign(t, cades.Signer{}, nil), nil).SubIndication)
	v.Trust = nil
	require.Equal(t, validation.NoCertificateChainFound, single(t, v, id.Sign(t, cades.Signer{}, nil), nil).SubIndication)
}
