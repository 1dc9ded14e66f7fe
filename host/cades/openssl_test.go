// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
)

// TestOpenSSLVerifies has another implementation accept what is written here
// with ECDSA and RSA, at every level, attached and detached.
func TestOpenSSLVerifies(t *testing.T) {
	content := []byte("content\r\nof two lines\r\n")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	found := interop.NewTool(t, "openssl")
	for _, name := range []string{testpki.ECDSAPerson, testpki.RSAPerson} {
		s := w.Subscriber(name)
		a := w.Augmenter(s)
		for _, h := range []*pki.Hash{pki.SHA256, pki.SHA384, pki.SHA512} {
			for form, detached := range map[string]bool{"attached": false, "detached": true} {
				t.Run(fmt.Sprintf("%s %s %s", name, h, form), func(t *testing.T) {
					openssl := found.In(t)
					openssl.WritePEM("root.pem", "CERTIFICATE", s.Chain[1].Raw)
					openssl.Write("document", content)
					sd := sign(t, w, a, s, cades.Signer{Hash: h, Detached: detached, Chain: s.Chain[:1]}, content)
					for _, level := range levels {
						require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), level))
						message, err := sd.Marshal(content)
						require.NoError(t, err)
						openssl.Write("message.p7s", message)
						line := fmt.Sprintf("cms -verify -binary -inform DER -CAfile root.pem -purpose any"+
							" -cades -attime %d -in message.p7s -out out", w.Now().Unix())
						if detached {
							line += " -content document"
						}
						openssl.Run(line)
						require.Equal(t, content, openssl.Read("out"), level)
					}
					checkTokens(t, openssl, s, sd)
				})
			}
		}
	}
}

// TestOpenSSLVerifiesPSS has it accept RSASSA-PSS too.
func TestOpenSSLVerifiesPSS(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.RSAPerson)
	a := w.Augmenter(s)
	for _, h := range []*pki.Hash{pki.SHA256, pki.SHA384, pki.SHA512} {
		t.Run(h.Name(), func(t *testing.T) {
			openssl := interop.NewTool(t, "openssl")
			openssl.WritePEM("root.pem", "CERTIFICATE", s.Chain[1].Raw)
			sd := sign(t, w, a, s, cades.Signer{Hash: h, PSS: true, Chain: s.Chain[:1]}, content)
			require.True(t, sd.SignerInfos[0].SignatureAlgorithm.OID.Equal(pki.OIDRSAPSS))
			require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBT))
			message, err := sd.Marshal(content)
			require.NoError(t, err)
			openssl.Write("message.p7s", message)
			openssl.Run(fmt.Sprintf("cms -verify -binary -inform DER -CAfile root.pem -purpose any -cades -attime %d -in message.p7s -out out", w.Now().Unix()))
			require.Equal(t, content, openssl.Read("out"))
			require.Contains(t, openssl.Run("cms -cmsout -print -inform DER -in message.p7s"), "rsassaPss")
		})
	}
}

// checkTokens has it accept the time-stamp of the signature as well.
func checkTokens(t *testing.T, openssl *interop.Tool, s *testpki.Subscriber, sd *cms.SignedData) {
	t.Helper()
	si := sd.SignerInfos[0]
	openssl.Write("value", si.Signature)
	openssl.Write("token", si.UnsignedAttrs.Values(cms.OIDSignatureTimeStamp)[0])
	out := openssl.Run("ts -verify -data value -in token -token_in -CAfile root.pem")
	require.Contains(t, out, "Verification: OK")
}

// TestOpenSSLRefuses makes sure that it looks at all.
func TestOpenSSLRefuses(t *testing.T) {
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	openssl := interop.NewTool(t, "openssl")
	openssl.WritePEM("root.pem", "CERTIFICATE", s.Chain[1].Raw, s.Chain[0].Raw)
	sd := sign(t, w, a, s, cades.Signer{}, []byte("content"))
	require.NoError(t, a.Augment(t.Context(), sd, nil, cades.LevelBLT))
	message, err := sd.Marshal([]byte("c0ntent"))
	require.NoError(t, err)
	openssl.Write("message.p7s", message)
	out, err := openssl.Try(fmt.Sprintf("cms -verify -binary -inform DER -CAfile root.pem -purpose any -attime %d -in message.p7s", w.Now().Unix()))
	require.Error(t, err)
	require.Contains(t, out, "CMS_SignerInfo_verify_content")
}

// TestOpenSSLParses has it take apart what it cannot verify.
func TestOpenSSLParses(t *testing.T) {
	id := cadestest.NewDSTU(t, dstu4145.M257(), nil)
	openssl := interop.NewTool(t, "openssl")
	for _, h := range []*pki.Hash{pki.GOST34311, pki.Kupyna256} {
		openssl.Write("dstu.p7s", id.Sign(t, cades.Signer{Hash: h}, []byte("content")))
		out := openssl.Run("cms -cmsout -print -inform DER -in dstu.p7s")
		for _, part := range []string{"contentType", "signingTime", "messageDigest", "signingCertificateV2", "DSTU"} {
			require.Contains(t, out, part)
		}
	}
}
