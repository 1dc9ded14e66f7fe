// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package registry is what Pidpys knows of Ukraine's providers of trust
// services (кваліфіковані надавачі електронних довірчих послуг) without asking
// anybody: their names and addresses, the roots that are trusted, and the
// providers' own certificates to build chains from. All of it is data, as of
// June 2026, that a release brings up to date.
//
// Only the roots are trusted, and only because their fingerprints stand in
// roots.go. Names and certificates help to find a chain and prove nothing.
package registry

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
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
	// and the time: "host[:port][/path]" over plain HTTP. A bare CMP or TSP
	// host means its path /services/cmp/ or /services/tsp/. Empty: there is none.
	CMP  string `json:"cmp,omitempty"`
	OCSP string `json:"ocsp,omitempty"`
	TSP  string `json:"tsp,omitempty"`
}

// Name is the authority's present name.
func (a Authority) Name() string { return a.Names[0] }

//go:embed authorities.json
var authoritiesJSON []byte

// directory is the list with an index by folded name.
type directory struct {
	list   []Authority
	byName map[string]int
}

var authorities = sync.OnceValue(func() directory {
	var d directory
	if err := json.Unmarshal(authoritiesJSON, &d.list); err != nil {
		panic("registry: authorities.json: " + err.Error()) // compiled in, and tested
	}
	d.byName = make(map[string]int)
	for i, a := range d.list {
		for _, name := range a.Names {
			d.byName[fold(name)] = i
		}
	}
	return d
})

// Authorities lists all providers by the Ukrainian alphabet. The caller must
// not change the names.
func Authorities() []Authority { return slices.Clone(authorities().list) }

// Find is the provider whose name an issuer bears. Case, quotation marks and
// other punctuation, and spaces may differ. Anybody can write any name into a
// certificate: what is found is a claim until the chain is verified.
func Find(issuerCN string) (Authority, bool) {
	d := authorities()
	i, ok := d.byName[fold(issuerCN)]
	if !ok {
		return Authority{}, false
	}
	return d.list[i], true
}

// fold keeps the letters and digits of a name, in lower case, word by word.
func fold(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, " ")
}
