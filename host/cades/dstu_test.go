// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"crypto/rand"
	"crypto/x509"
	"os"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// newDSTU makes a key on the curve and with the table, and a certificate that
// it signs for itself: RFC 5280 section 4.1, no extensions.
func newDSTU(t testing.TB, curve *dstu4145.Curve, sbox *gost28147.SBox) identity {
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
			b.AddASN1UTCTime(now.AddDate(-1, 0, 0))
			b.AddASN1UTCTime(now.AddDate(1, 0, 0))
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
	return identity{cert, key}
}

// TestTables: the table of GOST 34.311 is the key's own, and which one that is
// shows only after an attached content.
func TestTables(t *testing.T) {
	content := []byte("content")
	for name, sbox := range map[string]*gost28147.SBox{
		"ДКЕ № 1": gost28147.DefaultSBox(), "the standard's example": gost28147.ExampleSBox(),
	} {
		id := newDSTU(t, dstu4145.M257(), sbox)
		v := &cades.Verifier{Trust: trust(id.cert), At: now, NoRevocation: true}
		own := pki.GOST34311With(sbox)
		for _, signer := range []cades.Signer{{}, {Hash: pki.GOST34311}, {Hash: pki.GOST34311, ESSHash: pki.GOST34311}} {
			attached := id.sign(t, signer, content)
			verdict := single(t, v, attached, nil)
			require.Equal(t, cades.TotalPassed, verdict.Indication, "%s: %+v", name, verdict.Errors)
			require.Same(t, own, verdict.Hash, name)
			require.Equal(t, cades.LevelBB, verdict.Level)
			require.Equal(t, cades.TotalPassed, single(t, v, attached, content).Indication, "given beside as well")

			signer.Detached = true
			detached := id.sign(t, signer, content)
			require.Equal(t, cades.TotalPassed, single(t, v, detached, content).Indication, name)
			require.Equal(t, cades.HashFailure, single(t, v, detached, []byte("Content")).SubIndication, name)

			// Without the certificate the content can be compared all the same.
			signer.OmitCertificate = true
			detached = id.sign(t, signer, content)
			nobody := nobodyVerifier(t)
			require.Equal(t, cades.NoSigningCertificateFound, single(t, nobody, detached, content).SubIndication)
			require.Equal(t, cades.HashFailure, single(t, nobody, detached, []byte("Content")).SubIndication)
			nobody.Certificates = []*x509.Certificate{id.cert}
			require.True(t, single(t, nobody, detached, content).Intact)
		}
	}
}

// TestMessageDigestByTheOtherTable is a digest of the right content by the
// wrong function.
func TestMessageDigestByTheOtherTable(t *testing.T) {
	id := newDSTU(t, dstu4145.M257(), nil)
	content := []byte("content")
	message := id.forge(t, content, func(_ *cms.SignedData, si *cms.SignerInfo) {
		for i, a := range si.SignedAttrs {
			if a.Type.EqualASN1OID(cms.OIDMessageDigest) {
				si.SignedAttrs[i].Values[0] = append([]byte{4, 32}, pki.GOST34311Example.Sum(content)...)
			}
		}
		si.SetSignedAttrs(si.SignedAttrs)
	})
	v := &cades.Verifier{Trust: trust(id.cert), At: now, NoRevocation: true}
	require.Equal(t, cades.HashFailure, single(t, v, message, nil).SubIndication)
}

func TestCurves(t *testing.T) {
	for _, curve := range dstu4145.Curves() {
		id := newDSTU(t, curve, nil)
		v := &cades.Verifier{Trust: trust(id.cert), At: now, NoRevocation: true}
		verdict := single(t, v, id.sign(t, cades.Signer{}, nil), nil)
		require.True(t, verdict.Intact, "m = %d", curve.Params().M)
		if curve.Params().M < 233 {
			require.Equal(t, cades.CryptoConstraintsFailureNoPOE, verdict.SubIndication, "m = %d", curve.Params().M)
		} else {
			require.Equal(t, cades.TotalPassed, verdict.Indication, "m = %d", curve.Params().M)
		}
	}
}

// TestAcceptedByBouncyCastle reads messages that this package wrote and whose
// signature values Bouncy Castle 1.72 accepts over the signed attributes: by
// java.security.Signature GOST3411WITHDSTU4145LE, with Kupyna by DSTU4145Signer.
func TestAcceptedByBouncyCastle(t *testing.T) {
	for _, name := range []string{"m257-gost34311", "m257-kupyna256", "m431-gost34311"} {
		message, err := os.ReadFile("testdata/bouncycastle/" + name + ".p7s")
		require.NoError(t, err)
		v := &cades.Verifier{Trust: trust(parse(t, message).Certificates[0]), At: now, NoRevocation: true}
		require.Equal(t, cades.TotalPassed, single(t, v, message, nil).Indication, name)
	}
}
