// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"fmt"
	"slices"
)

// Limits on pages, as host/protocol/PROTOCOL.md has them.
const (
	maxCabinets = 256
	maxTops     = 16 // of a site
	maxDialects = 256
)

// A Cabinet is a site whose pages may speak with the extension.
type Cabinet struct {
	// Origin is that of the pages, exactly as browsers write it: https, the name in
	// lower case and its own letters as Punycode, a port only if it is not 443.
	Origin string `json:"origin"`
	// Tops are the origins of pages in whose frames it may speak too. With none it
	// may not speak in a frame.
	Tops []string `json:"tops,omitempty"`
}

// A Dialect is a site whose pages speak the protocol of another program.
type Dialect struct {
	Origin  string   `json:"origin"`         // as of a [Cabinet]
	Dialect string   `json:"dialect"`        // "iit" or "webeid"
	Tops    []string `json:"tops,omitempty"` // as of a [Cabinet]
	// Hashes lets them ask for signatures of what cannot be shown.
	Hashes bool `json:"hashes,omitempty"`
}

func checkCabinets(list []Cabinet) error {
	if len(list) > maxCabinets {
		return fmt.Errorf("more than %d cabinets", maxCabinets)
	}
	for i, c := range list {
		if err := checkSite(c.Origin, c.Tops); err != nil {
			return fmt.Errorf("cabinet %d: %w", i+1, err)
		}
		if slices.ContainsFunc(list[:i], func(other Cabinet) bool { return other.Origin == c.Origin }) {
			return fmt.Errorf("two cabinets are %q", c.Origin)
		}
	}
	return nil
}

func checkSite(origin string, tops []string) error {
	if len(tops) > maxTops {
		return fmt.Errorf("more than %d tops", maxTops)
	}
	for _, origin := range slices.Concat([]string{origin}, tops) {
		if !exactOrigin(origin) {
			return fmt.Errorf("%q is no https origin", origin)
		}
	}
	return nil
}

func checkDialects(list []Dialect) error {
	if len(list) > maxDialects {
		return fmt.Errorf("more than %d dialects", maxDialects)
	}
	for i, d := range list {
		if err := checkSite(d.Origin, d.Tops); err != nil {
			return fmt.Errorf("dialect %d: %w", i+1, err)
		}
		switch {
		case d.Dialect != "iit" && d.Dialect != "webeid":
			return fmt.Errorf("dialect %d: %q is none of %q", i+1, d.Dialect, []string{"iit", "webeid"})
		case slices.ContainsFunc(list[:i], func(other Dialect) bool { return other.Origin == d.Origin }):
			return fmt.Errorf("two dialects are of %q", d.Origin)
		}
	}
	return nil
}
