// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cades/cadestest"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/require"
)

// openssl runs the program, which must accept.
func openssl(t *testing.T, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not on this machine")
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out)
}

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

// TestOpenSSLVerifies has another implementation accept what is written here
// with ECDSA and RSA.
func TestOpenSSLVerifies(t *testing.T) {
	root := cadestest.NewIssuer(t)
	anchor := write(t, "root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate.Raw}))
	content := []byte("content\r\nof two lines\r\n")
	document := write(t, "document", content)
	for name, id := range map[string]cadestest.Identity{"ECDSA": root.ECDSA(t), "RSA": root.RSA(t, 2048)} {
		for _, h := range []*pki.Hash{pki.SHA256, pki.SHA384, pki.SHA512} {
			t.Run(name+" "+h.Name(), func(t *testing.T) {
				verify := []string{
					"cms", "-verify", "-binary", "-inform", "DER", "-CAfile", anchor, "-purpose", "any", "-cades",
					"-attime", strconv.FormatInt(cadestest.Now.Unix(), 10), "-in",
				}
				attached := write(t, "attached.p7s", id.Sign(t, cades.Signer{Hash: h}, content))
				detached := write(t, "detached.p7s", id.Sign(t, cades.Signer{Hash: h, Detached: true}, content))
				openssl(t, append(verify, attached)...)
				openssl(t, append(verify, detached, "-content", document)...)
			})
		}
	}
}

// TestOpenSSLParses has it take apart what it cannot verify.
func TestOpenSSLParses(t *testing.T) {
	id := cadestest.NewDSTU(t, dstu4145.M257(), nil)
	for _, h := range []*pki.Hash{pki.GOST34311, pki.Kupyna256} {
		message := write(t, "dstu.p7s", id.Sign(t, cades.Signer{Hash: h}, []byte("content")))
		out := openssl(t, "cms", "-cmsout", "-print", "-inform", "DER", "-in", message)
		for _, part := range []string{"contentType", "signingTime", "messageDigest", "signingCertificateV2", "DSTU"} {
			require.Contains(t, out, part)
		}
	}
}
