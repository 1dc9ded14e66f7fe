// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/demo/mail"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
)

// Port is where the demo cabinet listens if nobody else does, PortalPort the portal, and
// MailPort the page of letters.
const (
	Port       = 8080
	PortalPort = 8081
	MailPort   = 8082
)

// House is a cabinet and a portal running on this computer's loopback, with the test
// authorities that issued its visitors' keys and a post office.
type House struct {
	Origin string // "http://localhost:8080"
	Portal string // the portal's origin
	Mail   string // that of the page of letters
	// Authority is where the test authorities answer: about certificates, as a
	// registry has it, and at the paths that their certificates name:
	// "localhost:8080".
	Authority string
	PKI       *testpki.PKI
	Samples   []Sample
	Token     *SampleToken // if there is one, and so an empty one
	Providers *Providers   // of keys in the cloud
	Diia      *diiatest.Server
	Office    *mail.Office
	Gateways  map[string]*Gateway // of the tax service, by how they behave
	Files     map[string][]byte   // sample key files and certificates, by name

	sites       []*site
	closeOffice func() error
}

// Options are what a house may have beside the cabinet.
type Options struct {
	Observe func(Event) // is told of each [Event]
	// Token is a folder for simulated tokens, which is made anew. Nobody keeps
	// other tokens there.
	Token string
	// Services are how the authorities behave, if not well.
	Services testpki.ServicesOptions
	// DiiaLife is how long a code of Дія.Підпис is valid; zero is three minutes.
	DiiaLife time.Duration
	// PortalClock is the portal's, by which links expire; nil is time.Now.
	PortalClock func() time.Time
}

// Start opens a cabinet on a port of the loopback, or on any free one when
// that is taken. The portal and the page of letters are on the two that follow, or on free ones.
func Start(port int, o Options) (h *House, err error) {
	h = &House{}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("demo: %w", err), h.Close(context.Background()))
			h = nil
		}
	}()
	cabinet, err := h.open(port, 0)
	if err != nil {
		return h, err
	}
	h.Origin, h.Authority = cabinet.origin(), cabinet.address()
	h.PKI = testpki.NewAt(time.Now, h.Origin)
	h.Samples, h.Files, h.Providers = samplesOf(h.PKI, time.Now()), h.PKI.Files(), newProviders(h.PKI)
	if o.Token != "" {
		if h.Token, err = layTokens(o.Token, h.PKI); err != nil {
			return h, err
		}
	}
	verifier := h.verifier(h.Origin)
	simulated, desk, err := newDiia(h.Origin, h.PKI, verifier, o.DiiaLife)
	if err != nil {
		return h, err
	}
	h.Diia = simulated
	if h.Gateways, err = newGateways(h.Origin, h.PKI, verifier); err != nil {
		return h, err
	}
	if err := h.openPortal(port, o.PortalClock); err != nil {
		return h, err
	}
	mux := http.NewServeMux()
	services := h.PKI.Services(o.Services)
	mux.Handle("/services/", services)
	mux.Handle("/download/", services)
	h.Providers.mount(mux)
	mux.Handle(diiaPath+"/", simulated)
	mountGateways(mux, h.Gateways)
	mux.Handle("/", New(Config{
		Verifier: verifier,
		Samples:  h.Samples,
		Token:    h.Token,
		Kept:     keptOf(h.PKI),
		Files:    h.Files,
		Diia:     desk,
		Portal:   h.Portal,

		Authorities: authoritiesOf(h.PKI, h.Authority),
		Bundle:      bundleOf(h.PKI),
		Recipient:   recipientOf(h.PKI),
		Signatories: signatoriesOf(h.PKI),
		Gateways:    h.Gateways,

		Observe: o.Observe,
	}))
	cabinet.serve(mux)
	return h, nil
}

// open takes the port that is so many after a first one; any free one after none.
func (h *House) open(first, after int) (*site, error) {
	if first != 0 {
		first += after
	}
	s, err := openSite(first)
	if err == nil {
		h.sites = append(h.sites, s)
	}
	return s, err
}

// verifier believes who signed in at an origin with a key of the test authorities.
func (h *House) verifier(origin string) *relying.Verifier {
	return &relying.Verifier{
		Trust: h.PKI.Trust(), Origin: origin, Keys: []relying.Key{relying.NewKey()}, Spent: store.NewMemory(nil),
		Status: statuses(h.Authority), RemoteLogins: true,
	}
}

// statuses asks the test authorities whether a certificate is revoked, and
// nobody else.
func statuses(authority string) *status.Source {
	return &status.Source{
		Network:   outbound.NewCourier(outbound.New([]outbound.Host{{Name: authority, Private: true}})),
		Now:       time.Now,
		Responses: status.UsualResponses, Lists: status.UsualLists,
	}
}

// Close ends the cabinet and all beside it; whoever is still being answered is cut off.
func (h *House) Close(ctx context.Context) error {
	var errs []error
	if h.Diia != nil {
		h.Diia.Close()
	}
	for _, s := range h.sites {
		errs = append(errs, s.close(ctx))
	}
	if h.closeOffice != nil {
		errs = append(errs, h.closeOffice())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}
