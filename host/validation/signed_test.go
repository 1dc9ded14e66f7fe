// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation_test

import (
	"crypto/x509"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/require"
)

func TestSignThenVerify(t *testing.T) {
	root := cadestest.NewIssuer(t)
	content := []byte("договір № 1")
	login, err := x509.ParseOID("2.25.300387800316192064351024711496788871188")
	require.NoError(t, err)
	for name, id := range map[string]cadestest.Identity{"ECDSA": root.ECDSA(t), "RSA": root.RSA(t, 2048)} {
		for kind, signer := range map[string]cades.Signer{
			"attached":     {},
			"detached":     {Detached: true},
			"with chain":   {Chain: []*x509.Certificate{root.Certificate}},
			"content type": {ContentType: login},
			"SHA-384":      {Hash: pki.SHA384},
			"other ESS":    {ESSHash: pki.SHA512},
		} {
			t.Run(name+" "+kind, func(t *testing.T) {
				der := id.Sign(t, signer, content)
				var given []byte
				if signer.Detached {
					given = content
				}
				report := verify(t, verifier(root), der, given)
				require.True(t, report.Passed(), "%+v", report.Signatures)
				require.Equal(t, signer.Detached, report.Detached)
				v := report.Signatures[0]
				require.Equal(t, validation.TotalPassed, v.Indication)
				require.Empty(t, v.SubIndication)
				require.Equal(t, cades.LevelBB, v.Level)
				require.True(t, v.Intact)
				require.True(t, v.Certificate.Equal(id.Certificate))
				require.Equal(t, "Петренко Олена", v.Signer.CommonName)
				require.Equal(t, now, v.ClaimedTime)
				require.Equal(t, now, v.BestTime)
				require.Len(t, v.Chain, 2)
				require.Empty(t, v.Errors)
				require.Equal(t, []validation.Code{validation.RevocationNotChecked}, codes(v.Warnings))
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
	root := cadestest.NewIssuer(t)
	id := root.ECDSA(t)
	der := id.Sign(t, cades.Signer{OmitCertificate: true}, []byte("content"))
	v := verifier(root)
	require.Equal(t, validation.NoSigningCertificateFound, single(t, v, der, nil).SubIndication)
	v.Certificates = []*x509.Certificate{root.Certificate, id.Certificate}
	require.Equal(t, validation.TotalPassed, single(t, v, der, nil).Indication)
}
