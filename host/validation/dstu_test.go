// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"crypto/x509"
	"os"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

// TestTables: the table of GOST 34.311 is the key's own, and which one that is
// shows only after an attached content.
func TestTables(t *testing.T) {
	content := []byte("content")
	for name, sbox := range map[string]*gost28147.SBox{
		"ДКЕ № 1": gost28147.DefaultSBox(), "the standard's example": gost28147.ExampleSBox(),
	} {
		id := cadestest.NewDSTU(t, dstu4145.M257(), sbox)
		v := &validation.Verifier{Trust: cadestest.Trust(id.Certificate), At: now, NoRevocation: true}
		own := pki.GOST34311With(sbox)
		for _, signer := range []cades.Signer{{}, {Hash: pki.GOST34311}, {Hash: pki.GOST34311, ESSHash: pki.GOST34311}} {
			attached := id.Sign(t, signer, content)
			verdict := single(t, v, attached, nil)
			require.Equal(t, validation.TotalPassed, verdict.Indication, "%s: %+v", name, verdict.Errors)
			require.Same(t, own, verdict.Hash, name)
			require.Equal(t, cades.LevelBB, verdict.Level)
			require.Equal(t, validation.TotalPassed, single(t, v, attached, content).Indication, "given beside as well")

			signer.Detached = true
			detached := id.Sign(t, signer, content)
			require.Equal(t, validation.TotalPassed, single(t, v, detached, content).Indication, name)
			require.Equal(t, validation.HashFailure, single(t, v, detached, []byte("Content")).SubIndication, name)

			// Without the certificate the content can be compared all the same.
			signer.OmitCertificate = true
			detached = id.Sign(t, signer, content)
			nobody := nobodyVerifier(t)
			require.Equal(t, validation.NoSigningCertificateFound, single(t, nobody, detached, content).SubIndication)
			require.Equal(t, validation.HashFailure, single(t, nobody, detached, []byte("Content")).SubIndication)
			nobody.Certificates = []*x509.Certificate{id.Certificate}
			require.True(t, single(t, nobody, detached, content).Intact)
		}
	}
}

// TestMessageDigestByTheOtherTable is a digest of the right content by the
// wrong function.
func TestMessageDigestByTheOtherTable(t *testing.T) {
	id := cadestest.NewDSTU(t, dstu4145.M257(), nil)
	content := []byte("content")
	message := forge(t, id, content, func(_ *cms.SignedData, si *cms.SignerInfo) {
		for i, a := range si.SignedAttrs {
			if a.Type.EqualASN1OID(cms.OIDMessageDigest) {
				si.SignedAttrs[i].Values[0] = append([]byte{4, 32}, pki.GOST34311Example.Sum(content)...)
			}
		}
		si.SetSignedAttrs(si.SignedAttrs)
	})
	v := &validation.Verifier{Trust: cadestest.Trust(id.Certificate), At: now, NoRevocation: true}
	require.Equal(t, validation.HashFailure, single(t, v, message, nil).SubIndication)
}

func TestCurves(t *testing.T) {
	for _, curve := range dstu4145.Curves() {
		id := cadestest.NewDSTU(t, curve, nil)
		v := &validation.Verifier{Trust: cadestest.Trust(id.Certificate), At: now, NoRevocation: true}
		verdict := single(t, v, id.Sign(t, cades.Signer{}, nil), nil)
		require.True(t, verdict.Intact, "m = %d", curve.Params().M)
		if curve.Params().M < 233 {
			require.Equal(t, validation.CryptoConstraintsFailureNoPOE, verdict.SubIndication, "m = %d", curve.Params().M)
		} else {
			require.Equal(t, validation.TotalPassed, verdict.Indication, "m = %d", curve.Params().M)
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
		v := &validation.Verifier{Trust: cadestest.Trust(parse(t, message).Certificates[0]), At: now, NoRevocation: true}
		require.Equal(t, validation.TotalPassed, single(t, v, message, nil).Indication, name)
	}
}
