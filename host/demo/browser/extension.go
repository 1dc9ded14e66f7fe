// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// LayDemoExtension lays the demo build of the extension into out, replacing
// what was there: the checkout's manifest.json and extension/* as they are,
// then extension/demo over them. A manifest.json there is a merge patch
// (RFC 7386); any other file takes the place of the one of its name.
func LayDemoExtension(checkout, out string) error {
	if err := layDemoExtension(checkout, out); err != nil {
		return fmt.Errorf("browser: laying the demo extension: %w", err)
	}
	return nil
}

func layDemoExtension(checkout, out string) error {
	source := filepath.Join(checkout, "extension")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := copyTree(source, out); err != nil {
		return err
	}
	if err := copyTree(filepath.Join(source, "demo"), out); err != nil {
		return err
	}
	manifest, err := os.ReadFile(filepath.Join(checkout, "manifest.json"))
	if err != nil {
		return err
	}
	patch, err := os.ReadFile(filepath.Join(source, "demo", "manifest.json"))
	if err != nil {
		return err
	}
	if manifest, err = mergeJSON(manifest, patch); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "manifest.json"), manifest, 0o644)
}

// copyTree copies what a browser loads: not the tests, not the demo's
// differences, not the Go package that embeds the rest.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case relative == "demo" || relative == "test":
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, relative), 0o755)
		case filepath.Ext(path) == ".go":
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, relative), data, 0o644)
	})
}

// mergeJSON applies a JSON merge patch (RFC 7386, section 2) to a document.
func mergeJSON(document, patch []byte) ([]byte, error) {
	var target, change any
	if err := json.Unmarshal(document, &target); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(patch, &change); err != nil {
		return nil, err
	}
	merged, err := json.MarshalIndent(mergePatch(target, change), "", "  ")
	return append(merged, '\n'), err
}

// mergePatch is MergePatch of RFC 7386, section 2.
func mergePatch(target, patch any) any {
	members, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for name, value := range members {
		if value == nil {
			delete(object, name)
		} else {
			object[name] = mergePatch(object[name], value)
		}
	}
	return object
}
