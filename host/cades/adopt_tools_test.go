// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"crypto/x509"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
)

// TestAdoptOpenSSL takes over what OpenSSL signed, and has it verify the message
// with the content inside.
func TestAdoptOpenSSL(t *testing.T) {
	found := interop.NewTool(t, "openssl")
	root := cadestest.NewIssuer(t)
	withKeyID := func(c *x509.Certificate) { c.SubjectKeyId = []byte{1, 2, 3, 4} }
	content := []byte("content\r\nof two lines\r\n")
	for name, test := range map[string]struct {
		id   cadestest.Identity
		hash *pki.Hash
		how  string
		want error
	}{
		"ECDSA":               {root.ECDSA(t), pki.SHA256, "-cades", nil},
		"ECDSA, SHA-384":      {root.ECDSA(t), pki.SHA384, "-cades -md sha384", nil},
		"RSA":                 {root.RSA(t, 2048), pki.SHA256, "-cades", nil},
		"RSA-PSS":             {root.RSA(t, 2048), pki.SHA512, "-cades -md sha512 -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest", nil},
		"by key ID":           {root.ECDSA(t, withKeyID), pki.SHA256, "-cades -keyid", nil},
		"no certificate":      {root.ECDSA(t), pki.SHA256, "-cades -nocerts", nil},
		"another hash":        {root.ECDSA(t), pki.SHA256, "-cades -md sha512", cades.ErrBroken},
		"binds nothing":       {root.ECDSA(t), pki.SHA256, "", cades.ErrUnbound},
		"no attributes":       {root.ECDSA(t), pki.SHA256, "-noattr", cades.ErrNotAdoptable},
		"BER, content inside": {root.ECDSA(t), pki.SHA256, "-cades -stream", cades.ErrNotAdoptable},
		"the content inside":  {root.ECDSA(t), pki.SHA256, "-cades -nodetach", cades.ErrNotAdoptable},
	} {
		t.Run(name, func(t *testing.T) {
			openssl := found.In(t)
			key, err := x509.MarshalPKCS8PrivateKey(test.id.Key)
			require.NoError(t, err)
			openssl.WritePEM("key.pem", "PRIVATE KEY", key)
			openssl.WritePEM("certificate.pem", "CERTIFICATE", test.id.Certificate.Raw)
			openssl.WritePEM("root.pem", "CERTIFICATE", root.Certificate.Raw)
			openssl.Write("document", content)
			openssl.Run("cms -sign -binary -in document -signer certificate.pem -inkey key.pem -outform DER -out theirs.p7s " + test.how)

			ours := cades.Signer{Certificate: test.id.Certificate, Hash: test.hash}
			sd, err := ours.Adopt(openssl.Read("theirs.p7s"), test.hash.Sum(content))
			require.ErrorIs(t, err, test.want)
			if err != nil {
				return
			}
			openssl.Write("ours.p7s", cadestest.Marshal(t, sd, content))
			openssl.Run(fmt.Sprintf("cms -verify -binary -inform DER -CAfile root.pem -purpose any -cades -attime %d -in ours.p7s -out out",
				cadestest.Now.Unix()))
			assert.Equal(t, content, openssl.Read("out"))
		})
	}
}

// TestAdoptBouncyCastle takes over what Bouncy Castle signed by the national
// algorithms.
func TestAdoptBouncyCastle(t *testing.T) {
	java := interop.BouncyCastle(t)
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	content := []byte("content")
	hashes := map[string]*pki.Hash{testpki.Person: pki.GOST34311, testpki.Kupyna: pki.Kupyna256}
	var lines []string
	for name, h := range hashes {
		s := w.Subscriber(name)
		java.Write(name+".cer", s.SignCert.Raw)
		java.Write(name+".key", s.SignKey.(*dstu4145.PrivateKey).Bytes())
		java.Write(name+".digest", h.Sum(content))
		lines = append(lines, strings.ReplaceAll(h.Name()+" N.cer N.key N.digest N.p7s", "N", name))
	}
	java.Write("messages", []byte(strings.Join(lines, "\n")))
	java.Run("sign messages")
	for name, h := range hashes {
		s := w.Subscriber(name)
		theirs := java.Read(name + ".p7s")
		certs, err := cades.AdoptableSigner(theirs)
		require.NoError(t, err)
		require.True(t, certs[0].Equal(s.SignCert))
		sd, err := (&cades.Signer{Certificate: certs[0], Hash: h}).Adopt(theirs, h.Sum(content))
		require.NoError(t, err)
		a := w.Augmenter(s)
		a.Profile = cades.ProfileBaseline
		require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLT))
	}
}

// TestAdoptPrograms takes over, or refuses, what programs in use in Ukraine signed.
func TestAdoptPrograms(t *testing.T) {
	content := interop.Read(t, "signatures/doc.txt")
	director := interopCertificate(t, "containers/key6-dps-director/8101899.cer")
	for file, test := range map[string]struct {
		signer *x509.Certificate
		hash   *pki.Hash
		want   error
	}{
		"iit_detached_cert.p7s":                   {nil, pki.GOST34311, nil},
		"iit_detached_nocert.p7s":                 {director, pki.GOST34311, nil},
		"nested-signature.p7s":                    {nil, pki.GOST34311, nil},
		"uapki_dps4dir_bes_detached_gost.p7s":     {director, pki.GOST34311, nil},
		"uapki_diia_bes_detached_kupyna256.p7s":   {interopCertificate(t, "pki/ua-real/diia-test-sign-7775603.cer"), pki.Kupyna256, nil},
		"uapki_dps4dir_cms_ski_detached_gost.p7s": {director, pki.GOST34311, cades.ErrUnbound},
		"iit_attached_cert.p7s":                   {director, pki.GOST34311, cades.ErrNotAdoptable},
	} {
		t.Run(file, func(t *testing.T) {
			theirs := interop.Read(t, "signatures/"+file)
			signer := test.signer
			if signer == nil {
				certs, err := cades.AdoptableSigner(theirs)
				require.NoError(t, err)
				signer = certs[0]
			}
			ours := cades.Signer{Certificate: signer, Hash: test.hash}
			sd, err := ours.Adopt(theirs, test.hash.Sum(content))
			require.ErrorIs(t, err, test.want)
			if err != nil {
				return
			}
			require.Len(t, sd.SignerInfos[0].Signature, 64, "r‖s, in no other string")
			_, err = ours.Adopt(cadestest.Marshal(t, sd, nil), test.hash.Sum(content))
			require.NoError(t, err, "with nothing inside it can be taken over anew")
			_, err = ours.Adopt(theirs, test.hash.Sum([]byte("c0ntent")))
			require.ErrorIs(t, err, cades.ErrBroken)
		})
	}
}

func interopCertificate(t *testing.T, name string) *x509.Certificate {
	t.Helper()
	cert, err := pki.ParseCertificate(interop.Read(t, name))
	require.NoError(t, err)
	return cert
}
