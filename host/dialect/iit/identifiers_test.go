// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
)

// TestIdentifiersStandAlone: another vendor's identifiers are in one file here and in
// one of the extension; besides, in the demo's pages, which play such a cabinet.
func TestIdentifiersStandAlone(t *testing.T) {
	theirs := regexp.MustCompile(`EndUser[A-Z]|е\.ключ|криптомод|jffafkigfgmj|eusw@|euscpnmh`)
	at := map[string]bool{"host/dialect/iit/identifiers.go": true, "extension/compat/iit.js": true}
	root := os.DirFS("../../..")
	seen := 0
	for _, folder := range []string{"host", "hardware", "installer", "extension", "manifest.json"} {
		require.NoError(t, fs.WalkDir(root, folder, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				if e != nil && (e.Name() == "test" || e.Name() == "testdata" || name == "host/demo/www/iit") {
					return fs.SkipDir
				}
				return err
			}
			ours := path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") || path.Ext(name) == ".js" || path.Ext(name) == ".html" || path.Ext(name) == ".json"
			if !ours {
				return nil
			}
			text, err := fs.ReadFile(root, name)
			if err == nil && theirs.Match(text) {
				assert.True(t, at[name], name)
				seen++
			}
			return err
		}))
	}
	assert.Equal(t, len(at), seen)
}

// TestClasses: the classes that this program knows are those of the recorded facts,
// at their versions.
func TestClasses(t *testing.T) {
	var classes map[string]struct{ ClassVersion int }
	require.NoError(t, json.Unmarshal(interop.Read(t, "iit-protocol/transferable-classes.json"), &classes))
	text, err := os.ReadFile("identifiers.go")
	require.NoError(t, err)
	names := regexp.MustCompile(`"(EndUser\w+)"`).FindAllStringSubmatch(string(text), -1)
	require.NotEmpty(t, names)
	for _, name := range names {
		known, ok := classes[name[1]]
		if assert.True(t, ok, name[1]) {
			assert.Equal(t, known.ClassVersion, classVersion(name[1]), name[1])
		}
	}
}
