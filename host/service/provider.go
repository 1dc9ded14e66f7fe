// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"fmt"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// offer is a provider that the person may choose.
type offer struct {
	scheme string // of its source; empty: it is for the page
	key.Provider
}

// diia is Дія.Підпис, which the page's server alone can ask for.
var diia = offer{Provider: key.Provider{ID: "diia", Title: "Дія.Підпис", App: "Дія"}}

// errDeferred ends an operation because the person goes on at the page.
var errDeferred = fmt.Errorf("service: deferred to the page: %w", protocol.Fail(protocol.Cancelled))

// offered are the providers to choose from, where a key is to sign for a page.
func (o *operation) offered() []offer {
	if !o.purpose.signs {
		return nil
	}
	var all []offer
	if o.diia && o.Settings.Allows(protocol.CloudKeys) {
		all = append(all, diia)
	}
	for _, source := range o.sources {
		if remote, ok := source.(key.Remote); ok {
			for _, p := range remote.Providers() {
				all = append(all, offer{remote.Scheme(), p})
			}
		}
	}
	return all[:min(len(all), protocol.MaxProviders)]
}

func (o *operation) shownProviders() []protocol.Provider {
	var shown []protocol.Provider
	for _, each := range o.offered() {
		shown = append(shown, protocol.Provider{
			Provider:  o.offers.name(each),
			Title:     pki.DisplayText(each.Title),
			App:       pki.DisplayText(each.App),
			User:      string(each.User),
			Hint:      pki.DisplayText(each.Hint),
			Agreement: each.Agreement,
			Page:      each.scheme == "",
		})
	}
	return shown
}

// providerOpening is what a keys call means that names a provider; nil, nothing
// that the window was told of, or not what the provider wants to know.
func (o *operation) providerOpening(params protocol.OpenKeys) *opening {
	kept, known := o.offers.meant(params.Provider)
	switch {
	case !known || kept.scheme == "",
		kept.User == key.UserNone && params.User != "",
		kept.User == key.UserRequired && params.User == "" && !kept.Agreement:
		return nil
	}
	return &opening{ref: key.ProviderRef(kept.scheme, kept.ID, params.User), kept: kept}
}

// deferToPage ends the operation: the person goes on at the page.
func (o *operation) deferToPage(r *protocol.Request) error {
	var params protocol.Defer
	if err := r.Params(&params); err != nil {
		return err
	}
	if chosen, known := o.offers.meant(params.Provider); !known || chosen.scheme != "" {
		return protocol.Fail(protocol.InvalidParams)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.over:
		return protocol.Fail(protocol.Cancelled)
	case o.approved:
		return protocol.Fail(protocol.Busy)
	}
	r.Reply(protocol.Empty{})
	o.end(errDeferred)
	return nil
}
