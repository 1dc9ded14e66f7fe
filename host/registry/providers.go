// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/outbound"
)

// A Provider keeps people's keys and signs with them («хмарне сховище»).
type Provider struct {
	ID    string `json:"id"`    // small letters, digits and "-"; unique in a list
	Title string `json:"title"` // what people call it
	// App is what its vendor calls the program in which people confirm.
	App string `json:"app,omitempty"`
	// User is whether it wants to be told who the person is: empty, "optional" or
	// "required". Of the families KSP4 and KSP6 the protocol says it. Hint is what
	// people know that as.
	User string `json:"user,omitempty"`
	Hint string `json:"hint,omitempty"`
	// Logins says that the ids of users are login names, in which the case of
	// letters counts. Of KSP4 and KSP6 only.
	Logins bool `json:"logins,omitempty"`
	// Family is the protocol that it speaks. Empty: it serves programs of its
	// partners only, and this one is none.
	Family Family `json:"family,omitempty"`
	// Address is where it speaks it, in the form of those of an [Authority]; an
	// administrator's is https.
	Address string `json:"address,omitempty"`
	// ClientID is how it knows this program: the client of OAuth 2, or what stands
	// before the users' ids of the other families.
	ClientID string `json:"client_id,omitempty"`
	// Link is where people confirm, of the same form, if it is given to them as a
	// link. Of KSP4 and KSP6 only; the others tell it themselves.
	Link string `json:"link,omitempty"`
	// Hosts are others that it answers at, "host[:port]", as for OAuth 2. Of CSC1 and
	// CSC2 only.
	Hosts []string `json:"hosts,omitempty"`
}

// URL is where the provider speaks its protocol, or empty.
func (p Provider) URL() string { return urlOf(p.Address) }

// LinkURL is where people confirm, or empty.
func (p Provider) LinkURL() string { return urlOf(p.Link) }

// Family is a protocol of providers.
type Family string

// The families.
const (
	CSC1 Family = "csc1" // Cloud Signature Consortium API 1.0.4
	CSC2 Family = "csc2" // the same, 2.x
	KSP4 Family = "ksp4" // sign server, type 4 of the providers' own lists
	KSP6 Family = "ksp6" // SmartID, type 6
)

// Providers is a list of them in the order to show. No two have the same ID.
type Providers []Provider

// The names are those that the providers give to themselves in public; that these
// offer keys, and what their applications are called, is told by copies of the lists
// that state sites show, of 2025. What their programs are allowed to speak to is not
// public.
//
//go:embed providers.json
var providersJSON []byte

var builtinProviders = sync.OnceValue(func() Providers {
	var list Providers
	if err := json.Unmarshal(providersJSON, &list); err != nil {
		panic("registry: providers.json: " + err.Error()) // compiled in, and tested
	}
	return list
})

// BuiltinProviders are those that Ukrainians have keys at, by the alphabet.
// ALL OF THEM SERVE THEIR PARTNERS ONLY: what protects their requests is not
// published.
func BuiltinProviders() Providers { return slices.Clone(builtinProviders()) }

// With is the list with more providers, which stand first. One with the ID of
// another takes its place.
func (p Providers) With(extra Providers) Providers {
	list := slices.Clone(extra)
	for _, provider := range p {
		if !slices.ContainsFunc(extra, func(e Provider) bool { return e.ID == provider.ID }) {
			list = append(list, provider)
		}
	}
	return list
}

// Hosts are those that the providers answer at. Only an administrator gives them
// addresses, so they may have private ones.
func (p Providers) Hosts() []outbound.Host {
	var hosts []outbound.Host
	for _, provider := range p {
		for _, name := range append([]string{hostOf(provider.Address)}, provider.Hosts...) {
			if host := (outbound.Host{Name: name, Private: true}); name != "" && !slices.Contains(hosts, host) {
				hosts = append(hosts, host)
			}
		}
	}
	return hosts
}
