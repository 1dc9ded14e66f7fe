// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"fmt"
	"net/http"
	"sync"

	"github.com/pidpys/pidpys/host/testpki"
)

// Pages written for another program of signing tell it where authorities answer,
// and hand it their certificates, each time that they are opened. The demo's page
// does so in the same quantity (facts/iit.md, section 2.5).
const (
	listedAuthorities = 27
	listedNames       = 73        // of them all; each is told by a call of its own
	bundleSize        = 1_700_000 // octets
)

// An Authority is a member of the list that such a page has, CAs.json.
type Authority struct {
	Names       []string `json:"issuerCNs"` // in certificates, the one to show first
	Address     string   `json:"address"`
	OCSPAddress string   `json:"ocspAccessPointAddress"`
	OCSPPort    string   `json:"ocspAccessPointPort"`
	CMPAddress  string   `json:"cmpAddress"`
	TSPAddress  string   `json:"tspAddress"`
	TSPPort     string   `json:"tspAddressPort"`
}

func newAuthority(address string, names ...string) Authority {
	return Authority{
		Names: names, Address: address,
		OCSPAddress: address + "/services/ocsp/", OCSPPort: "80", CMPAddress: address, TSPAddress: address, TSPPort: "80",
	}
}

// authoritiesOf lists the authorities at an address, and others that nobody has
// heard of.
func authoritiesOf(authorities *testpki.PKI, address string) []Authority {
	list := []Authority{newAuthority(address, authorities.Names()...)}
	left := listedNames - len(list[0].Names)
	for i := 1; i < listedAuthorities; i++ {
		names := make([]string, left/(listedAuthorities-i))
		for j := range names {
			names[j] = fmt.Sprintf("Навчальний надавач № %d, назва %d", i, j+1)
		}
		left -= len(names)
		list = append(list, newAuthority(fmt.Sprintf("ca%d.pidpys.test", i), names...))
	}
	return list
}

// serveProgram answers the page's script about authorities.
func (d *cabinet) serveProgram(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/authorities", func(w http.ResponseWriter, _ *http.Request) { answer(w, d.Authorities) })
	mux.HandleFunc("GET /api/certificates.p7b", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pkcs7-mime")
		_, _ = w.Write(d.Bundle())
	})
}

// bundleOf makes the certificates when a page first asks for them.
func bundleOf(authorities *testpki.PKI) func() []byte {
	return sync.OnceValue(func() []byte { return authorities.Bundle(bundleSize) })
}
