// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package windows makes the packages for Windows on amd64: an .msi for
// administrators ("Windows Installer", learn.microsoft.com) and a setup.exe for
// people (NSIS). Both are made from one description and leave the same behind:
//
//   - %ProgramFiles%\Pidpys with the host, the worker for tokens in 64 and in 32
//     bits, the host's manifests, the extension unpacked, and licences;
//   - for each key of the installer's table a registration in the 64-bit view of
//     HKEY_LOCAL_MACHINE. Registrations of ours that browsers would find first,
//     in the 32-bit view and under HKEY_CURRENT_USER of who installs, are removed;
//     other people's stay, and the doctor tells of them.
//
// Both install for everybody, silently on demand (/qn, /S), over an older version
// and not over a newer one. The .msi takes the place of what setup.exe installed.
// setup.exe refuses where the .msi is: that machine has an administrator.
package windows

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
	"github.com/pidpys/pidpys/installer/sbom"
)

// Folders and files in which the packages are made.
const (
	filesFolder = "files"
	iconFile    = "program.ico"
	sidebarFile = "sidebar.bmp"
)

// Build makes both packages in the folder out, which is made, and returns their
// paths. They are signed if there is a key. Say is told what takes a while.
func Build(ctx context.Context, p product.Product, out string, say func(string)) ([]string, error) {
	paths, err := build(ctx, p, out, say)
	if err != nil {
		return nil, fmt.Errorf("windows: %w", err)
	}
	return paths, nil
}

func build(ctx context.Context, p product.Product, out string, say func(string)) ([]string, error) {
	out, err := filepath.Abs(out)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", p.Name+"-windows-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	if p.Keys.Certificate == "" {
		say("Windows: not signed, there is no certificate")
	}
	say("Windows: programs")
	if err := lay(ctx, p, work); err != nil {
		return nil, err
	}
	c, err := describe(p, work)
	if err != nil {
		return nil, err
	}
	msi := filepath.Join(out, fmt.Sprintf("%s-%s-x64.msi", p.Name, p.Version))
	setup := filepath.Join(out, fmt.Sprintf("%s-%s-setup.exe", p.Name, p.Version))
	say("Windows: " + filepath.Base(msi))
	if err := buildMSI(ctx, c, msi); err != nil {
		return nil, err
	}
	// MsiDigitalSignatureEx covers the names and times in the package, too.
	if err := sign(ctx, p, msi, "-add-msi-dse"); err != nil {
		return nil, err
	}
	say("Windows: " + filepath.Base(setup))
	if err := buildSetup(ctx, c, setup); err != nil {
		return nil, err
	}
	return []string{msi, setup}, sign(ctx, p, setup)
}

// lay puts all that is packed into the folder work, as old as the product.
func lay(ctx context.Context, p product.Product, work string) error {
	if err := layPictures(filepath.Join(p.Checkout, "extension", "icons"), work); err != nil {
		return err
	}
	files := filepath.Join(work, filesFolder)
	programs, err := p.Programs(ctx, product.Target{OS: "windows", Arch: "amd64"}, files)
	if err != nil {
		return err
	}
	for program, description := range map[string]string{
		programs.Host:    p.Title,
		programs.Token:   p.Title + ": tokens",
		programs.Token32: p.Title + ": tokens with 32-bit modules",
	} {
		if err := brand(ctx, p, program, description, work); err != nil {
			return err
		}
		if err := sign(ctx, p, program); err != nil {
			return err
		}
	}
	if err := writeManifests(p, files); err != nil {
		return err
	}
	if err := writeLicences(ctx, p, files, programs.All()); err != nil {
		return err
	}
	extension, err := addon.Unpacked(p)
	if err != nil {
		return err
	}
	if err := extension.Lay(filepath.Join(files, "extension")); err != nil {
		return err
	}
	return date(work, p.Date)
}

// layPictures makes of the extension's icons what packages show.
func layPictures(icons, work string) error {
	for name, make := range map[string]func(string) ([]byte, error){iconFile: icon, sidebarFile: sidebar} {
		picture, err := make(icons)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(work, name), picture, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// writeLicences puts the project's licence and those of what else the programs
// contain beside them, as they ask for.
func writeLicences(ctx context.Context, p product.Product, folder string, programs []string) error {
	licence, err := os.ReadFile(filepath.Join(p.Checkout, "LICENSE"))
	if err != nil {
		return err
	}
	notices, err := sbom.Notices(ctx, p.Checkout, programs...)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(folder, "LICENSE.txt"), licence, 0o644),
		os.WriteFile(filepath.Join(folder, "NOTICES.txt"), []byte(notices), 0o644))
}

// date sets the times of all files in a folder.
func date(folder string, t time.Time) error {
	return filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, t, t)
	})
}
