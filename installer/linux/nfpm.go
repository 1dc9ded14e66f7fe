// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package linux

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/product"
)

// nfpm runs by Go, from a module file of its own.
var nfpm = product.Tool{Program: "go", Package: "golang-go"}

// anyArchitecture is that of packages without programs.
const anyArchitecture = "all"

// names are how each format calls an architecture, and its files: by package,
// version and architecture.
var names = map[Format]struct {
	architectures map[string]string
	file          string
}{
	Deb:  {map[string]string{"amd64": "amd64", "arm64": "arm64", anyArchitecture: "all"}, "%s_%s_%s.deb"},
	RPM:  {map[string]string{"amd64": "x86_64", "arm64": "aarch64", anyArchitecture: "noarch"}, "%s-%s-1.%s.rpm"},
	Arch: {map[string]string{"amd64": "x86_64", "arm64": "aarch64", anyArchitecture: "any"}, "%s-%s-1-%s.pkg.tar.zst"},
	APK:  {map[string]string{"amd64": "x86_64", "arm64": "aarch64", anyArchitecture: "noarch"}, "%s-%s.%s.apk"},
}

// FileName is what the package of that name is called; the architecture is "all"
// for one without programs.
func (f Format) FileName(name, version, architecture string) string {
	n := names[f]
	return fmt.Sprintf(n.file, name, version, n.architectures[architecture])
}

// recipe is nfpm's configuration (https://nfpm.goreleaser.com/configuration/),
// whose YAML takes JSON too.
type recipe struct {
	Name            string            `json:"name"`
	Arch            string            `json:"arch"`
	Platform        string            `json:"platform"`
	Version         string            `json:"version"`
	Section         string            `json:"section"`
	Priority        string            `json:"priority"`
	Maintainer      string            `json:"maintainer"`
	Description     string            `json:"description"`
	Homepage        string            `json:"homepage"`
	License         string            `json:"license"`
	DisableGlobbing bool              `json:"disable_globbing"`
	MTime           time.Time         `json:"mtime"`
	Depends         []string          `json:"depends,omitempty"`
	Recommends      []string          `json:"recommends,omitempty"`
	Contents        []ingredient      `json:"contents"`
	Scripts         map[string]string `json:"scripts,omitempty"`
	Deb             map[string]any    `json:"deb,omitempty"`
	RPM             map[string]any    `json:"rpm,omitempty"`
	APK             map[string]any    `json:"apk,omitempty"`
	ArchLinux       map[string]any    `json:"archlinux,omitempty"`
}

type ingredient struct {
	Source      string         `json:"src"`
	Destination string         `json:"dst"`
	Type        string         `json:"type,omitempty"`
	Info        map[string]any `json:"file_info,omitempty"`
}

// pack makes the package in a folder and returns its path.
func (c contents) pack(ctx context.Context, p product.Product, f Format, architecture, out string) (string, error) {
	stage, err := os.MkdirTemp("", "pidpys-nfpm-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(stage)
	if err := os.MkdirAll(out, 0o755); err != nil {
		return "", err
	}
	r := c.recipe(p, f, architecture)
	if r.Contents, err = c.lay(stage, p.Date); err != nil {
		return "", err
	}
	if f == Deb {
		if r.Scripts, err = c.layScripts(stage, p); err != nil {
			return "", err
		}
	}
	text, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	config := filepath.Join(stage, "nfpm.yaml")
	if err := os.WriteFile(config, text, 0o600); err != nil {
		return "", err
	}
	made, err := filepath.Abs(filepath.Join(out, f.FileName(c.name, p.Version, architecture)))
	if err != nil {
		return "", err
	}
	_, err = nfpm.Run(ctx, p.Checkout, []string{fmt.Sprintf("SOURCE_DATE_EPOCH=%d", p.Date.Unix())},
		"tool", "-modfile=installer/tools.mod", "nfpm", "package", "-p", string(f), "-f", config, "-t", made)
	return made, err
}

// recipe is all but the files.
func (c contents) recipe(p product.Product, f Format, architecture string) recipe {
	r := recipe{
		Name: c.name, Arch: architecture, Platform: "linux", Version: p.Version,
		Section: "utils", Priority: "optional", Maintainer: product.Maintainer, Homepage: product.Homepage, License: product.Licence,
		Description:     c.summary + "\n" + c.description,
		DisableGlobbing: true, MTime: p.Date,
		Depends: c.depends, Recommends: c.recommends,
	}
	signature := map[string]any{}
	if p.Keys.GPG != "" {
		signature["key_file"] = p.Keys.GPG
	}
	switch f {
	case Deb:
		r.Deb = map[string]any{"signature": signature}
		if len(c.enhances) > 0 {
			r.Deb["fields"] = map[string]string{"Enhances": strings.Join(c.enhances, ", ")}
		}
	case RPM:
		r.Description = c.description
		// The name of the machine would be another octet each time.
		r.RPM = map[string]any{"summary": c.summary, "buildhost": "localhost", "packager": product.Maintainer, "signature": signature}
	case Arch:
		r.Description = c.summary
		r.ArchLinux = map[string]any{"packager": product.Maintainer, "arch": names[f].architectures[architecture]}
	case APK:
		r.Description = c.summary
		r.APK = map[string]any{"arch": names[f].architectures[architecture]}
		if p.Keys.APK != "" {
			r.APK["signature"] = map[string]any{"key_file": p.Keys.APK}
		}
	}
	return r
}

// lay writes the files that are not copied, and lists all.
func (c contents) lay(stage string, date time.Time) ([]ingredient, error) {
	c.sort()
	var list []ingredient
	for i, one := range c.files {
		item := ingredient{Source: one.from, Destination: one.path}
		switch {
		case one.link != "":
			item.Source, item.Type = one.link, "symlink"
		case one.from == "":
			item.Source = filepath.Join(stage, fmt.Sprint(i))
			if err := os.WriteFile(item.Source, one.data, 0o600); err != nil {
				return nil, err
			}
		}
		if one.conf {
			item.Type = "config"
		}
		if one.link == "" {
			mode := one.mode
			if mode == 0 {
				mode = plain
			}
			item.Info = map[string]any{"mode": mode, "mtime": date}
		}
		list = append(list, item)
	}
	return list, nil
}

// scripts are those of Debian's maintainers (Policy, chapter 6).
//
//go:embed scripts
var scripts embed.FS

// layScripts writes the scripts of a package. Only the program's has links to make
// and something to clear away.
func (c contents) layScripts(stage string, p product.Product) (map[string]string, error) {
	chosen := map[string]string{"preinstall": "preinst"}
	if c.name == p.Name {
		chosen["postinstall"], chosen["postremove"] = "postinst", "postrm"
	}
	chromium, _ := installer.Find("chromium", "linux", installer.System)
	manifest := p.Host.Name + ".json"
	fill := strings.NewReplacer("@NAME@", c.name, "@VERSION@", p.Version,
		"@FOLDERS@", strings.Join(optionalFolders(), " "), "@MANIFEST@", path.Join(chromium.Hosts, manifest), "@FILE@", manifest)
	laid := map[string]string{}
	for when, name := range chosen {
		text, err := scripts.ReadFile("scripts/" + name)
		if err != nil {
			return nil, err
		}
		laid[when] = filepath.Join(stage, name)
		if err := os.WriteFile(laid[when], []byte(fill.Replace(string(text))), 0o600); err != nil {
			return nil, err
		}
	}
	return laid, nil
}
