// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package admin

import (
	"path"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
	"github.com/pidpys/pidpys/installer/uuid"
)

// Profile is the configuration profile for macOS by which browsers install the
// extension.
func Profile(p product.Product) ([]byte, error) { return profile(p, snippets(p)[0]) }

// profileFiles are configuration profiles, one for each set of policies.
func profileFiles(p product.Product) (addon.Files, error) {
	made := addon.Files{}
	for _, s := range snippets(p) {
		if s.windows {
			continue
		}
		text, err := profile(p, s)
		if err != nil {
			return nil, err
		}
		made[path.Join("macos", s.name+".mobileconfig")] = text
	}
	return made, nil
}

// profile sets policies for all browsers. Each domain of preferences is a payload;
// Chromium's family reads an extension's settings from a domain of its own.
// Firefox has nothing that all but the first snippet could set.
func profile(p product.Product, s snippet) ([]byte, error) {
	var payloads []any
	add := func(domain string, settings object) {
		payloads = append(payloads, payload(p, s.name, domain, settings))
	}
	for _, row := range policed("darwin") {
		switch {
		case row.Family == installer.Chromium:
			add(row.Policies, s.policies)
			if s.managed != nil {
				add(row.Policies+".extensions."+originOf(p).chromium, s.managed)
			}
		case s.managed != nil:
			policies := firefoxPolicies(p)
			policies["EnterprisePoliciesEnabled"] = true
			add(row.Policies, policies)
		}
	}
	return propertyList(payload(p, s.name, "Configuration", object{
		"PayloadDisplayName":  p.Title + ": " + s.name,
		"PayloadOrganization": p.Title,
		"PayloadScope":        "System",
		"PayloadContent":      payloads,
	}))
}

// payload is what a profile says of one domain, or a profile itself. Its identity
// follows from its names, so that a new version replaces the old.
func payload(p product.Product, snippet, domain string, settings object) object {
	name := snippet + "." + domain
	whole := object{
		"PayloadType":        domain,
		"PayloadIdentifier":  "org.pidpys.policy." + name,
		"PayloadUUID":        uuid.URL.Named(product.Homepage + "#" + p.Name).Named(name).String(),
		"PayloadVersion":     1,
		"PayloadDisplayName": p.Title + ": " + domain,
	}
	for key, value := range settings {
		whole[key] = value
	}
	return whole
}
