// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package registry is what Pidpys knows of Ukraine's providers of trust
// services (кваліфіковані надавачі електронних довірчих послуг) without asking
// anybody: their names and addresses, the roots that are trusted, and the
// providers' own certificates to build chains from. All of it is data, as of
// June 2026, that a release brings up to date, see generate; an administrator
// adds providers of their own by a file.
//
// Only the roots are trusted, and only because their fingerprints stand in
// roots.go. Names and certificates help to find a chain and prove nothing.
package registry

import (
	"strings"
	"unicode"
)

// An Authority is a provider that issues certificates.
type Authority struct {
	// Names are common names of the issuers its certificates name, the
	// present Ukrainian one first and former and English ones after.
	Names []string `json:"names"`
	// EDRPOU is the provider's own code in the state register.
	EDRPOU string `json:"edrpou"`
	// Site is the host of its pages.
	Site string `json:"site"`
	// CMP, OCSP and TSP are where it answers about certificates, their status
	// and the time: "host[:port][/path]" over plain HTTP, unless "https://"
	// stands before. A bare CMP or TSP host means its path /services/cmp/ or
	// those of [Authority.TimeURL]. Empty: there is none.
	CMP  string `json:"cmp,omitempty"`
	OCSP string `json:"ocsp,omitempty"`
	TSP  string `json:"tsp,omitempty"`
	// Reissue is where it renews certificates by RFC 9483, in the same form.
	// Only an administrator names one: no Ukrainian provider publishes a service
	// of that protocol, and what they call CMP is none. Empty: requests go by file.
	Reissue string `json:"reissue,omitempty"`

	// Private says that its hosts may have private addresses. Only an
	// administrator says so, by adding the authority.
	Private bool `json:"-"`
}

// Name is the authority's present name.
func (a Authority) Name() string { return a.Names[0] }

// Lookup reports whether the authority gives out certificates by the
// identifiers of their keys. Those that do not put them beside the key.
func (a Authority) Lookup() bool { return a.CMP != "" }

// ReissueURL is where the authority renews certificates, or empty.
func (a Authority) ReissueURL() string { return urlOf(a.Reissue) }

// TimeURL is where the authority stamps the time, or empty. A bare host has two
// services, one for signatures of the national kind, by DSTU 4145, and one for
// all others, as certificates of most providers name them.
func (a Authority) TimeURL(national bool) string {
	url := schemed(a.TSP)
	_, rest, _ := strings.Cut(url, "://")
	host, path, _ := strings.Cut(rest, "/")
	switch {
	case host == "":
		return ""
	case path != "":
		return url
	case national:
		return strings.TrimSuffix(url, "/") + "/services/tsp/"
	}
	return strings.TrimSuffix(url, "/") + "/services/tsp/ecdsa/"
}

// fold keeps the letters and digits of a name, in lower case, word by word.
func fold(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, " ")
}
