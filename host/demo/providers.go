// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/demo/practice"
	"github.com/pidpys/pidpys/host/testpki"
)

// redirects are where practice providers may send people back to: the demo's
// extension in either browser, and the command line.
var redirects = []string{
	"https://lplohcekijnkfgdikpihnhckccoeaibb.chromiumapp.org/",
	"https://0291296013596d24bd0b489a995e2087c8522fb4.extensions.allizom.org/",
	"http://127.0.0.1/",
}

// maxTogether is how many documents a practice provider of CSC signs by one
// confirmation.
const maxTogether = 256

// Providers are the simulated keepers of keys, one of each protocol. They behave
// well until somebody gives them a fault.
type Providers struct {
	CSC1, CSC2 *csctest.Server
	KSP4, KSP6 *ksptest.Server
}

// kept are the subscribers whose keys every practice provider keeps, by the ids
// that they have there, the first one first.
var kept = []string{testpki.Director, testpki.Person, testpki.Stamp}

// SampleUser is somebody whose key every practice provider keeps.
type SampleUser struct {
	ID string `json:"id"` // there
	SampleOwner
}

func keptOf(authorities *testpki.PKI) []SampleUser {
	users := make([]SampleUser, len(kept))
	for i, name := range kept {
		users[i] = SampleUser{name, sampleOwner(authorities.Subscriber(name).SignCert)}
	}
	return users
}

func newProviders(authorities *testpki.PKI) *Providers {
	csc := func(version int, path string) *csctest.Server {
		o := csctest.Options{
			Version: version, Path: path, App: practice.App, Max: maxTogether,
			Client:   csctest.Client{ID: practice.Client, Name: "Pidpys", Redirects: redirects},
			Stranger: authorities.Subscriber(testpki.Foreign), Now: time.Now,
		}
		for _, name := range kept {
			o.People = append(o.People, csctest.Person{ID: name, Keys: []*testpki.Subscriber{authorities.Subscriber(name)}})
		}
		return csctest.New(o)
	}
	signServer := func(kind ksp.Kind, path string) *ksptest.Server {
		o := ksptest.Options{
			Kind: kind, Path: path, App: practice.App, Prefix: practice.Prefix,
			Server: authorities.Subscriber(testpki.Stamp), Stranger: authorities.Subscriber(testpki.Foreign), Now: time.Now,
		}
		for _, name := range kept {
			o.People = append(o.People, ksptest.Person{ID: name, Keys: authorities.Subscriber(name)})
		}
		return ksptest.New(o)
	}
	return &Providers{
		CSC1: csc(1, practice.CSC1), CSC2: csc(2, practice.CSC2),
		KSP4: signServer(ksp.SignServer, practice.KSP4), KSP6: signServer(ksp.SmartID, practice.KSP6),
	}
}

// mount puts the providers at the paths where the demo's native host looks for
// them.
func (p *Providers) mount(mux *http.ServeMux) {
	mux.Handle(practice.CSC1+"/", p.CSC1)
	mux.Handle(practice.CSC2+"/", p.CSC2)
	mux.Handle(practice.KSP4+"/", p.KSP4)
	mux.Handle(practice.KSP6+"/", p.KSP6)
}
