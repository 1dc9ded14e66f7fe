// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/stretchr/testify/require"
)

// TestVersions holds the rules of RFC 5652 sections 5.1 and 5.3.
func TestVersions(t *testing.T) {
	id := cadestest.NewIssuer(t).ECDSA(t)
	sd := id.Signed(t, cades.Signer{}, nil)
	require.Equal(t, 1, sd.Version)
	require.Equal(t, 1, sd.SignerInfos[0].Version)
	other, err := x509.ParseOID("1.2.3.4")
	require.NoError(t, err)
	require.Equal(t, 3, id.Signed(t, cades.Signer{ContentType: other}, nil).Version)
}

func TestCertificatesAreASet(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	sd := id.Signed(t, cades.Signer{Chain: []*x509.Certificate{root.Certificate, id.Certificate, root.Certificate}}, nil)
	require.Len(t, sd.RawCertificates, 2)
	require.Negative(t, bytes.Compare(sd.RawCertificates[0], sd.RawCertificates[1]), "the order of DER")
}

func TestSigningTimeForms(t *testing.T) {
	id := cadestest.NewIssuer(t).ECDSA(t)
	for year, tag := range map[int]byte{1949: 0x18, 1950: 0x17, 2026: 0x17, 2049: 0x17, 2050: 0x18} {
		at := time.Date(year, 5, 6, 7, 8, 9, 123, time.FixedZone("Kyiv", 3*3600))
		sd := id.Signed(t, cades.Signer{SigningTime: at}, nil)
		value := sd.SignerInfos[0].SignedAttrs.Values(cms.OIDSigningTime)[0]
		require.Equal(t, tag, value[0], "year %d", year)
		require.Equal(t, byte('Z'), value[len(value)-1])
	}
}

func TestPrepareRefuses(t *testing.T) {
	id := cadestest.NewIssuer(t).ECDSA(t)
	good := cades.Signer{Certificate: id.Certificate, SigningTime: cadestest.Now}
	for name, change := range map[string]func(*cades.Signer){
		"no time":        func(s *cades.Signer) { s.SigningTime = time.Time{} },
		"another's hash": func(s *cades.Signer) { s.Hash = pki.Kupyna256 },
		"SHA-1":          func(s *cades.Signer) { s.Hash = pki.SHA1 },
		"no key":         func(s *cades.Signer) { s.Certificate = &x509.Certificate{} },
	} {
		signer := good
		change(&signer)
		size := 32
		if signer.Hash != nil {
			size = signer.Hash.Size()
		}
		_, err := signer.Prepare(make([]byte, size))
		require.Error(t, err, name)
	}
	_, err := good.Prepare(make([]byte, 31))
	require.Error(t, err, "a digest of another length")
}

// TestFinishChecksTheKey: an answer that is wrong by a bit, or another's, must
// not leave the house.
func TestFinishChecksTheKey(t *testing.T) {
	root := cadestest.NewIssuer(t)
	id, other := root.ECDSA(t), root.ECDSA(t)
	signer := cades.Signer{Certificate: id.Certificate, SigningTime: cadestest.Now}
	prepared, err := signer.Prepare(make([]byte, 32))
	require.NoError(t, err)
	signature, err := other.Key.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	for name, bad := range map[string][]byte{"another key": signature, "nothing": nil, "garbage": {1, 2, 3}} {
		_, err := prepared.Finish(bad)
		require.ErrorIs(t, err, cades.ErrWrongSignature, name)
	}
	signature, err = id.Key.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	_, err = prepared.Finish(signature)
	require.NoError(t, err)
	for i := range prepared.Digest() {
		prepared.Digest()[i] = 0
	}
	_, err = prepared.Finish(signature)
	require.NoError(t, err, "a caller's copy is the caller's")
}
