// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package addon

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// manifestFile is where browsers look for the manifest.
const manifestFile = "manifest.json"

// Files are what a browser loads: contents by path, slash separated, from the
// extension's root.
type Files map[string][]byte

// loaded is what of the extension's folder a browser loads.
var loaded = []string{"_locales", "background.js", "compat", "content.js", "icons", "lib", "managed.json", "page/blobs.js", "page/client.js", "page/diia.js", "page/handover.js", "page/peer.js", "page/zip.js", "sites.json", "ui"}

// Read is the release's extension in a checkout: its manifest.json and what of
// extension/ a browser loads, as they are.
func Read(checkout string) (Files, error) {
	files, err := read(checkout)
	if err != nil {
		return nil, fmt.Errorf("addon: %w", err)
	}
	return files, nil
}

func read(checkout string) (Files, error) {
	manifest, err := os.ReadFile(filepath.Join(checkout, manifestFile))
	if err != nil {
		return nil, err
	}
	files := Files{manifestFile: manifest}
	for _, name := range loaded {
		if err := files.add(filepath.Join(checkout, "extension"), name); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// ReadDemo is the demo's extension in a checkout: the release's, with what lies
// in extension/demo over it, where manifest.json is a merge patch (RFC 7396).
func ReadDemo(checkout string) (Files, error) {
	files, err := readDemo(checkout)
	if err != nil {
		return nil, fmt.Errorf("addon: %w", err)
	}
	return files, nil
}

func readDemo(checkout string) (Files, error) {
	files, err := read(checkout)
	if err != nil {
		return nil, err
	}
	over := Files{}
	if err := over.add(filepath.Join(checkout, "extension", "demo"), "."); err != nil {
		return nil, err
	}
	patch := over[manifestFile]
	delete(over, manifestFile)
	maps.Copy(files, over)
	return files, files.patch(manifestFile, patch)
}

// ReadFolder is an extension that lies in a folder, unpacked.
func ReadFolder(folder string) (Files, error) {
	files := Files{}
	if err := files.add(folder, "."); err != nil {
		return nil, fmt.Errorf("addon: %w", err)
	}
	return files, nil
}

// dialects is the folder of what speaks with pages of other programs. Nothing else
// names a file in it before it has looked whether that is there.
const dialects = "compat/"

// remove removes a folder.
func (f Files) remove(folder string) {
	maps.DeleteFunc(f, func(path string, _ []byte) bool { return strings.HasPrefix(path, folder) })
}

// add reads a file, or all of a folder, by its name in the root.
func (f Files) add(root, name string) error {
	return filepath.WalkDir(filepath.Join(root, name), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		f[filepath.ToSlash(relative)], err = os.ReadFile(path)
		return err
	})
}

// Paths are the paths of the files, sorted.
func (f Files) Paths() []string { return slices.Sorted(maps.Keys(f)) }

// Lay writes the files into a folder, replacing all that was there.
func (f Files) Lay(folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("addon: %w", err)
	}
	for _, path := range f.Paths() {
		place := filepath.Join(folder, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			return fmt.Errorf("addon: %w", err)
		}
		if err := os.WriteFile(place, f[path], 0o644); err != nil {
			return fmt.Errorf("addon: %w", err)
		}
	}
	return nil
}
