// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/product"
)

// codeSigner makes an authority and a certificate of it for signing programs.
func codeSigner(t *testing.T) (keys product.Keys, authority string) {
	t.Helper()
	folder := t.TempDir()
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return path
	}
	certify := func(serial int64, name string, parent *x509.Certificate, signer, key *ecdsa.PrivateKey) *x509.Certificate {
		template := &x509.Certificate{
			SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
			NotBefore: time.Now().AddDate(-5, 0, 0), NotAfter: time.Now().AddDate(5, 0, 0),
			BasicConstraintsValid: true, IsCA: parent == nil, KeyUsage: x509.KeyUsageDigitalSignature,
		}
		if parent == nil {
			parent, template.KeyUsage = template, x509.KeyUsageCertSign
		} else {
			template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
		require.NoError(t, err)
		certificate, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		return certificate
	}
	newKey := func() *ecdsa.PrivateKey {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		require.NoError(t, err)
		return key
	}
	above, key := newKey(), newKey()
	root := certify(1, "Test authority", nil, above, above)
	leaf := certify(2, "Test signer", root, above, key)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return product.Keys{
		Certificate:    write("signer.pem", "CERTIFICATE", leaf.Raw),
		CertificateKey: write("signer.key", "PRIVATE KEY", der),
	}, write("authority.pem", "CERTIFICATE", root.Raw)
}

// verification is the program that looks whether a file's signature holds.
func verification(authority, path string) *exec.Cmd {
	return exec.Command("osslsigncode", "verify", "-CAfile", authority, "-in", path)
}

// verifies looks that it does.
func verifies(t *testing.T, authority, path string) {
	t.Helper()
	out, err := verification(authority, path).CombinedOutput()
	assert.NoError(t, err, "%s: %s", path, out)
}
