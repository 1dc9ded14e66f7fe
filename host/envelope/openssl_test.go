// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope_test

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/envelope"
)

// openssl runs the program in a folder with one recipient's files: cert.pem,
// key.pem, content.
func openssl(t *testing.T, folder string, args ...string) {
	t.Helper()
	cmd := exec.Command("openssl", append([]string{"cms"}, args...)...)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func writePEM(t *testing.T, file, kind string, der []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
}

func TestOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is not installed")
	}
	variants := map[string][][]string{
		"RSA": {
			{"-keyid"}, {"-keyopt", "rsa_padding_mode:oaep"},
			{"-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha384", "-keyopt", "rsa_mgf1_md:sha256"},
		},
	}
	for _, curve := range []string{"P-256", "P-384", "P-521"} {
		variants[curve] = [][]string{
			{"-keyid"}, {"-aes128-wrap"}, {"-aes192-wrap"},
			{"-keyopt", "ecdh_kdf_md:sha512"}, {"-keyopt", "ecdh_cofactor_mode:1"},
		}
	}
	content := []byte("a content of more than one block")
	for name, to := range international(t) {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			private, err := x509.MarshalPKCS8PrivateKey(to.Key)
			require.NoError(t, err)
			writePEM(t, filepath.Join(folder, "key.pem"), "PRIVATE KEY", private)
			writePEM(t, filepath.Join(folder, "cert.pem"), "CERTIFICATE", to.Certificate.Raw)
			require.NoError(t, os.WriteFile(filepath.Join(folder, "content"), content, 0o600))

			// Ours by theirs.
			ours := seal(t, content, envelope.Options{}, to.Certificate)
			require.NoError(t, os.WriteFile(filepath.Join(folder, "ours"), ours, 0o600))
			openssl(t, folder, "-decrypt", "-binary", "-inform", "DER", "-in", "ours", "-inkey", "key.pem", "-recip", "cert.pem", "-out", "plain")
			plain, err := os.ReadFile(filepath.Join(folder, "plain"))
			require.NoError(t, err)
			assert.Equal(t, content, plain)

			// Theirs by ours, in DER and streamed as BER.
			theirs := func(args ...string) {
				args = append([]string{"-encrypt", "-binary", "-outform", "DER", "-in", "content", "-out", "theirs", "-recip", "cert.pem"}, args...)
				openssl(t, folder, args...)
				message, err := os.ReadFile(filepath.Join(folder, "theirs"))
				require.NoError(t, err)
				_, got, err := open(message, to)
				require.NoError(t, err, args)
				assert.Equal(t, content, got, args)
			}
			for _, cipher := range []string{"-aes-128-cbc", "-aes-192-cbc", "-aes-256-cbc"} {
				theirs(cipher)
				theirs(cipher, "-stream")
			}
			for _, variant := range variants[name] {
				theirs(append(variant, "-aes-256-cbc")...)
			}
		})
	}
}
