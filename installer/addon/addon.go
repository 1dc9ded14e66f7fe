// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package addon packs the extension: unpacked for a person who loads it, as CRX
// for Chromium's family and XPI for Firefox for administrators, as the one ZIP
// archive that all three stores take; with what an organization needs to host it
// itself, and with the words that the stores ask for.
//
// All of it depends on the sources, the product's date and the key alone, octet
// for octet. Sources: "Manifest file format", "Self-host Linux extensions" and
// "Alternative extension distribution options" of the Chrome documentation; MDN
// "browser_specific_settings"; Extension Workshop "Updating your extension".
package addon

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/installer/crx3"
	"github.com/pidpys/pidpys/installer/product"
)

// Unpacked is the extension of a product as a person loads it, with the key that
// gives it the same ID everywhere.
func Unpacked(p product.Product) (Files, error) {
	files, err := sources(p)
	if err != nil {
		return nil, err
	}
	if p.WithoutDialects {
		files.remove(dialects)
	}
	return files, files.Patch(manifestFile, map[string]any{"version": p.Version})
}

// sources are where the extension of a product is read.
func sources(p product.Product) (Files, error) {
	switch {
	case p.Extension != "":
		return ReadFolder(p.Extension)
	case p.Demo:
		return ReadDemo(p.Checkout)
	}
	return Read(p.Checkout)
}

// Store is the ZIP archive for the Chrome Web Store, Edge Add-ons and
// addons.mozilla.org. It has no key, for the first two give their own, and no
// address for updates, which are theirs to send.
func Store(p product.Product) ([]byte, error) { return archive(p, nil) }

// XPI is the package for Firefox. It is not signed: releases of Firefox install it
// only once addons.mozilla.org has signed it, the ESR also where a policy sets
// xpinstall.signatures.required to false.
func XPI(p product.Product) ([]byte, error) {
	if p.Updates == "" {
		return archive(p, nil)
	}
	return archive(p, map[string]any{"browser_specific_settings": map[string]any{"gecko": map[string]any{"update_url": p.Updates + UpdatesJSON}}})
}

// CRX is the package for Chromium's family, by the key whose ID the product's
// host admits.
func CRX(p product.Product) ([]byte, error) {
	key, err := p.Keys.Extension()
	if err != nil {
		return nil, fmt.Errorf("addon: %w", err)
	}
	var more map[string]any
	if p.Updates != "" {
		more = map[string]any{"update_url": p.Updates + UpdatesXML}
	}
	zip, err := archive(p, more)
	if err != nil {
		return nil, err
	}
	return crx3.Pack(zip, key)
}

// archive is the extension without its key, with more members in the manifest.
func archive(p product.Product, more map[string]any) ([]byte, error) {
	if err := CheckUpdates(p); err != nil {
		return nil, err
	}
	files, err := Unpacked(p)
	if err != nil {
		return nil, err
	}
	patch := map[string]any{"key": nil}
	maps.Copy(patch, more)
	if err := files.Patch(manifestFile, patch); err != nil {
		return nil, err
	}
	return files.Zip(p.Date)
}

// FileName is what a package is called, by its suffix: "crx", "xpi", "zip".
func FileName(p product.Product, suffix string) string {
	return p.Name + "-extension-" + p.Version + "." + suffix
}

// Build writes all packages of the extension into a folder, with the words for
// the stores, and if the product names an address for updates, with what is to be
// served there. It returns the paths.
func Build(_ context.Context, p product.Product, out string, say func(string)) ([]string, error) {
	made := Files{}
	for suffix, pack := range map[string]func(product.Product) ([]byte, error){"zip": Store, "crx": CRX, "xpi": XPI} {
		file, err := pack(p)
		if err != nil {
			return nil, err
		}
		made[FileName(p, suffix)] = file
	}
	if err := addUpdates(made, p); err != nil {
		return nil, err
	}
	if err := addListings(made, p); err != nil {
		return nil, err
	}
	var paths []string
	for _, name := range made.Paths() {
		path := filepath.Join(out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, fmt.Errorf("addon: %w", err)
		}
		if err := os.WriteFile(path, made[name], 0o644); err != nil {
			return nil, fmt.Errorf("addon: %w", err)
		}
		paths = append(paths, path)
	}
	say("extension " + p.Version + ", in Chromium " + p.PackedID() + ": " + FileName(p, "{crx,xpi,zip}"))
	return paths, nil
}
