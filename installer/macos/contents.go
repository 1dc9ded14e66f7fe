// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package macos

import (
	"context"
	"embed"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/admin"
	"github.com/pidpys/pidpys/installer/macos/payload"
	"github.com/pidpys/pidpys/installer/product"
	"github.com/pidpys/pidpys/installer/sbom"
)

// place is where a product is installed. Only root may write there and above it,
// unlike in /usr/local, which Homebrew gives to a person.
func place(p product.Product) string { return "/Library/Application Support/" + p.Title }

// scripts install and remove; in them @NAME@ stands for what is the product's.
//
//go:embed scripts
var scripts embed.FS

func script(p product.Product, name string) ([]byte, error) {
	text, err := scripts.ReadFile("scripts/" + name)
	if err != nil {
		return nil, err
	}
	fill := strings.NewReplacer("@TITLE@", p.Title, "@NAME@", p.Name, "@VERSION@", p.Version, "@PLACE@", place(p), "@IDENTIFIER@", identifier(p))
	return []byte(fill.Replace(string(text))), nil
}

// identifier names the product to the Installer.
func identifier(p product.Product) string { return "org.pidpys." + p.Name }

// contents are what both packages hold.
type contents struct {
	installed []payload.File // in the product's place
	beside    []payload.File // for who installs it
}

// Permissions of files.
const (
	plain   = 0o644
	started = 0o755
)

// collect builds the programs and gathers what is packed with them.
func collect(ctx context.Context, p product.Product) (*contents, error) {
	c := new(contents)
	if err := c.addPrograms(ctx, p); err != nil {
		return nil, err
	}
	if err := c.addScripts(p); err != nil {
		return nil, err
	}
	extension, err := addon.Unpacked(p)
	if err != nil {
		return nil, err
	}
	for name, data := range extension {
		c.install(path.Join("extension", name), plain, data)
	}
	licence, err := os.ReadFile(filepath.Join(p.Checkout, "LICENSE"))
	if err != nil {
		return nil, err
	}
	c.install("LICENSE", plain, licence)
	profile, err := admin.Profile(p)
	c.beside = append(c.beside, payload.File{Path: p.Name + ".mobileconfig", Mode: plain, Data: profile})
	return c, err
}

func (c *contents) install(name string, mode fs.FileMode, data []byte) {
	c.installed = append(c.installed, payload.File{Path: name, Mode: mode, Data: data})
}

// addPrograms adds the programs, for all architectures at once, and the licences of
// what they are made of.
func (c *contents) addPrograms(ctx context.Context, p product.Product) error {
	work, err := os.MkdirTemp("", "pidpys-macos-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var hosts, workers []string
	for _, architecture := range architectures {
		built, err := p.Programs(ctx, product.Target{OS: "darwin", Arch: architecture}, filepath.Join(work, architecture))
		if err != nil {
			return err
		}
		hosts, workers = append(hosts, built.Host), append(workers, built.Token)
	}
	for _, of := range [][]string{hosts, workers} {
		joined, err := join(of)
		if err != nil {
			return err
		}
		c.install(filepath.Base(of[0]), started, joined)
	}
	notices, err := sbom.Notices(ctx, p.Checkout, hosts[0], workers[0])
	c.install("NOTICES", plain, []byte(notices))
	return err
}

// join reads programs and joins them.
func join(paths []string) ([]byte, error) {
	var programs [][]byte
	for _, path := range paths {
		program, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		programs = append(programs, program)
	}
	return universal(programs...)
}

// addScripts adds what tells browsers of the program and what removes it all, and
// for who installs it by hand what does so. The version tells the next one which
// comes later.
func (c *contents) addScripts(p product.Product) error {
	c.install("VERSION", plain, []byte(p.Version+"\n"))
	for _, name := range []string{"register.sh", "uninstall.sh"} {
		text, err := script(p, name)
		if err != nil {
			return err
		}
		c.install(name, started, text)
	}
	for name, mode := range map[string]fs.FileMode{"install.sh": started, "preinstall": started, "README.txt": plain} {
		text, err := script(p, name)
		if err != nil {
			return err
		}
		c.beside = append(c.beside, payload.File{Path: name, Mode: mode, Data: text})
	}
	return nil
}
