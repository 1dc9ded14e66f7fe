// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package linux packs the product for Linux: for Debian's family (.deb), for
// Fedora's and openSUSE's (.rpm), for Arch and for Alpine. nfpm writes the
// archives; what is in them is said here.
//
// There are three packages: the program with all its manifests, the program that
// loads vendors' modules for tokens, and the extension. Manifests lie where
// [installer.Locations] says. Equal sources and SOURCE_DATE_EPOCH give equal
// octets, unless a package is signed. Sources: Debian Policy Manual 4.6, FHS 3.0,
// the manifests' table of package installer.
package linux

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/installer/product"
)

// Format is a kind of package, as nfpm names it.
type Format string

// The formats.
const (
	Deb  Format = "deb"
	RPM  Format = "rpm"
	Arch Format = "archlinux"
	APK  Format = "apk"
)

// Formats are all of them.
var Formats = []Format{Deb, RPM, Arch, APK}

// Architectures are those that packages are made for, as Go names them.
var Architectures = []string{"amd64", "arm64"}

// Target is what programs in a package of a format are built for.
func (f Format) Target(architecture string) product.Target {
	t := product.Target{OS: "linux", Arch: architecture}
	if f == APK {
		t.Libc = "musl"
	}
	return t
}

// Build makes all packages, in a folder, and returns their paths.
func Build(ctx context.Context, p product.Product, out string, say func(string)) ([]string, error) {
	work, err := os.MkdirTemp("", "pidpys-linux-")
	if err != nil {
		return nil, fmt.Errorf("linux: %w", err)
	}
	defer os.RemoveAll(work)
	var made []string
	built := map[product.Target]product.Programs{}
	for _, format := range Formats {
		for _, architecture := range Architectures {
			target := format.Target(architecture)
			programs, ok := built[target]
			if !ok {
				if programs, err = p.Programs(ctx, target, filepath.Join(work, fmt.Sprint(len(built)))); err != nil {
					return nil, err
				}
				built[target] = programs
			}
			paths, err := Programs(ctx, p, format, architecture, programs, out)
			if err != nil {
				return nil, err
			}
			made = append(made, paths...)
		}
		path, err := Extension(ctx, p, format, out)
		if err != nil {
			return nil, err
		}
		made = append(made, path)
		say(fmt.Sprintf("%s: program and worker for %v, extension", format, Architectures))
	}
	return made, nil
}

// Programs makes the packages of the program and of the worker, from programs
// that were built for the format's target, and returns their paths.
func Programs(ctx context.Context, p product.Product, f Format, architecture string, programs product.Programs, out string) ([]string, error) {
	host, err := hostPackage(ctx, p, f, programs)
	if err != nil {
		return nil, fmt.Errorf("linux: %w", err)
	}
	worker, err := workerPackage(ctx, p, f, programs)
	if err != nil {
		return nil, fmt.Errorf("linux: %w", err)
	}
	var made []string
	for _, one := range []contents{host, worker} {
		path, err := one.pack(ctx, p, f, architecture, out)
		if err != nil {
			return nil, fmt.Errorf("linux: %s as %s: %w", one.name, f, err)
		}
		made = append(made, path)
	}
	return made, nil
}

// Extension makes the package of the extension, which is one for all
// architectures, and returns its path.
func Extension(ctx context.Context, p product.Product, f Format, out string) (string, error) {
	extension, err := extensionPackage(p, f)
	if err != nil {
		return "", fmt.Errorf("linux: %w", err)
	}
	path, err := extension.pack(ctx, p, f, anyArchitecture, out)
	if err != nil {
		return "", fmt.Errorf("linux: %s as %s: %w", extension.name, f, err)
	}
	return path, nil
}
