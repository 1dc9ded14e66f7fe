// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/strictjson"
)

// Limits on the authorities of an administrator.
const (
	maxAuthorities = 256
	maxNames       = 32  // of an authority
	maxName        = 200 // characters
)

// ParseAuthorities reads authorities that an administrator adds, in the form of
// this package's authorities.json, strictly: unknown members, addresses of another
// form and names that belong to two are errors. Their hosts may have private
// addresses.
//
//	[{
//	  "names": ["КНЕДП установи"], "edrpou": "00000017", "site": "ca.example.ua",
//	  "cmp": "ca.example.ua", "ocsp": "ca.example.ua/services/ocsp/", "tsp": "ca.example.ua",
//	  "reissue": "https://ca.example.ua/.well-known/cmp"
//	}]
//
// An authority of theirs stands in the place of one of ours with the same name,
// which then has no other services than they say.
//
// WHO WRITES THE LIST DECIDES WHO LEARNS IDENTIFIERS OF KEYS, and makes this
// program speak to hosts of the inner network. An error says what in the list it
// is; whoever read it adds where it stands, and bounds its length.
func ParseAuthorities(data []byte) ([]Authority, error) {
	var list []Authority
	if err := strictjson.Decode(data, &list); err != nil {
		return nil, err
	}
	if len(list) > maxAuthorities {
		return nil, fmt.Errorf("more than %d authorities", maxAuthorities)
	}
	owner := map[string]int{}
	for i := range list {
		list[i].Private = true
		if err := list[i].check(); err != nil {
			return nil, fmt.Errorf("authority %d: %w", i+1, err)
		}
		for _, name := range list[i].Names {
			if other, taken := owner[fold(name)]; taken && other != i {
				return nil, fmt.Errorf("authorities %d and %d are both called %q", other+1, i+1, name)
			}
			owner[fold(name)] = i
		}
	}
	return list, nil
}

var edrpou = regexp.MustCompile(`^([0-9]{8})?$`)

// check says what is wrong with an authority that an administrator wrote.
func (a Authority) check() error {
	if len(a.Names) == 0 || len(a.Names) > maxNames {
		return fmt.Errorf("it has %d names", len(a.Names))
	}
	for _, name := range a.Names {
		if fold(name) == "" || utf8.RuneCountInString(name) > maxName || pki.DisplayText(name) != name {
			return fmt.Errorf("%q cannot be a name", name)
		}
	}
	if !edrpou.MatchString(a.EDRPOU) {
		return fmt.Errorf("%q is no code of eight digits", a.EDRPOU)
	}
	for _, address := range []string{a.Site, a.CMP, a.OCSP, a.TSP, a.Reissue} {
		if !validAddress(address) {
			return fmt.Errorf("%q is no address", address)
		}
	}
	return nil
}
