// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package admin makes the kit of those who roll Pidpys out to many machines:
// policies by which browsers install the extension and start the host, in the
// form that each system has them in, templates of policies for the host's own
// settings, a role for Ansible, and notes in two languages.
//
// Where a policy belongs is said by [installer.Locations]; what may be set, by the
// table settings, which host/config's members are held to by a test. Sources: the
// policy lists of Chrome, Edge and Firefox; "Configuring Apps and Extensions by
// Policy" (chromium.org); the ADMX schema (learn.microsoft.com, MS-GPREG 7);
// "Configuration Profile Reference" (Apple).
//
// Policies were tried with Chromium and Firefox on Linux. Those for Windows and
// macOS are made of documents alone.
package admin

import (
	"context"
	"fmt"
	"maps"
	"path"
	"path/filepath"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
)

// folder is where the kit lies among what is packed.
const folder = "admin"

// Build writes the kit into the folder admin in out, replacing all that was there,
// and returns the paths.
func Build(_ context.Context, p product.Product, out string, say func(string)) ([]string, error) {
	files, err := Kit(p)
	if err != nil {
		return nil, err
	}
	root := filepath.Join(out, folder)
	if err := files.Lay(root); err != nil {
		return nil, fmt.Errorf("admin: %w", err)
	}
	var paths []string
	for _, name := range files.Paths() {
		paths = append(paths, filepath.Join(root, filepath.FromSlash(name)))
	}
	say(fmt.Sprintf("administrator's kit: %d files; the extension comes from %s", len(paths), originOf(p).updates))
	return paths, nil
}

// Kit is the kit, by path. No policy in it installs from an address that
// [addon.CheckUpdates] refuses.
func Kit(p product.Product) (addon.Files, error) {
	if err := addon.CheckUpdates(p); err != nil {
		return nil, fmt.Errorf("admin: %w", err)
	}
	made := addon.Files{}
	for _, make := range []func(product.Product) (addon.Files, error){chromiumFiles, registryFiles, firefoxFiles, profileFiles, texts} {
		files, err := make(p)
		if err != nil {
			return nil, fmt.Errorf("admin: %w", err)
		}
		maps.Copy(made, files)
	}
	// The role stands alone: what it copies lies in it.
	for _, s := range snippets(p) {
		if !s.windows {
			made[path.Join("ansible/roles/pidpys/files", s.name+".json")] = made[path.Join("chromium", s.name+".json")]
		}
	}
	made["ansible/roles/pidpys/files/policies.json"] = made["firefox/policies.json"]
	return made, nil
}
