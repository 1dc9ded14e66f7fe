// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package admin

import (
	"maps"

	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
)

// firefoxPolicies have Firefox install the extension, and tell it what the
// administrator added.
func firefoxPolicies(p product.Product) object {
	o := originOf(p)
	return object{
		"ExtensionSettings": object{o.firefox: object{"installation_mode": "force_installed", "install_url": o.install, "default_area": "navbar"}},
		"3rdparty":          object{"Extensions": object{o.firefox: managed()}},
	}
}

// firefoxFiles are the policies as a file, and for an organization that serves the
// extension itself, another that has the ESR take it although Mozilla did not sign
// it. THAT ADMITS ANY EXTENSION WITHOUT A SIGNATURE, so it is no part of the first.
func firefoxFiles(p product.Product) (addon.Files, error) {
	policies := firefoxPolicies(p)
	text, err := indented(object{"policies": policies})
	if err != nil {
		return nil, err
	}
	made := addon.Files{"firefox/policies.json": text}
	if p.Updates == "" {
		return made, nil
	}
	unsigned := maps.Clone(policies)
	unsigned["Preferences"] = object{"xpinstall.signatures.required": object{"Value": false, "Status": "locked"}}
	made["firefox/unsigned/policies.json"], err = indented(object{"policies": unsigned})
	return made, err
}
