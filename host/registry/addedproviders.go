// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/strictjson"
)

// Limits on the providers of an administrator.
const (
	maxProviders = 32
	maxTitle     = 80 // characters
	maxHosts     = 8  // of a provider
)

// ParseProviders reads providers that an administrator adds, strictly as
// [ParseAuthorities] does: WHO WRITES THE LIST DECIDES WHO IS ASKED FOR SIGNATURES.
// Every provider has a family and an address, and every address is https.
//
//	[{
//	  "id": "ours", "title": "Сховище установи", "family": "csc2",
//	  "address": "https://sign.example.ua/csc/v2", "client_id": "pidpys",
//	  "hosts": ["login.example.ua"], "user": "optional", "hint": "Табельний номер"
//	}]
//
// A provider of theirs stands in the place of one of ours with the same ID.
func ParseProviders(data []byte) (Providers, error) {
	var list Providers
	if err := strictjson.Decode(data, &list); err != nil {
		return nil, err
	}
	if len(list) > maxProviders {
		return nil, fmt.Errorf("more than %d providers", maxProviders)
	}
	for i, p := range list {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("provider %d: %w", i+1, err)
		}
		if slices.ContainsFunc(list[:i], func(other Provider) bool { return other.ID == p.ID }) {
			return nil, fmt.Errorf("two providers are %q", p.ID)
		}
	}
	return list, nil
}

var (
	providerID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
	clientID   = regexp.MustCompile(`^[!-~]{0,128}$`)
)

// check says what is wrong with a provider that an administrator wrote.
func (p Provider) check() error {
	if !providerID.MatchString(p.ID) {
		return fmt.Errorf("%q is no id", p.ID)
	}
	if p.Title == "" || !fit(p.Title) || !fit(p.App) || !fit(p.Hint) {
		return fmt.Errorf("%q, %q and %q cannot all be shown", p.Title, p.App, p.Hint)
	}
	if !slices.Contains([]Family{CSC1, CSC2, KSP4, KSP6}, p.Family) {
		return fmt.Errorf("%q is no family", p.Family)
	}
	ksp := p.Family == KSP4 || p.Family == KSP6
	if p.Link != "" && !ksp || len(p.Hosts) > 0 && ksp {
		return fmt.Errorf("a link or hosts are nothing to %q", p.Family)
	}
	if p.Logins && !ksp || p.User != "" && (ksp || p.User != "optional" && p.User != "required") {
		return fmt.Errorf("user is %q, logins is %t", p.User, p.Logins)
	}
	if !clientID.MatchString(p.ClientID) || p.ClientID == "" && !ksp {
		return fmt.Errorf("%q is no client_id", p.ClientID)
	}
	if !secure(p.Address) || p.Link != "" && !secure(p.Link) {
		return fmt.Errorf("%q and %q are no https addresses", p.Address, p.Link)
	}
	if len(p.Hosts) > maxHosts || slices.ContainsFunc(p.Hosts, func(host string) bool { return !hostPattern.MatchString(host) }) {
		return fmt.Errorf("%q are no hosts", p.Hosts)
	}
	return nil
}

// fit reports whether a text, maybe empty, can be shown as it is.
func fit(text string) bool {
	return utf8.RuneCountInString(text) <= maxTitle && pki.DisplayText(text) == text
}

func secure(address string) bool {
	return strings.HasPrefix(address, "https://") && validAddress(address)
}
