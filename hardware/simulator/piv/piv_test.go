// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package piv_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/piv"
	"github.com/pidpys/pidpys/host/testpki"
)

const pin = "123456"

func spec() piv.Spec {
	people := testpki.New(time.Now)
	ec, rsa := people.Subscriber(testpki.ECDSAPerson), people.Subscriber(testpki.RSAPerson)
	return piv.Spec{PIN: pin, Keys: map[piv.Slot]piv.Key{
		piv.Authentication: {Private: rsa.SignKey, Certificate: rsa.SignCert},
		piv.Signature:      {Private: ec.SignKey, Certificate: ec.SignCert},
	}}
}

// opensc runs a program of OpenSC.
func opensc(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not on this machine", name)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	return string(out), err
}

// TestOpenSC has OpenSC use the card through the system's own card service.
func TestOpenSC(t *testing.T) {
	spec := spec()
	card := piv.Start(t, spec)
	await := func(present bool) {
		require.Eventually(t, func() bool {
			_, err := opensc(t, "pkcs11-tool", "--list-objects")
			return (err == nil) == present
		}, 20*time.Second, 100*time.Millisecond)
	}
	await(true)

	listed, err := opensc(t, "pkcs11-tool", "--login", "--pin", pin, "--list-objects")
	require.NoError(t, err, listed)
	assert.Contains(t, listed, "Private Key Object; RSA")
	assert.Contains(t, listed, "Private Key Object; EC")
	assert.Contains(t, listed, "always authenticate")

	folder := t.TempDir()
	document, signature := filepath.Join(folder, "document"), filepath.Join(folder, "signature")
	require.NoError(t, os.WriteFile(document, []byte("document"), 0o600))
	digest := sha256.Sum256([]byte("document"))
	sign := func(id, mechanism string, more ...string) []byte {
		args := []string{"--login", "--pin", pin, "--sign", "--id", id, "--mechanism", mechanism, "-i", document, "-o", signature}
		out, err := opensc(t, "pkcs11-tool", append(args, more...)...)
		require.NoError(t, err, out)
		value, err := os.ReadFile(signature)
		require.NoError(t, err)
		return value
	}
	t.Run("RSA", func(t *testing.T) {
		public := spec.Keys[piv.Authentication].Certificate.PublicKey.(*rsa.PublicKey)
		assert.NoError(t, rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], sign("01", "SHA256-RSA-PKCS")))
	})
	t.Run("ECDSA", func(t *testing.T) {
		public := spec.Keys[piv.Signature].Certificate.PublicKey.(*ecdsa.PublicKey)
		assert.True(t, ecdsa.VerifyASN1(public, digest[:], sign("02", "ECDSA-SHA256", "--signature-format", "openssl")))
	})
	t.Run("pulled and put back", func(t *testing.T) {
		card.Remove()
		await(false)
		card.Insert()
		await(true)
	})
	t.Run("locked", func(t *testing.T) {
		for left := 2; left >= 0; left-- {
			_, err := opensc(t, "pkcs11-tool", "--login", "--pin", "000000", "--list-objects")
			require.Error(t, err)
			require.Equal(t, left, card.Tries())
		}
		_, err := opensc(t, "pkcs11-tool", "--login", "--pin", pin, "--list-objects")
		assert.Error(t, err, "the right PIN comes too late")
	})
}
