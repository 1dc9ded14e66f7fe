// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package admin

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
)

type object = map[string]any

// An origin is where browsers take the extension from.
type origin struct {
	chromium, updates string // its ID in Chromium's family, and the address of its updates
	firefox, install  string // its ID in Firefox, and the address of the package
}

// The Chrome Web Store, from which all of Chromium's family installs by policy.
const chromeStore = "https://clients2.google.com/service/update2/crx"

// originOf is the organization that serves the extension, or else the stores.
func originOf(p product.Product) origin {
	firefox := p.Host.FirefoxIDs[0]
	if p.Updates != "" {
		return origin{p.PackedID(), p.Updates + addon.UpdatesXML, firefox, p.Updates + addon.FileName(p, "xpi")}
	}
	return origin{p.Host.ChromiumIDs[0], chromeStore, firefox, "https://addons.mozilla.org/firefox/downloads/latest/" + firefox + "/latest.xpi"}
}

// A snippet is a set of policies of Chromium's family that an administrator takes
// or leaves as a whole.
type snippet struct {
	name     string
	policies object
	managed  object // what the extension reads as storage.managed
	windows  bool   // there alone
}

// snippets are all of them. The first is what everybody needs. The others change
// what OTHER PROGRAMS' hosts may do, so nobody gets them unasked.
func snippets(p product.Product) []snippet {
	o := originOf(p)
	return []snippet{
		{name: p.Name, policies: object{
			// Its button tells when it needs a person's leave for a cabinet.
			"ExtensionSettings": object{o.chromium: object{"installation_mode": "force_installed", "update_url": o.updates, "toolbar_pin": "force_pinned"}},
		}, managed: managed()},
		{name: p.Name + "-system-hosts", policies: object{"NativeMessagingUserLevelHosts": false}},
		{name: p.Name + "-only-host", policies: object{
			"NativeMessagingBlocklist": []string{"*"},
			"NativeMessagingAllowlist": []string{p.Host.Name},
		}},
		{name: p.Name + "-without-cmd", policies: object{"NativeHostsExecutablesLaunchDirectly": true}, windows: true},
	}
}

// managed is what the extension is told by a browser's policy: no sites yet, for
// the administrator to add. An example would have the extension ask people for
// access to it.
func managed() object { return object{"cabinets": []any{}, "dialects": []any{}} }

// chromiumFiles are the policies as files of JSON, as Linux has them.
func chromiumFiles(p product.Product) (addon.Files, error) {
	made := addon.Files{}
	for _, s := range snippets(p) {
		if s.windows {
			continue
		}
		policies := maps.Clone(s.policies)
		if s.managed != nil {
			policies["3rdparty"] = object{"extensions": object{originOf(p).chromium: s.managed}}
		}
		text, err := indented(policies)
		if err != nil {
			return nil, err
		}
		made[path.Join("chromium", s.name+".json")] = text
	}
	return made, nil
}

// indented is a value as JSON for people, in whose addresses "&" stays itself.
func indented(value any) ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(value)
	return text.Bytes(), err
}
