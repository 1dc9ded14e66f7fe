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
	"syscall"
	"time"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/testpki"
)

// Port is where the demo cabinet listens if nobody else does.
const Port = 8080

// House is a cabinet running on this computer's loopback, with the test
// authorities that issued its visitors' keys.
type House struct {
	Origin string // "http://localhost:8080"
	PKI    *testpki.PKI
	Files  map[string][]byte // sample key files, by name
	server *http.Server
	served chan error
}

// Start opens a cabinet on a port of the loopback, or on any free one when
// that is taken. observe may be nil.
func Start(port int, observe func(Event)) (*House, error) {
	listener, err := listen(port)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	authorities := testpki.New(time.Now)
	h := &House{
		Origin: fmt.Sprintf("http://localhost:%d", listener.Addr().(*net.TCPAddr).Port),
		PKI:    authorities,
		Files:  authorities.Files(),
		served: make(chan error, 1),
	}
	h.server = &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: New(Config{
			Verifier: &relying.Verifier{Trust: authorities.Trust(), Origin: h.Origin, Challenges: relying.NewMemory()},
			Samples:  samplesOf(authorities, time.Now()),
			Files:    h.Files,
			Observe:  observe,
		}),
	}
	go func() { h.served <- h.server.Serve(listener) }()
	return h, nil
}

// listen takes the port on IPv4's loopback: every browser tries it for
// "localhost".
func listen(port int) (net.Listener, error) {
	listener, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return net.Listen("tcp4", "127.0.0.1:0")
	}
	return listener, err
}

// Close ends the cabinet; whoever is still being answered is cut off.
func (h *House) Close(ctx context.Context) error {
	if err := h.server.Shutdown(ctx); err != nil {
		_ = h.server.Close()
	}
	if err := <-h.served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}
