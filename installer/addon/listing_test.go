// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package addon_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
)

// TestListings: each store gets all that it asks for, in both languages, with a
// reason for every permission.
func TestListings(t *testing.T) {
	p := edition(t, product.New)
	out := t.TempDir()
	_, err := addon.Build(t.Context(), p, out, quiet)
	require.NoError(t, err)
	for _, language := range []string{"uk", "en"} {
		for _, store := range []string{"chrome-web-store", "edge-add-ons", "firefox-add-ons"} {
			text, err := os.ReadFile(filepath.Join(out, "listing", store+"."+language+".txt"))
			require.NoError(t, err)
			for _, permission := range []string{"nativeMessaging", "identity", "https://cabinet.tax.gov.ua/*"} {
				assert.Contains(t, string(text), "\n"+permission+"\n", store)
			}
			assert.NotContains(t, string(text), "\n\n\n", store)
			assert.NotContains(t, string(text), "<no value>", store)
		}
	}
}

// TestSummary: Chrome refuses a description of more than 132 characters (Chrome,
// "Manifest - Description").
func TestSummary(t *testing.T) {
	files, err := addon.Read(checkout)
	require.NoError(t, err)
	for _, language := range []string{"uk", "en"} {
		var messages struct{ Description struct{ Message string } }
		require.NoError(t, json.Unmarshal(files["_locales/"+language+"/messages.json"], &messages))
		assert.LessOrEqual(t, utf8.RuneCountInString(messages.Description.Message), 132, language)
	}
}

// TestPermissionsNeedReasons: an extension that asks for more than is explained, or
// for less, is not packed.
func TestPermissionsNeedReasons(t *testing.T) {
	for permissions, says := range map[string]string{
		`["nativeMessaging", "identity", "history"]`: "no reason is given for the permission history",
		`["nativeMessaging"]`:                        "which is not asked for",
	} {
		p := edition(t, product.New)
		files, err := addon.Unpacked(p)
		require.NoError(t, err)
		require.NoError(t, files.Patch("manifest.json", map[string]any{"permissions": json.RawMessage(permissions)}))
		p.Extension = filepath.Join(t.TempDir(), "extension")
		require.NoError(t, files.Lay(p.Extension))
		_, err = addon.Build(t.Context(), p, t.TempDir(), quiet)
		assert.ErrorContains(t, err, says)
	}
}

// TestDemoIsInNoStore: nobody takes it for the release.
func TestDemoIsInNoStore(t *testing.T) {
	out := t.TempDir()
	_, err := addon.Build(t.Context(), edition(t, product.NewDemo), out, quiet)
	require.NoError(t, err)
	assert.NoDirExists(t, filepath.Join(out, "listing"))
}
