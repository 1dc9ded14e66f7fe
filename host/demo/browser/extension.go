// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/installer/addon"
)

// Site is a page that the extension serves, as extension/sites.json lists it.
type Site struct {
	Origin string   `json:"origin"`
	Tops   []string `json:"tops,omitempty"` // top pages in whose frames it is served too
}

// LayDemoExtension lays the demo build of the extension into out, replacing
// what was there. The extension serves the sites given, for a demo's port is not
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
	files, err := addon.ReadDemo(checkout)
	if err != nil {
		return err
	}
	if err := files.Patch("sites.json", map[string]any{"sites": sites}); err != nil {
		return err
	}
	return files.Lay(out)
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
