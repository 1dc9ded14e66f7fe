// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/product"
)

func TestOrderIsFilledWithChecksums(t *testing.T) {
	build := t.TempDir()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	crx := filepath.Join(build, "crx.pem")
	require.NoError(t, os.WriteFile(crx, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")

	o := order{checkout: "../..", out: filepath.Join(build, "packages"), keys: product.Keys{CRX: crx}, only: []string{"extension", "admin"}}
	require.NoError(t, o.fill(t.Context()))
	for folder, file := range map[string]string{"packages": ".crx\n", "admin": "README.uk.md\n"} {
		sums, err := os.ReadFile(filepath.Join(build, folder, "SHA256SUMS"))
		require.NoError(t, err)
		assert.Contains(t, string(sums), file)
	}
}

func TestOrderOfWhatNobodyPacks(t *testing.T) {
	o := order{checkout: "../..", out: t.TempDir(), only: []string{"snap"}}
	assert.ErrorContains(t, o.fill(t.Context()), `nobody packs "snap"`)
}

func TestWhatIsNotSignedIsSaid(t *testing.T) {
	assert.Len(t, unsigned(product.Keys{}), 3)
	assert.Empty(t, unsigned(product.Keys{GPG: "a", APK: "b", Certificate: "c"}))
}
