// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
)

// Port is where the demo cabinet listens if nobody else does.
const Port = 8080

// House is a cabinet running on this computer's loopback, with the test
// authorities that issued its visitors' keys.
type House struct {
	Origin string // "http://localhost:8080"
	// Authority is where the test authorities answer: about certificates, as a
	// registry has it, and at the paths that their certificates name:
	// "localhost:8080".
	Authority string
	PKI       *testpki.PKI
	Samples   []Sample
	Token     *SampleToken // if there is one, and so an empty one
	Providers *Providers   // of keys in the cloud
	Diia      *diiatest.Server
	Files     map[string][]byte // sample key files and certificates, by name
	server    *http.Server
	served    chan error // why each listener ended
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
}

// Start opens a cabinet on a port of the loopback, or on any free one when
// that is taken.
func Start(port int, o Options) (*House, error) {
	listeners, err := listen(port)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	address := fmt.Sprintf("localhost:%d", portOf(listeners[0]))
	authorities := testpki.NewAt(time.Now, "http://"+address)
	h := &House{
		Origin:    "http://" + address,
		Authority: address,
		PKI:       authorities,
		Samples:   samplesOf(authorities, time.Now()),
		Files:     authorities.Files(),
		Providers: newProviders(authorities),
		served:    make(chan error, len(listeners)),
	}
	if o.Token != "" {
		if h.Token, err = layTokens(o.Token, authorities); err != nil {
			return nil, abandon(listeners, err)
		}
	}
	verifier := &relying.Verifier{
		Trust: authorities.Trust(), Origin: h.Origin, Keys: []relying.Key{relying.NewKey()}, Spent: store.NewMemory(nil),
		Status: statuses(address), RemoteLogins: true,
	}
	simulated, desk, err := newDiia(h.Origin, authorities, verifier, o.DiiaLife)
	if err != nil {
		return nil, abandon(listeners, err)
	}
	h.Diia = simulated
	mux := http.NewServeMux()
	services := authorities.Services(o.Services)
	mux.Handle("/services/", services)
	mux.Handle("/download/", services)
	h.Providers.mount(mux)
	mux.Handle(diiaPath+"/", simulated)
	mux.Handle("/", New(Config{
		Verifier: verifier,
		Samples:  h.Samples,
		Token:    h.Token,
		Kept:     keptOf(authorities),
		Files:    h.Files,
		Diia:     desk,

		Authorities: authoritiesOf(authorities, address),
		Bundle:      bundleOf(authorities),
		Recipient:   recipientOf(authorities),

		Observe: o.Observe,
	}))
	h.server = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: mux}
	for _, l := range listeners {
		go func() { h.served <- h.server.Serve(l) }()
	}
	return h, nil
}

// abandon closes the listeners of a house that cannot open.
func abandon(listeners []net.Listener, err error) error {
	for _, l := range listeners {
		_ = l.Close()
	}
	return fmt.Errorf("demo: %w", err)
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

// listen takes the port on every loopback this computer has, or another. It
// tries several: one that is free on IPv4 may be taken on IPv6.
func listen(port int) (listeners []net.Listener, err error) {
	for _, p := range []int{port, 0, 0, 0} {
		if listeners, err = listenAt(p); err == nil {
			break
		}
	}
	return listeners, err
}

// listenAt takes a port on IPv4's loopback and on IPv6's. Browsers try both for
// "localhost", IPv6 first, so whoever held the other one would be met at the
// cabinet's address.
func listenAt(port int) ([]net.Listener, error) {
	four, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	six, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(portOf(four))))
	switch {
	case err == nil:
		return []net.Listener{four, six}, nil
	case !hasIPv6():
		return []net.Listener{four}, nil
	}
	_ = four.Close()
	return nil, err
}

func hasIPv6() bool {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err == nil {
		_ = l.Close()
	}
	return err == nil
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

// Close ends the cabinet; whoever is still being answered is cut off.
func (h *House) Close(ctx context.Context) error {
	h.Diia.Close()
	if err := h.server.Shutdown(ctx); err != nil {
		_ = h.server.Close()
	}
	for range cap(h.served) {
		if err := <-h.served; !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}
