// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package addon

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/pidpys/pidpys/installer/product"
)

// Files in which browsers look for a newer version, beside the packages.
const (
	UpdatesXML  = "updates.xml"  // Chromium's family
	UpdatesJSON = "updates.json" // Firefox
)

// addUpdates adds the files that tell browsers of a self-hosted extension which
// version is the newest.
func addUpdates(made Files, p product.Product) (err error) {
	if p.Updates == "" {
		return nil
	}
	files, err := Unpacked(p)
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(files[manifestFile], &m); err != nil {
		return fmt.Errorf("addon: %s: %w", manifestFile, err)
	}
	if made[UpdatesXML], err = gupdate(p, m.MinimumChrome); err != nil {
		return fmt.Errorf("addon: %w", err)
	}
	if made[UpdatesJSON], err = updates(p, m.Specific.Gecko, made[FileName(p, "xpi")]); err != nil {
		return fmt.Errorf("addon: %w", err)
	}
	return nil
}

// manifest is what of a manifest is told to browsers before they have it.
type manifest struct {
	MinimumChrome string `json:"minimum_chrome_version"`
	Specific      struct {
		Gecko gecko `json:"gecko"`
	} `json:"browser_specific_settings"`
}

type gecko struct {
	ID      string `json:"id"`
	Minimum string `json:"strict_min_version"`
}

// CheckUpdates refuses an address for updates that browsers would not update from,
// or only without knowing who answers. None is fine. This machine itself may answer
// over HTTP, from which Firefox updates only if extensions.checkUpdateSecurity is
// false.
func CheckUpdates(p product.Product) error {
	if p.Updates == "" {
		return nil
	}
	if err := checkAddress(p.Updates); err != nil {
		return fmt.Errorf("addon: %w", err)
	}
	return nil
}

func checkAddress(base string) error {
	u, err := url.Parse(base)
	if err != nil {
		return err
	}
	host, err := netip.ParseAddr(u.Hostname())
	own := err == nil && host.IsLoopback()
	switch {
	case u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !own):
		return fmt.Errorf("an address for updates begins with https:// : %q", base)
	case !strings.HasSuffix(u.Path, "/") || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return fmt.Errorf("an address for updates is that of a folder and ends with / : %q", base)
	}
	return nil
}

// gupdate is an update manifest of protocol 2.0 (Chrome, "Update manifest").
func gupdate(p product.Product, minimum string) ([]byte, error) {
	type check struct {
		Codebase string `xml:"codebase,attr"`
		Version  string `xml:"version,attr"`
		Minimum  string `xml:"prodversionmin,attr"`
	}
	type app struct {
		ID    string `xml:"appid,attr"`
		Check check  `xml:"updatecheck"`
	}
	text, err := xml.MarshalIndent(struct {
		XMLName  xml.Name `xml:"http://www.google.com/update2/response gupdate"`
		Protocol string   `xml:"protocol,attr"`
		App      app      `xml:"app"`
	}{
		Protocol: "2.0",
		App:      app{p.PackedID(), check{p.Updates + FileName(p, "crx"), p.Version, minimum}},
	}, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

// updates is an update manifest of Firefox (Extension Workshop, "Updating your
// extension").
func updates(p product.Product, about gecko, xpi []byte) ([]byte, error) {
	type object = map[string]any
	sum := sha256.Sum256(xpi)
	newest := object{
		"version":      p.Version,
		"update_link":  p.Updates + FileName(p, "xpi"),
		"update_hash":  "sha256:" + hex.EncodeToString(sum[:]),
		"applications": object{"gecko": object{"strict_min_version": about.Minimum}},
	}
	text, err := json.MarshalIndent(object{"addons": object{about.ID: object{"updates": []any{newest}}}}, "", "  ")
	return append(text, '\n'), err
}
