// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/testpki"
)

// What the simulators know this program as, where people confirm, and their secrets.
const (
	skyApp    = "Зоря"
	skyClient = "pidpys-story"
	skyPrefix = "STORY_"
	skyPIN    = "273645"
	skyOTP    = "981206"
)

// A sky has simulated providers, for one story.
type sky struct {
	keepers map[string]keeper
	phone   string // the person's at ksp4, which calls them
}

// A keeper is any simulator.
type keeper interface {
	Waiting() int
	SetFault(name string)
}

type (
	cscSimulator struct{ *csctest.Server }
	kspSimulator struct{ *ksptest.Server }
)

func (s cscSimulator) SetFault(name string) { s.Server.SetFault(csctest.Fault(name)) }
func (s kspSimulator) SetFault(name string) { s.Server.SetFault(ksptest.Fault(name)) }

type skyOfStory struct{}

// openSky starts the simulators beside the authorities of the people there.
func openSky(e *testscript.Env) {
	server := httptest.NewUnstartedServer(nil)
	address := server.Listener.Addr().String()
	p := testpki.NewAt(time.Now, "http://"+address)
	s := &sky{phone: "http://" + address + "/ksp4/phone/OLENA"}
	csc := func(path string, o csctest.Options) cscSimulator {
		o.Path, o.App, o.Now, o.Stranger = path, skyApp, time.Now, p.Subscriber(testpki.Foreign)
		o.Client = csctest.Client{ID: skyClient, Name: "Pidpys", Redirects: []string{"http://127.0.0.1/"}}
		return cscSimulator{csctest.New(o)}
	}
	keys := func(path string, kind ksp.Kind) kspSimulator {
		return kspSimulator{ksptest.New(ksptest.Options{
			Kind: kind, Path: path, App: skyApp, Prefix: skyPrefix, Now: time.Now,
			People: []ksptest.Person{{ID: "OLENA", Keys: p.Subscriber(testpki.Director)}},
			Server: p.Subscriber(testpki.Stamp), Stranger: p.Subscriber(testpki.Foreign),
		})}
	}
	person := func(name string) []csctest.Person {
		return []csctest.Person{{ID: "olena", Keys: []*testpki.Subscriber{p.Subscriber(name)}}}
	}
	csc1 := csc("/csc1", csctest.Options{Version: 1, People: person(testpki.RSAPerson)})
	csc2 := csc("/csc2", csctest.Options{Version: 2, Issuer: true, Max: 3, People: person(testpki.Director)})
	codes := csc("/codes", csctest.Options{Version: 2, Mode: csctest.Explicit, PIN: skyPIN, OTP: skyOTP, Max: 2, People: person(testpki.ECDSAPerson)})
	ksp4 := keys("/ksp4", ksp.SignServer)
	ksp6 := keys("/ksp6", ksp.SmartID)
	s.keepers = map[string]keeper{"csc1": csc1, "csc2": csc2, "codes": codes, "ksp4": ksp4, "ksp6": ksp6}

	mux := http.NewServeMux()
	mux.Handle("/", p.Services(testpki.ServicesOptions{}))
	mux.Handle("/csc1/", csc1)
	mux.Handle("/csc2/", csc2)
	mux.Handle("/.well-known/oauth-authorization-server/csc2", csc2)
	mux.Handle("/codes/", codes)
	mux.Handle("/ksp4/", ksp4)
	mux.Handle("/ksp6/", ksp6)
	server.Config.Handler = mux
	server.Start()
	e.Defer(server.Close)
	e.Setenv("AUTHORITY", address)
	e.Setenv("SKY", address)
	e.Values[skyOfStory{}] = s
}

func skyOf(ts *testscript.TestScript) *sky { return ts.Value(skyOfStory{}).(*sky) }

func (s *sky) keeper(ts *testscript.TestScript, name string) keeper {
	found, ok := s.keepers[name]
	if !ok {
		ts.Fatalf("no simulator %s", name)
	}
	return found
}
