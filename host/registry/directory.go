// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/outbound"
)

// CA_LIST names a copy of the providers' CAs.json. The one that the list was
// made from is of 2026-06-13, from a third party's repository; nobody compared it
// with the one published.
//
//go:generate go run ./generate authorities.json $CA_LIST

// AsOf is the day that the list is of.
var AsOf = time.Date(2026, 6, 13, 0, 0, 0, 0, time.UTC)

//go:embed authorities.json
var authoritiesJSON []byte

// A Directory is a list of authorities. It does not change and may be used by
// many goroutines at once.
type Directory struct {
	list   []Authority
	byName map[string]int // folded name → place in the list
}

var builtin = sync.OnceValue(func() *Directory {
	var list []Authority
	if err := json.Unmarshal(authoritiesJSON, &list); err != nil {
		panic("registry: authorities.json: " + err.Error()) // compiled in, and tested
	}
	return newDirectory(list)
})

// Builtin is the list of Ukraine's providers by the Ukrainian alphabet.
func Builtin() *Directory { return builtin() }

func newDirectory(list []Authority) *Directory {
	d := &Directory{list: list, byName: map[string]int{}}
	for i, a := range list {
		for _, name := range a.Names {
			d.byName[fold(name)] = i
		}
	}
	return d
}

// With is the directory with more authorities, which stand first, since
// somebody took the trouble to name them. One that has a name in common with
// others takes their place.
func (d *Directory) With(extra []Authority) *Directory {
	replaced := newDirectory(extra)
	list := slices.Clone(extra)
	for _, a := range d.list {
		if !slices.ContainsFunc(a.Names, func(name string) bool { _, ok := replaced.Find(name); return ok }) {
			list = append(list, a)
		}
	}
	return newDirectory(list)
}

// Authorities lists the authorities. The caller must not change their names.
func (d *Directory) Authorities() []Authority { return slices.Clone(d.list) }

// Find is the authority whose name an issuer bears. Case, quotation marks and
// other punctuation, and spaces may differ. Anybody can write any name into a
// certificate: what is found is a claim until the chain is verified.
func (d *Directory) Find(issuerCN string) (Authority, bool) {
	i, ok := d.byName[fold(issuerCN)]
	if !ok {
		return Authority{}, false
	}
	return d.list[i], true
}

// Hosts are those that the authorities answer at: the only ones this program
// speaks to.
func (d *Directory) Hosts() []outbound.Host {
	var hosts []outbound.Host
	for _, a := range d.list {
		for _, address := range []string{a.CMP, a.OCSP, a.TSP, a.Reissue} {
			if host := hostOf(address); host != "" && !slices.Contains(hosts, outbound.Host{Name: host, Private: a.Private}) {
				hosts = append(hosts, outbound.Host{Name: host, Private: a.Private})
			}
		}
	}
	return hosts
}
