// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/demo/forms"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/relying/dps/dpstest"
	"github.com/pidpys/pidpys/host/testpki"
)

// Where the simulated gateways of the tax service stand, each below its name.
const taxPath = "/tax/"

// How a gateway behaves, if not well, and so what it is called.
const (
	Honest      = "honest"
	UnknownForm = "unknown-form" // it has not heard of the forms
	WrongKey    = "wrong-key"    // the cabinet has a certificate of somebody else
	WrongUse    = "wrong-use"    // the cabinet has its certificate for signatures
	Silent      = "silent"       // it never answers
	Forged      = "forged"       // its receipts were changed on the way
	Foreign     = "foreign"      // others sign its receipts
	Mixed       = "mixed"        // its receipts are about other reports
	Unsigned    = "unsigned"     // nobody signs its receipts
	Cut         = "cut"          // the end of its receipts is missing
	Preceded    = "preceded"     // a forged receipt comes before each of its own
)

// secondReceipt is after what time the second receipt is there, and gatewayPatience
// how long the cabinet waits for an answer.
const (
	secondReceipt   = 20 * time.Second
	gatewayPatience = 4 * time.Second
)

// A Gateway is one of the tax service as the cabinet knows it.
type Gateway struct {
	Certificate *x509.Certificate // to encrypt to
	Exchange    dps.Exchange
	Simulated   *dpstest.Gateway // nil of a silent one
}

// newGateways makes gateways of every kind, which answer at an origin once they are
// mounted.
func newGateways(origin string, authorities *testpki.PKI, verifier *relying.Verifier) (map[string]*Gateway, error) {
	var known []dps.Form
	for _, f := range forms.All() {
		form, err := dps.ParseForm(f.Code)
		if err != nil {
			return nil, err
		}
		known = append(known, form)
	}
	gateways := map[string]*Gateway{}
	for name, change := range map[string]func(*dpstest.Config){
		Honest: func(*dpstest.Config) {}, WrongKey: func(*dpstest.Config) {}, WrongUse: func(*dpstest.Config) {},
		UnknownForm: func(c *dpstest.Config) { c.Forms = nil },
		Forged:      func(c *dpstest.Config) { c.Spoil = dpstest.Forged },
		Foreign:     func(c *dpstest.Config) { c.Spoil = dpstest.Foreign },
		Mixed:       func(c *dpstest.Config) { c.Spoil = dpstest.Mixed },
		Unsigned:    func(c *dpstest.Config) { c.Spoil = dpstest.Unsigned },
		Cut:         func(c *dpstest.Config) { c.Spoil = dpstest.Cut },
		Preceded:    func(c *dpstest.Config) { c.Spoil = dpstest.Preceded },
	} {
		config := dpstest.Config{PKI: authorities, Verify: verifier.Document, Forms: known, Second: secondReceipt}
		change(&config)
		simulated := dpstest.NewGateway(config)
		gateways[name] = &Gateway{simulated.Certificate(), exchangeAt(origin, name), simulated}
	}
	gateways[Silent] = &Gateway{gateways[Honest].Certificate, exchangeAt(origin, Silent), nil}
	gateways[WrongKey].Certificate = authorities.Subscriber(testpki.Stamp).AgreeCert
	gateways[WrongUse].Certificate = authorities.Subscriber(testpki.TaxService).SignCert
	return gateways, nil
}

func exchangeAt(origin, name string) dps.Exchange {
	return dps.Exchange{Base: origin + taxPath + name, HTTP: &http.Client{Timeout: gatewayPatience}}
}

// mountGateways has gateways answer.
func mountGateways(mux *http.ServeMux, gateways map[string]*Gateway) {
	for name, g := range gateways {
		var handler http.Handler = http.HandlerFunc(silence)
		if g.Simulated != nil {
			handler = g.Simulated
		}
		mux.Handle(taxPath+name+"/", http.StripPrefix(taxPath+name, handler))
	}
}

// silence answers nothing until whoever asked is gone, which nobody notices before all that
// they sent was read; who sends more than anybody reads is not waited for.
func silence(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, dps.MaxContainer)); err == nil {
		<-r.Context().Done()
	}
}

// refusedBy says why a gateway did not take a report, or gave no receipts of one that is
// sent and is not to be sent again: so it is asked for "gateway" or "receipts".
func refusedBy(asked string, answer dps.Answer, err error) error {
	switch {
	case errors.Is(err, dps.ErrUnreachable):
		return refusal{code: asked + "-silent"}
	case err != nil:
		return refusal{code: asked + "-failed"}
	case answer.Status == dps.StatusNone:
		return refusal{code: "no-receipt"}
	case answer.Status != dps.StatusOK:
		return refusal{asked + "-refused", []string{string(answer.Status), answer.Message}}
	}
	return nil
}
