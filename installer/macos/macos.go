// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package macos packs the product for macOS, for Apple's processors and Intel's at
// once: as tar.gz with a script that installs it, and as a component package for the
// system's Installer. Neither was ever on a Mac: the first is made of scripts that
// were tried elsewhere, the second, called experimental in its name, was only
// listed. Neither is signed or notarized, which Gatekeeper asks of what was
// downloaded.
//
// Equal sources and dates give equal octets.
package macos

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/installer/product"
)

// architectures are those that the programs are built for, in the order in which
// they lie in a universal file.
var architectures = []string{"amd64", "arm64"}

// Build makes both, in a folder, and returns their paths.
func Build(ctx context.Context, p product.Product, out string, say func(string)) ([]string, error) {
	made, err := build(ctx, p, out)
	if err != nil {
		return nil, fmt.Errorf("macos: %w", err)
	}
	say(fmt.Sprintf("tar.gz and an experimental .pkg for %v", architectures))
	return made, nil
}

func build(ctx context.Context, p product.Product, out string) ([]string, error) {
	files, err := collect(ctx, p)
	if err != nil {
		return nil, err
	}
	tarball, err := files.tarball(p)
	if err != nil {
		return nil, err
	}
	pkg, err := files.component(p)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	base := filepath.Join(out, p.Name+"-"+p.Version+"-macos")
	archive, experimental := base+".tar.gz", base+"-experimental.pkg"
	if err := os.WriteFile(archive, tarball, 0o644); err != nil {
		return nil, err
	}
	return []string{archive, experimental}, os.WriteFile(experimental, pkg, 0o644)
}
