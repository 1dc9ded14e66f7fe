// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Site is a page that the extension serves, as extension/sites.json lists it.
type Site struct {
	Origin string   `json:"origin"`
	Tops   []string `json:"tops,omitempty"` // top pages in whose frames it is served too
}

// LayDemoExtension lays the demo build of the extension into out, replacing
// what was there: the checkout's manifest.json and extension/* as they are,
// then extension/demo over them, where manifest.json is a merge patch
// (RFC 7386). The extension serves the sites given, for a demo's port is not
// known beforehand. An out that holds the sources, or lies in them, is refused.
func LayDemoExtension(checkout, out string, sites []Site) error {
	if err := layDemoExtension(checkout, out, sites); err != nil {
		return fmt.Errorf("browser: laying the demo extension: %w", err)
	}
	return nil
}

func layDemoExtension(checkout, out string, sites []Site) error {
	source := filepath.Join(checkout, "extension")
	if within(source, out) || within(out, source) {
		return fmt.Errorf("%s would be replaced, sources and all", out)
	}
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
	if err := mergeInto(filepath.Join(out, "manifest.json"), manifest, patch); err != nil {
		return err
	}
	list, err := os.ReadFile(filepath.Join(out, "sites.json"))
	if err != nil {
		return err
	}
	served, err := json.Marshal(map[string]any{"sites": sites})
	if err != nil {
		return err
	}
	return mergeInto(filepath.Join(out, "sites.json"), list, served)
}

// within reports whether path is the folder or lies in it, by whatever links.
func within(folder, path string) bool {
	whole, err := os.Stat(folder)
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	path, _ = filepath.Abs(path)
	for {
		if info, err := os.Stat(path); err == nil && os.SameFile(whole, info) {
			return true
		}
		if path == filepath.Dir(path) {
			return false
		}
		path = filepath.Dir(path)
	}
}

// mergeInto writes a document with a merge patch applied.
func mergeInto(path string, document, patch []byte) error {
	merged, err := mergeJSON(document, patch)
	if err != nil {
		return err
	}
	return os.WriteFile(path, merged, 0o644)
}

// apart are folders of the extension that no browser loads.
var apart = []string{"art", "demo", "test"}

// copyTree copies what a browser loads, without the Go package that lies there
// too.
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
		case d.IsDir() && slices.Contains(apart, relative):
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
