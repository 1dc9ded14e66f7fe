// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package softhsm_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/softhsm"
	"github.com/pidpys/pidpys/host/testpki"
)

func TestKeysAreOnTheToken(t *testing.T) {
	people := testpki.New(time.Now)
	var keys []softhsm.Key
	for _, name := range []string{testpki.RSAPerson, testpki.ECDSAPerson} {
		s := people.Subscriber(name)
		keys = append(keys, softhsm.Key{Private: s.SignKey, Certificate: s.SignCert})
	}
	token := softhsm.New(t, softhsm.Spec{Label: "Тестовий модуль", PIN: "12345678", Keys: keys})
	tool := func(args ...string) string {
		cmd := exec.Command("pkcs11-tool", append([]string{"--module", token.Module, "--login", "--pin", "12345678"}, args...)...)
		cmd.Env = os.Environ()
		for variable, value := range token.Environment {
			cmd.Env = append(cmd.Env, variable+"="+value)
		}
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	listed := tool("--list-objects")
	for _, kind := range []string{"Private Key Object; RSA", "Private Key Object; EC", "Public Key Object; RSA 2048 bits", "Public Key Object; EC"} {
		assert.Contains(t, listed, kind)
	}
	assert.Equal(t, 2, strings.Count(listed, "Certificate Object"))

	folder := t.TempDir()
	document, signature := filepath.Join(folder, "document"), filepath.Join(folder, "signature")
	require.NoError(t, os.WriteFile(document, []byte("document"), 0o600))
	tool("--sign", "--id", "01", "--mechanism", "SHA256-RSA-PKCS", "--input-file", document, "--output-file", signature)
	value, err := os.ReadFile(signature)
	require.NoError(t, err)
	digest := sha256.Sum256([]byte("document"))
	public := people.Subscriber(testpki.RSAPerson).SignCert.PublicKey.(*rsa.PublicKey)
	assert.NoError(t, rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], value))
}
