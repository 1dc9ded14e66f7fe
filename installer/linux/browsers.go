// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package linux

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
)

// optional is where browsers look that are installed in /opt (FHS 3.0, section
// 3.7.4).
const optional = "/etc/opt/"

// manifestFiles are the host's manifests for all browsers that are known to look
// for them on Linux. In Debian what lies in /etc is the administrator's to change
// (Policy, section 10.7), and a script links what stands in /etc/opt.
func manifestFiles(p product.Product, f Format) ([]file, error) {
	host := p.Host
	host.Path = program(p)
	found := map[string]file{}
	for _, row := range installer.Rows("linux", installer.System, "") {
		manifest, err := host.Manifest(row.Family)
		if err != nil {
			return nil, err
		}
		folders := []string{row.Hosts}
		if f == RPM && row.Twin != "" {
			folders = append(folders, row.Twin)
		}
		for _, folder := range folders {
			if f == Deb && strings.HasPrefix(folder, optional) {
				continue
			}
			path := path.Join(folder, host.Name+".json")
			found[path] = file{path: path, data: manifest, conf: f == Deb && strings.HasPrefix(path, "/etc/")}
		}
	}
	return slices.Collect(maps.Values(found)), nil
}

// optionalFolders are the folders in /etc/opt in which browsers look for
// manifests, each once. All those browsers are of Chromium's family.
func optionalFolders() []string {
	var folders []string
	for _, row := range installer.Rows("linux", installer.System, "") {
		if strings.HasPrefix(row.Hosts, optional) {
			folders = append(folders, row.Hosts)
		}
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// firefoxFolder is where Firefox finds add-ons for everybody: that of the
// application's own id (MDN, "Alternative extension distribution options").
const firefoxFolder = "/usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}"

// extensionFiles are the extension where browsers of the system's packages find
// it by themselves, Chromium and Firefox, and unpacked, for people to load it into
// others.
func extensionFiles(p product.Product, f Format) ([]file, error) {
	xpi, err := addon.XPI(p)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, id := range p.Host.FirefoxIDs {
		files = append(files, file{path: path.Join(firefoxFolder, id+".xpi"), data: xpi})
	}
	loaded, err := addon.Unpacked(p)
	if err != nil {
		return nil, err
	}
	for name, data := range loaded {
		files = append(files, file{path: path.Join(shared(p), "extension", name), data: data})
	}
	row, _ := installer.Find("chromium", "linux", installer.System)
	if f == Deb {
		return append(files, linked(p, row.Extensions)), nil
	}
	found, err := described(p, row.Extensions)
	return append(files, found...), err
}

// shared is where a product's files lie that no architecture is in.
func shared(p product.Product) string { return "/usr/share/" + p.Name }

// linked is the unpacked extension among Chromium's. Debian's is started with
// --load-extension for all that lies there (/etc/chromium.d/extensions), and shows
// an error at every start for what is no extension itself, as a descriptor.
func linked(p product.Product, folder string) file {
	return file{path: path.Join(folder, p.Name), link: path.Join("../..", p.Name, "extension")}
}

// described is the CRX, and a descriptor of it, by which Chromium installs it
// ("Alternative extension installation methods" of the Chrome documentation).
func described(p product.Product, folder string) ([]file, error) {
	crx, err := addon.CRX(p)
	if err != nil {
		return nil, err
	}
	place := path.Join(shared(p), addon.FileName(p, "crx"))
	descriptor, err := json.MarshalIndent(struct {
		CRX     string `json:"external_crx"`
		Version string `json:"external_version"`
	}{place, p.Version}, "", "  ")
	return []file{
		{path: place, data: crx},
		{path: path.Join(folder, p.PackedID()+".json"), data: append(descriptor, '\n')},
	}, err
}
