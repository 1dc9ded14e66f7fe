// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package product_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/product"
)

// project is a folder that holds as much of a checkout as a product is read from.
func project(t *testing.T) string {
	checkout := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(checkout, "extension"), 0o755))
	for name, text := range map[string]string{
		"manifest.json": `{"version": "1.2.3"}`,
		"extension/ids.json": `{"release": {"chromium": ["abcdefghijklmnopabcdefghijklmnop"], "firefox": "a@example.org"},
			"demo": {"chromium": ["ponmlkjihgfedcbaponmlkjihgfedcba"], "firefox": "b@example.org"}}`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(checkout, name), []byte(text), 0o600))
	}
	return checkout
}

func TestProductIsReadFromTheCheckout(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	checkout := project(t)
	var said []string
	say := func(line string) { said = append(said, line) }

	release, err := product.New(checkout, product.Keys{}, say)
	require.NoError(t, err)
	assert.Equal(t, "1.2.3", release.Version)
	assert.Equal(t, time.Unix(1700000000, 0).UTC(), release.Date)
	assert.Equal(t, "org.pidpys.host", release.Host.Name)
	assert.Equal(t, []string{"a@example.org"}, release.Host.FirefoxIDs)
	assert.Equal(t, []string{"abcdefghijklmnopabcdefghijklmnop", release.PackedID()}, release.Host.ChromiumIDs)
	require.Len(t, said, 1, "a new key is told")

	demo, err := product.NewDemo(checkout, product.Keys{}, say)
	require.NoError(t, err)
	assert.Equal(t, "pidpys-demo", demo.Name)
	assert.Equal(t, "org.pidpys.demo", demo.Host.Name)
	assert.Equal(t, []string{"ponmlkjihgfedcbaponmlkjihgfedcba", release.PackedID()}, demo.Host.ChromiumIDs, "the key stays")
	assert.Len(t, said, 1)

	key, err := os.Stat(filepath.Join(checkout, "build", "keys", "crx.pem"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), key.Mode().Perm())
}

func TestProductWithout(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	quiet := func(string) {}
	noPEM := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(noPEM, []byte("x"), 0o600))

	_, err := product.New(project(t), product.Keys{CRX: noPEM}, quiet)
	assert.ErrorContains(t, err, "no PEM")
	_, err = product.New(project(t), product.Keys{CRX: noPEM + "-absent"}, quiet)
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = product.New(t.TempDir(), product.Keys{}, quiet)
	assert.ErrorIs(t, err, os.ErrNotExist)
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	_, err = product.New(project(t), product.Keys{}, quiet)
	assert.ErrorContains(t, err, "SOURCE_DATE_EPOCH")
}

func TestMissingToolNamesItsPackage(t *testing.T) {
	_, err := product.Tool{Program: "pidpys-no-such-program", Package: "some-package"}.Run(t.Context(), "", nil)
	missing := new(product.MissingError)
	require.ErrorAs(t, err, &missing)
	assert.ErrorContains(t, err, "some-package")
}
