// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
)

// argued are what the linter of addons.mozilla.org warns of, and why it may.
var argued = map[string]string{
	"BACKGROUND_SERVICE_WORKER_IGNORED":              "one manifest serves both families, and Firefox takes background.scripts",
	"KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION": "no Firefox of Android starts native hosts, and the extension is not offered there",
}

// TestFirefoxLint has web-ext look at what is sent to addons.mozilla.org, and at
// what an organization serves itself.
func TestFirefoxLint(t *testing.T) {
	p := released(t)
	t.Run("store", func(t *testing.T) { lint(t, p) })
	p.Updates = "https://intranet.example/pidpys/"
	t.Run("self-hosted", func(t *testing.T) { lint(t, p, "--self-hosted") })
}

// lint looks at the XPI of a product.
func lint(t *testing.T, p product.Product, flags ...string) {
	xpi, err := addon.XPI(p)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), addon.FileName(p, "xpi"))
	require.NoError(t, os.WriteFile(path, xpi, 0o600))
	report, err := webExt(t).Run(t.Context(), t.TempDir(), nil, append([]string{"lint", "--output=json", "--source-dir=" + path}, flags...)...)
	require.NoError(t, err)
	var found struct {
		Errors, Notices, Warnings []struct{ Code, Message string }
	}
	require.NoError(t, json.Unmarshal(report, &found))
	assert.Empty(t, found.Errors)
	assert.Empty(t, found.Notices)
	for _, warning := range found.Warnings {
		assert.Contains(t, argued, warning.Code, warning.Message)
	}
	assert.Len(t, found.Warnings, len(argued))
}

// webExt is Mozilla's tool, which npm installs beside its list the first time.
func webExt(t *testing.T) product.Tool {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join(checkout, "installer", "tools"))
	require.NoError(t, err)
	program := filepath.Join(folder, "node_modules", ".bin", "web-ext")
	if _, err := os.Stat(program); errors.Is(err, fs.ErrNotExist) {
		_, err := product.Tool{Program: "npm", Package: "npm"}.Run(t.Context(), folder, nil, "ci", "--no-audit", "--no-fund", "--loglevel=error")
		require.NoError(t, err)
	}
	return product.Tool{Program: program, Package: "npm"}
}
