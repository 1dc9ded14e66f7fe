// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/product"
)

// contents is what lies on a machine that has the product: the one description
// from which both packages are made.
type contents struct {
	product.Product
	Number  uint32 // orders versions
	Work    string // the folder in which the packages are made; paths are relative to it
	Icon    string // path of an .ico file
	Sidebar string // path of a .bmp file
	Source  string // the folder that holds the files, as they will lie in the program's
	Files   []file
	// Registrations are written to the 64-bit view of HKLM. Those of the 32-bit view
	// and of HKCU, where browsers look first, would hide them and are removed.
	Registrations []registration
}

// registration makes browsers find a manifest.
type registration struct {
	Option   string // an administrator leaves it out by setting this to 0
	Browsers string // who reads it, for people
	Key      string // below HKEY_LOCAL_MACHINE
	Manifest string // its default value, a file in the program's folder
}

// Above lists the keys above it to the vendor's, which go when nothing else is in
// them.
func (r registration) Above() []string {
	var keys []string
	for key := folder(r.Key).Folder(); key.Folder() != ""; key = key.Folder() {
		keys = append(keys, string(key))
	}
	return keys
}

// unquoted tells whether a name means itself in all of the packages' sources.
var unquoted = regexp.MustCompile(`^[\w ./\\-]+$`).MatchString

// describe takes in what lies in the folder work, among the files the manifests.
func describe(p product.Product, work string) (contents, error) {
	c := contents{
		Product: p, Work: work, Source: filesFolder, Icon: iconFile, Sidebar: sidebarFile,
		Registrations: registrations(p.Host.Name),
	}
	var err error
	if c.Number, err = number(p.Version); err != nil {
		return c, err
	}
	root := filepath.Join(work, c.Source)
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if !unquoted(name) {
			return fmt.Errorf("packages for Windows take no name like %q", name)
		}
		c.Files = append(c.Files, file(strings.ReplaceAll(name, string(filepath.Separator), `\`)))
		return err
	})
	return c, err
}

// registrations are the keys of the table's System rows. One that several
// browsers read stands once, with the option of the first.
func registrations(host string) []registration {
	var keys []registration
	for _, l := range installer.Rows("windows", installer.System, "") {
		key := l.Hosts + `\` + host
		i := slices.IndexFunc(keys, func(r registration) bool { return r.Key == key })
		if i >= 0 {
			keys[i].Browsers += ", " + l.Browser
			continue
		}
		keys = append(keys, registration{
			Option:   strings.ToUpper(l.Browser) + "INSTALL",
			Browsers: l.Browser,
			Key:      key,
			Manifest: installer.RegisteredFile(host, l.Family),
		})
	}
	return keys
}

// writeManifests puts the host's manifests into a folder. They name the program
// relative to themselves, which browsers of both families allow on Windows, so
// that the folder may be chosen at installation.
func writeManifests(p product.Product, folder string) error {
	h := p.Host
	h.Path = p.Name + ".exe"
	for _, f := range []installer.Family{installer.Chromium, installer.Firefox} {
		text, err := h.Manifest(f)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, installer.RegisteredFile(h.Name, f)), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Path is where a file lies now.
func (c contents) Path(f file) string {
	return c.Source + "/" + strings.ReplaceAll(string(f), `\`, "/")
}

// Folders lists the folders below the program's that hold files, and those
// between, each after the one it is in.
func (c contents) Folders() []folder {
	var all []folder
	for _, f := range c.Files {
		for above := f.Folder(); above != ""; above = above.Folder() {
			all = append(all, above)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Emptied lists the same folders, each before the one it is in.
func (c contents) Emptied() []folder {
	all := c.Folders()
	slices.Reverse(all)
	return all
}

// Kilobytes is what the files take.
func (c contents) Kilobytes() (int64, error) {
	var size int64
	for _, f := range c.Files {
		about, err := os.Stat(filepath.Join(c.Work, c.Path(f)))
		if err != nil {
			return 0, err
		}
		size += about.Size()
	}
	return size / 1024, nil
}
