// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package addon_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/addon"
)

// TestPatch holds the cases of RFC 7396, appendix A, that a manifest can meet.
func TestPatch(t *testing.T) {
	type object = map[string]any
	for _, c := range []struct {
		document string
		patch    any
		want     string
	}{
		{`{"a":"b"}`, object{"a": "c"}, `{"a":"c"}`},
		{`{"a":"b"}`, object{"b": "c"}, `{"a":"b","b":"c"}`},
		{`{"a":"b","b":"c"}`, object{"a": nil}, `{"b":"c"}`},
		{`{"a":["b"]}`, object{"a": "c"}, `{"a":"c"}`},
		{`{"a":[{"b":"c"}]}`, object{"a": []int{1}}, `{"a":[1]}`},
		{`{"a":{"b":"c"}}`, object{"a": object{"b": "d", "c": nil}}, `{"a":{"b":"d"}}`},
		{`{}`, object{"a": object{"bb": object{"ccc": nil}}}, `{"a":{"bb":{}}}`},
	} {
		files := addon.Files{"a.json": []byte(c.document)}
		require.NoError(t, files.Patch("a.json", c.patch))
		assert.JSONEq(t, c.want, string(files["a.json"]), "%s with %v", c.document, c.patch)
	}
	assert.Error(t, addon.Files{"a.json": []byte("{")}.Patch("a.json", object{}), "a document that is cut off")
	assert.Error(t, addon.Files{}.Patch("a.json", object{}), "a document that is not there")
	assert.Error(t, addon.Files{"a.json": []byte("{}")}.Patch("a.json", func() {}), "a patch that is not JSON")
}

// TestRead: what only developers need stays where it is.
func TestRead(t *testing.T) {
	files, err := addon.Read(checkout)
	require.NoError(t, err)
	source, err := os.ReadFile(filepath.Join(checkout, "manifest.json"))
	require.NoError(t, err)
	assert.Equal(t, string(source), string(files["manifest.json"]))
	for path := range files {
		assert.NotRegexp(t, `\.go$|\.md$|^(test|demo|art)/|^ids\.json$`, path)
	}

	demo, err := addon.ReadDemo(checkout)
	require.NoError(t, err)
	assert.Equal(t, files.Paths(), demo.Paths())
	assert.Equal(t, files["background.js"], demo["background.js"])
	assert.NotEqual(t, files["sites.json"], demo["sites.json"])
	assert.Contains(t, string(demo["manifest.json"]), "http://localhost/*")

	_, err = addon.Read(t.TempDir())
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = addon.ReadDemo(t.TempDir())
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestLay(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "extension")
	require.NoError(t, os.MkdirAll(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "left-over.js"), nil, 0o600))

	files := addon.Files{"manifest.json": []byte("{}"), "lib/sites.js": []byte("l")}
	require.NoError(t, files.Lay(folder))
	laid, err := addon.ReadFolder(folder)
	require.NoError(t, err)
	assert.Equal(t, files, laid)

	_, err = addon.ReadFolder(filepath.Join(folder, "nowhere"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}
