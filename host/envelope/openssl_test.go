// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope_test

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// openssl runs the program in a folder with one recipient's files: cert.pem,
// key.pem, content.
func TestOpenSSL(t *testing.T) {
	variants := map[string][]string{
		"RSA": {
			"-keyid", "-keyopt rsa_padding_mode:oaep",
			"-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha384 -keyopt rsa_mgf1_md:sha256",
		},
	}
	for _, curve := range []string{"P-256", "P-384", "P-521"} {
		variants[curve] = []string{
			"-keyid", "-aes128-wrap", "-aes192-wrap", "-keyopt ecdh_kdf_md:sha512", "-keyopt ecdh_cofactor_mode:1",
		}
	}
	content := []byte("a content of more than one block")
	for name, to := range international(t) {
		t.Run(name, func(t *testing.T) {
			openssl := interop.NewTool(t, "openssl")
			private, err := x509.MarshalPKCS8PrivateKey(to.Key)
			require.NoError(t, err)
			openssl.WritePEM("key.pem", "PRIVATE KEY", private)
			openssl.WritePEM("cert.pem", "CERTIFICATE", to.Certificate.Raw)
			openssl.Write("content", content)

			// Ours by theirs.
			ours := seal(t, content, envelope.Options{}, to.Certificate)
			openssl.Write("ours", ours)
			openssl.Run("cms -decrypt -binary -inform DER -in ours -inkey key.pem -recip cert.pem -out plain")
			assert.Equal(t, content, openssl.Read("plain"))

			// Theirs by ours, in DER and streamed as BER.
			theirs := func(options string) {
				openssl.Run("cms -encrypt -binary -outform DER -in content -out theirs -recip cert.pem " + options)
				_, got, err := open(openssl.Read("theirs"), to)
				require.NoError(t, err, options)
				assert.Equal(t, content, got, options)
			}
			for _, cipher := range []string{"-aes-128-cbc", "-aes-192-cbc", "-aes-256-cbc"} {
				theirs(cipher)
				theirs(cipher + " -stream")
			}
			for _, variant := range variants[name] {
				theirs(variant + " -aes-256-cbc")
			}
		})
	}
}
