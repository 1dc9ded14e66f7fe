// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
)

// openSSL runs it in a folder.
// TestOpenSSLReads: OpenSSL verifies the European tokens of testpki against the
// requests of this package.
func TestOpenSSLReads(t *testing.T) {
	p := testpki.New(time.Now)
	openssl := interop.NewTool(t, "openssl")
	openssl.WritePEM("root.pem", "CERTIFICATE", p.Subscriber(testpki.ECDSAPerson).Chain[1].Raw)
	for _, faults := range []testpki.TSAFaults{0, testpki.TSAAccuracy | testpki.TSAOrders, testpki.TSAOldBinding} {
		request, err := tsp.NewRequest(pki.SHA256, pki.SHA256.Sum([]byte("data")))
		require.NoError(t, err)
		query, err := request.Marshal()
		require.NoError(t, err)
		reply, err := served{p.TSA(testpki.TSAOptions{Faults: faults})}.Post(t.Context(), testpki.TSPPathEC, tsp.QueryType, query, 0)
		require.NoError(t, err)
		openssl.Write("query.tsq", query)
		openssl.Write("reply.tsr", reply)
		out := openssl.Run("ts -verify -queryfile query.tsq -in reply.tsr -CAfile root.pem")
		assert.Contains(t, out, "Verification: OK")
	}
}

const openSSLConfig = `
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamper]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[tsa]
default_tsa = authority
[authority]
serial = serial
crypto_device = builtin
signer_cert = stamper.pem
certs = ca.pem
signer_key = stamper.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha1, sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
clock_precision_digits = 3
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`

// TestOpenSSLWrites: tokens of OpenSSL's authority verify here, by RSA and ECDSA.
func TestOpenSSLWrites(t *testing.T) {
	for name, algorithm := range map[string]string{
		"RSA": "rsa:2048", "ECDSA": "ec -pkeyopt ec_paramgen_curve:P-256",
	} {
		t.Run(name, func(t *testing.T) {
			openssl := interop.NewTool(t, "openssl")
			openssl.Write("ca.cnf", []byte(openSSLConfig))
			openssl.Write("serial", []byte("01\n"))
			request := "req -config ca.cnf -nodes -newkey " + algorithm
			openssl.Run(request + " -keyout ca.key -subj /CN=ca -x509 -out ca.pem -extensions ca -days 30")
			openssl.Run(request + " -keyout stamper.key -subj /CN=stamper -out stamper.csr")
			openssl.Run("x509 -req -in stamper.csr -CA ca.pem -CAkey ca.key -CAcreateserial " +
				"-out stamper.pem -days 20 -extfile ca.cnf -extensions stamper")
			roots, err := pki.ParseCertificates(openssl.Read("ca.pem"))
			require.NoError(t, err)

			for _, h := range []*pki.Hash{pki.SHA256, pki.SHA512} {
				request, err := tsp.NewRequest(h, h.Sum([]byte("data")))
				require.NoError(t, err)
				query, err := request.Marshal()
				require.NoError(t, err)
				openssl.Write("query.tsq", query)
				openssl.Run("ts -reply -config ca.cnf -queryfile query.tsq -out reply.tsr")
				reply := openssl.Read("reply.tsr")
				token, err := tsp.ParseResponse(reply)
				require.NoError(t, err)
				require.NoError(t, request.Check(token))
				path, err := token.Verify(nil, anchored(t, roots...))
				require.NoError(t, err)
				assert.Len(t, path.Certificates, 2)
				assert.Equal(t, 1500100*time.Microsecond, token.Info.Accuracy)
				assert.True(t, token.Info.Ordering)
				assert.NotEmpty(t, token.Info.TSA)
				assert.True(t, bytes.Contains(reply, token.Raw))
			}
		})
	}
}
