// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/service"
)

// agreed are the certificates that people let the page see by opening keys for it. They
// are kept when the keys are closed, as a library keeps them in its store.
type agreed struct {
	certificates []*x509.Certificate             // each once
	on           map[key.Ref][]*x509.Certificate // of the keys last opened on a carrier, and those above them
}

// add takes those of a key that was opened, where the person has it: that may be another
// carrier than the one that the page named.
func (a *agreed) add(h service.Held) {
	own := certificatesOf(h)
	for _, c := range own {
		if !slices.ContainsFunc(a.certificates, c.Equal) {
			a.certificates = append(a.certificates, c)
		}
	}
	if a.on == nil {
		a.on = map[key.Ref][]*x509.Certificate{}
	}
	a.on[h.Carrier()] = append(own, h.Chain(own[0])...)
}
