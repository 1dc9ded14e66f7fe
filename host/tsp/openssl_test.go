// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp_test

import (
	"bytes"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
)

// openSSL runs it in a folder.
func openSSL(t *testing.T, folder string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not on this machine")
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "openssl %v: %s", args, out)
	return string(out)
}

// TestOpenSSLReads: OpenSSL verifies the European tokens of testpki against the
// requests of this package.
func TestOpenSSLReads(t *testing.T) {
	p := testpki.New(time.Now)
	folder := t.TempDir()
	root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Subscriber(testpki.ECDSAPerson).Chain[1].Raw})
	require.NoError(t, os.WriteFile(filepath.Join(folder, "root.pem"), root, 0o600))
	for _, faults := range []testpki.TSAFaults{0, testpki.TSAAccuracy | testpki.TSAOrders, testpki.TSAOldBinding} {
		request, err := tsp.NewRequest(pki.SHA256, pki.SHA256.Sum([]byte("data")))
		require.NoError(t, err)
		query, err := request.Marshal()
		require.NoError(t, err)
		reply, err := served{p.TSA(testpki.TSAOptions{Faults: faults})}.Post(t.Context(), testpki.TSPPathEC, tsp.QueryType, query, 0)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(folder, "query.tsq"), query, 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "reply.tsr"), reply, 0o600))
		out := openSSL(t, folder, "ts", "-verify", "-queryfile", "query.tsq", "-in", "reply.tsr", "-CAfile", "root.pem")
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
	for name, algorithm := range map[string][]string{
		"RSA": {"rsa:2048"}, "ECDSA": {"ec", "-pkeyopt", "ec_paramgen_curve:P-256"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(folder, "ca.cnf"), []byte(openSSLConfig), 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(folder, "serial"), []byte("01\n"), 0o600))
			newKey := func(file string, args ...string) {
				args = append(append([]string{"req", "-newkey"}, algorithm...), args...)
				openSSL(t, folder, append(args, "-nodes", "-keyout", file+".key", "-subj", "/CN="+file, "-config", "ca.cnf")...)
			}
			newKey("ca", "-x509", "-out", "ca.pem", "-extensions", "ca", "-days", "30")
			newKey("stamper", "-out", "stamper.csr")
			openSSL(t, folder, "x509", "-req", "-in", "stamper.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
				"-out", "stamper.pem", "-days", "20", "-extfile", "ca.cnf", "-extensions", "stamper")
			data, err := os.ReadFile(filepath.Join(folder, "ca.pem"))
			require.NoError(t, err)
			roots, err := pki.ParseCertificates(data)
			require.NoError(t, err)

			for _, h := range []*pki.Hash{pki.SHA256, pki.SHA512} {
				request, err := tsp.NewRequest(h, h.Sum([]byte("data")))
				require.NoError(t, err)
				query, err := request.Marshal()
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(filepath.Join(folder, "query.tsq"), query, 0o600))
				openSSL(t, folder, "ts", "-reply", "-config", "ca.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
				reply, err := os.ReadFile(filepath.Join(folder, "reply.tsr"))
				require.NoError(t, err)
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
