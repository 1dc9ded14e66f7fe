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
	"github.com/stretchr/testify/require"
)

func TestSignThenVerify(t *testing.T) {
	root := newIssuer(t)
	content := []byte("договір № 1")
	login, err := x509.ParseOID("2.25.300387800316192064351024711496788871188")
	require.NoError(t, err)
	for name, id := range map[string]identity{"ECDSA": root.ecdsa(t), "RSA": root.rsa(t, 2048)} {
		for kind, signer := range map[string]cades.Signer{
			"attached":     {},
			"detached":     {Detached: true},
			"with chain":   {Chain: []*x509.Certificate{root.cert}},
			"content type": {ContentType: login},
			"SHA-384":      {Hash: pki.SHA384},
			"other ESS":    {ESSHash: pki.SHA512},
		} {
			t.Run(name+" "+kind, func(t *testing.T) {
				der := id.sign(t, signer, content)
				var given []byte
				if signer.Detached {
					given = content
				}
				report := verify(t, root.verifier(), der, given)
				require.True(t, report.Passed(), "%+v", report.Signatures)
				require.Equal(t, signer.Detached, report.Detached)
				v := report.Signatures[0]
				require.Equal(t, cades.TotalPassed, v.Indication)
				require.Empty(t, v.SubIndication)
				require.Equal(t, cades.LevelBB, v.Level)
				require.True(t, v.Intact)
				require.True(t, v.Certificate.Equal(id.cert))
				require.Equal(t, "Петренко Олена", v.Signer.CommonName)
				require.Equal(t, now, v.ClaimedTime)
				require.Equal(t, now, v.BestTime)
				require.Len(t, v.Chain, 2)
				require.Empty(t, v.Errors)
				require.Equal(t, []cades.Code{cades.RevocationNotChecked}, codes(v.Warnings))
				if signer.Hash != nil {
					require.Equal(t, signer.Hash, v.Hash)
				}
				if !signer.ContentType.Equal(x509.OID{}) {
					require.True(t, report.ContentType.Equal(signer.ContentType))
				}
			})
		}
	}
}

func TestOmittedCertificate(t *testing.T) {
	root := newIssuer(t)
	id := root.ecdsa(t)
	der := id.sign(t, cades.Signer{OmitCertificate: true}, []byte("content"))
	v := root.verifier()
	require.Equal(t, cades.NoSigningCertificateFound, single(t, v, der, nil).SubIndication)
	v.Certificates = []*x509.Certificate{root.cert, id.cert}
	require.Equal(t, cades.TotalPassed, single(t, v, der, nil).Indication)
}

// TestVersions holds the rules of RFC 5652 sections 5.1 and 5.3.
func TestVersions(t *testing.T) {
	id := newIssuer(t).ecdsa(t)
	sd := id.signed(t, cades.Signer{}, nil)
	require.Equal(t, 1, sd.Version)
	require.Equal(t, 1, sd.SignerInfos[0].Version)
	other, err := x509.ParseOID("1.2.3.4")
	require.NoError(t, err)
	require.Equal(t, 3, id.signed(t, cades.Signer{ContentType: other}, nil).Version)
}

func TestCertificatesAreASet(t *testing.T) {
	root := newIssuer(t)
	id := root.ecdsa(t)
	sd := id.signed(t, cades.Signer{Chain: []*x509.Certificate{root.cert, id.cert, root.cert}}, nil)
	require.Len(t, sd.RawCertificates, 2)
	require.Negative(t, bytes.Compare(sd.RawCertificates[0], sd.RawCertificates[1]), "the order of DER")
}

func TestSigningTimeForms(t *testing.T) {
	id := newIssuer(t).ecdsa(t)
	for year, tag := range map[int]byte{1949: 0x18, 1950: 0x17, 2026: 0x17, 2049: 0x17, 2050: 0x18} {
		at := time.Date(year, 5, 6, 7, 8, 9, 123, time.FixedZone("Kyiv", 3*3600))
		sd := id.signed(t, cades.Signer{SigningTime: at}, nil)
		value := sd.SignerInfos[0].SignedAttrs.Values(cms.OIDSigningTime)[0]
		require.Equal(t, tag, value[0], "year %d", year)
		require.Equal(t, byte('Z'), value[len(value)-1])
	}
}

func TestPrepareRefuses(t *testing.T) {
	id := newIssuer(t).ecdsa(t)
	good := cades.Signer{Certificate: id.cert, SigningTime: now}
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
	root := newIssuer(t)
	id, other := root.ecdsa(t), root.ecdsa(t)
	signer := cades.Signer{Certificate: id.cert, SigningTime: now}
	prepared, err := signer.Prepare(make([]byte, 32))
	require.NoError(t, err)
	signature, err := other.key.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	for name, bad := range map[string][]byte{"another key": signature, "nothing": nil, "garbage": {1, 2, 3}} {
		_, err := prepared.Finish(bad)
		require.ErrorIs(t, err, cades.ErrWrongSignature, name)
	}
	signature, err = id.key.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(t, err)
	_, err = prepared.Finish(signature)
	require.NoError(t, err)
	for i := range prepared.Digest() {
		prepared.Digest()[i] = 0
	}
	_, err = prepared.Finish(signature)
	require.NoError(t, err, "a caller's copy is the caller's")
}
