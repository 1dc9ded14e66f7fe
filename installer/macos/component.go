// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package macos

import (
	"encoding/xml"

	"github.com/pidpys/pidpys/installer/macos/payload"
	"github.com/pidpys/pidpys/installer/macos/xar"
	"github.com/pidpys/pidpys/installer/product"
)

// packageInfo says how the Installer treats a component: what pkgbuild(1) writes,
// which Apple describes nowhere.
type packageInfo struct {
	XMLName    xml.Name `xml:"pkg-info"`
	Format     int      `xml:"format-version,attr"`
	Identifier string   `xml:"identifier,attr"`
	Version    string   `xml:"version,attr"`
	Location   string   `xml:"install-location,attr"`
	Auth       string   `xml:"auth,attr"`
	Payload    struct {
		Files     int `xml:"numberOfFiles,attr"`
		Kilobytes int `xml:"installKBytes,attr"`
	} `xml:"payload"`
	Before run `xml:"scripts>preinstall"`
	After  run `xml:"scripts>postinstall"`
}

// run names a script of the package.
type run struct {
	File string `xml:"file,attr"`
}

// Scripts that the Installer runs, by the names that it gives them.
const before, after = "preinstall", "postinstall"

// component is a flat component package. It puts everything into the product's own
// place, and so leaves the owners of all other folders as they are. A script before
// that refuses an earlier version, and one after it tells browsers of the program.
func (c *contents) component(p product.Product) ([]byte, error) {
	installed, err := payload.NewTree(c.installed, p.Date)
	if err != nil {
		return nil, err
	}
	var texts []payload.File
	for _, name := range []string{before, after} {
		text, err := script(p, name)
		if err != nil {
			return nil, err
		}
		texts = append(texts, payload.File{Path: name, Mode: started, Data: text})
	}
	scripts, err := payload.NewTree(texts, p.Date)
	if err != nil {
		return nil, err
	}
	info := packageInfo{Format: 2, Identifier: identifier(p), Version: p.Version, Location: place(p), Auth: "root"}
	info.Payload.Files = installed.Count()
	info.Payload.Kilobytes = (installed.Size() + 1023) / 1024
	info.Before.File, info.After.File = "./"+before, "./"+after
	about, err := xml.MarshalIndent(info, "", "  ")
	if err != nil {
		return nil, err
	}
	packed := []xar.File{{Name: "Bom", Data: installed.Bill()}, {Name: "PackageInfo", Data: append([]byte(xml.Header), about...)}}
	for _, part := range []struct {
		name string
		tree payload.Tree
	}{{"Payload", installed}, {"Scripts", scripts}} {
		archive, err := part.tree.Archive()
		if err != nil {
			return nil, err
		}
		packed = append(packed, xar.File{Name: part.name, Data: archive})
	}
	return xar.Pack(packed, p.Date)
}
