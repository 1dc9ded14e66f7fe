// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package linux

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/installer/product"
	"github.com/pidpys/pidpys/installer/sbom"
)

// contents are what one package holds and asks for.
type contents struct {
	name        string
	summary     string // the synopsis: no article, no full stop
	description string
	depends     []string
	recommends  []string
	enhances    []string // of .deb alone
	files       []file
}

// file is one file of a package: data, or a copy, or a symbolic link.
type file struct {
	path string // absolute, where it is installed
	data []byte
	from string // the path of what is copied
	link string // where a link points, relative to its folder
	mode fs.FileMode
	conf bool // the administrator's to change: upgrades ask
}

// Modes of files.
const (
	plain   fs.FileMode = 0o644
	started fs.FileMode = 0o755
)

// folder is where a product's programs lie.
func folder(p product.Product) string { return "/usr/lib/" + p.Name }

// program is where the host is installed, as manifests name it.
func program(p product.Product) string { return path.Join(folder(p), p.Name) }

func hostPackage(ctx context.Context, p product.Product, f Format, programs product.Programs) (contents, error) {
	manifests, err := manifestFiles(p, f)
	if err != nil {
		return contents{}, err
	}
	notices, err := sbom.Notices(ctx, p.Checkout, programs.Host)
	if err != nil {
		return contents{}, err
	}
	c := contents{
		name:        p.Name,
		summary:     product.Summary,
		description: product.Description,
		recommends:  []string{p.Name + "-token", p.Name + "-extension"},
		files: append(manifests,
			file{path: program(p), from: programs.Host, mode: started},
			file{path: "/usr/bin/" + p.Name, link: "../lib/" + p.Name + "/" + p.Name},
		),
	}
	if f == Arch || f == APK {
		c.recommends = nil
	}
	c.files = append(c.files, manuals(p)...)
	return c, c.addPapers(p, f, notices)
}

// needs is what the worker is linked against, and what brings it to readers: on
// every system by its own name. Arch's and Alpine's packages cannot recommend.
var needs = map[Format]struct{ depends, recommends []string }{
	Deb:  {[]string{"libc6 (>= 2.28)"}, []string{"libpcsclite1", "pcscd"}},
	RPM:  {[]string{"glibc >= 2.28"}, []string{"pcsc-lite", "pcsc-lite-ccid"}},
	Arch: {[]string{"glibc"}, nil},
	APK:  {[]string{"musl"}, nil},
}

func workerPackage(ctx context.Context, p product.Product, f Format, programs product.Programs) (contents, error) {
	notices, err := sbom.Notices(ctx, p.Checkout, programs.Token)
	if err != nil {
		return contents{}, err
	}
	c := contents{
		name:    p.Name + "-token",
		summary: "USB tokens and smart cards for " + p.Title,
		description: "The part of " + p.Title + " that loads vendors' modules (PKCS #11) for tokens, smart\n" +
			"cards and security modules. It is a program of its own, so that a module may\n" +
			"crash without harm.",
		depends:    append([]string{exactly(f, p.Name, p.Version)}, needs[f].depends...),
		recommends: needs[f].recommends,
		files:      []file{{path: path.Join(folder(p), "pidpys-token"), from: programs.Token, mode: started}},
	}
	return c, c.addPapers(p, f, notices)
}

// exactly asks for one version of a package: the programs' dialogue may change
// with any.
func exactly(f Format, name, version string) string {
	switch f {
	case Deb:
		return fmt.Sprintf("%s (= %s)", name, version)
	case RPM:
		return fmt.Sprintf("%s = %s", name, version)
	default:
		return name + "=" + version
	}
}

func extensionPackage(p product.Product, f Format) (contents, error) {
	files, err := extensionFiles(p, f)
	if err != nil {
		return contents{}, err
	}
	c := contents{
		name:    p.Name + "-extension",
		summary: p.Title + " in Chromium and Firefox",
		description: "The extension of " + p.Title + " for browsers of this system's own packages. Chrome and\n" +
			"Edge take extensions from their stores alone.",
		recommends: []string{p.Name},
		enhances:   []string{"chromium", "firefox-esr", "firefox"},
		files:      files,
	}
	if f == Arch || f == APK {
		c.recommends = nil
	}
	return c, c.addPapers(p, f, "")
}

// sort puts the files in the order of their paths.
func (c *contents) sort() {
	slices.SortFunc(c.files, func(a, b file) int { return strings.Compare(a.path, b.path) })
}
