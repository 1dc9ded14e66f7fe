// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp_test

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// openSSL runs it in a folder.
func TestOpenSSLReads(t *testing.T) {
	p := testpki.New(time.Now)
	openssl := interop.NewTool(t, "openssl")
	for name, want := range map[string]string{testpki.ECDSAPerson: ": good", testpki.OnHold: "Reason: certificateHold"} {
		s := p.Subscriber(name)
		request, message := ask(t, p, testpki.OCSPOptions{}, s.SignCert)
		sent, err := request.Marshal()
		require.NoError(t, err)
		openssl.Write("request.der", sent)
		openssl.Write("response.der", message)
		openssl.WritePEM("cert.pem", "CERTIFICATE", s.SignCert.Raw)
		openssl.WritePEM("issuer.pem", "CERTIFICATE", s.Chain[0].Raw)
		openssl.WritePEM("root.pem", "CERTIFICATE", s.Chain[1].Raw)
		out := openssl.Run("ocsp -no_nonce -respin response.der -issuer issuer.pem -cert cert.pem -CAfile root.pem -verify_other issuer.pem")
		assert.Contains(t, out, "Response verify OK")
		assert.Contains(t, out, want)
		assert.NotContains(t, out, "WARNING")
		assert.Contains(t, openssl.Run("ocsp -reqin request.der -req_text"), "OCSP Nonce")
	}
}

// TestOpenSSLWrites: responses of OpenSSL's responder verify here.
func TestOpenSSLWrites(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	openssl.Write("ca.cnf", []byte("[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"+
		"[ocsp]\nextendedKeyUsage=OCSPSigning\nkeyUsage=critical,digitalSignature\n[user]\nkeyUsage=critical,digitalSignature\n"))
	openssl.Run("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=CA -config ca.cnf -extensions ca -days 30")
	for _, name := range []string{"ocsp", "user"} {
		openssl.Run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + name + ".key -out " + name + ".csr -subj /CN=" + name + " -config ca.cnf")
		openssl.Run("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -out " + name + ".pem -days 20 -extfile ca.cnf -extensions " + name)
	}
	read := func(name string) *x509.Certificate {
		certs, err := pki.ParseCertificates(openssl.Read(name))
		require.NoError(t, err)
		return certs[0]
	}
	user, issuer := read("user.pem"), read("ca.pem")
	serial := strings.ToUpper(user.SerialNumber.Text(16))
	if len(serial)%2 == 1 {
		serial = "0" + serial
	}
	date := time.Now().UTC().AddDate(1, 0, 0).Format("060102150405Z")
	revoked := time.Now().UTC().Add(-time.Hour).Truncate(time.Second)
	for line, want := range map[string]ocsp.Status{
		"V\t" + date + "\t\t" + serial + "\tunknown\t/CN=user\n":                                                   ocsp.Good,
		"R\t" + date + "\t" + revoked.Format("060102150405Z") + ",superseded\t" + serial + "\tunknown\t/CN=user\n": ocsp.Revoked,
		"V\t" + date + "\t\t01\tunknown\t/CN=other\n":                                                              ocsp.Unknown,
	} {
		openssl.Write("index.txt", []byte(line))
		for _, h := range []*pki.Hash{pki.SHA1, pki.SHA256} {
			for _, signer := range []string{"ocsp", "ca"} {
				request := &ocsp.Request{Nonce: ocsp.NewNonce()}
				id, err := ocsp.NewCertID(issuer, user.SerialNumber, h)
				require.NoError(t, err)
				request.IDs = []ocsp.CertID{id}
				message, err := request.Marshal()
				require.NoError(t, err)
				openssl.Write("request.der", message)
				openssl.Run("ocsp -index index.txt -CA ca.pem -rsigner " + signer + ".pem -rkey " + signer + ".key " +
					"-reqin request.der -respout response.der -ndays 1")
				response, err := ocsp.ParseResponse(openssl.Read("response.der"))
				require.NoError(t, err)
				require.NoError(t, request.CheckNonce(response))
				_, err = response.Verify(issuer, nil)
				require.NoError(t, err)
				single, err := response.For(user, issuer)
				require.NoError(t, err)
				assert.Equal(t, want, single.Status)
				if want == ocsp.Revoked {
					assert.Equal(t, crl.Revocation{Time: revoked, Reason: crl.Superseded}, single.Revocation)
				}
				assert.NoError(t, crl.Freshness{Skew: time.Minute}.Check(single.ThisUpdate, single.NextUpdate, time.Now()))
			}
		}
	}
}
