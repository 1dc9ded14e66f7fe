// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package loopback

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// farewell is how long the browser may take to fetch its last page.
const farewell = 2 * time.Second

// maxHeader bounds a request, in octets: its query has a code, a state and little
// else.
const maxHeader = 16 << 10

// A place is an address of this computer that nobody can guess, while somebody is
// there.
type place struct {
	socket net.Listener
	server *http.Server
	served chan struct{} // closed when the server has let go of the port
	host   string        // with the port
	path   string
}

// open takes a port that is free, for serve.
func open() (*place, error) {
	socket, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("loopback: %w", err)
	}
	return &place{
		socket: socket,
		server: &http.Server{
			ReadHeaderTimeout: farewell, MaxHeaderBytes: maxHeader,
			ErrorLog: log.New(io.Discard, "", 0), // it would quote requests, and the code with them
		},
		served: make(chan struct{}), host: socket.Addr().String(), path: "/" + rand.Text(),
	}, nil
}

// serve has a handler answer, until close.
func (p *place) serve(handler http.Handler) {
	p.server.Handler = handler
	go func() {
		defer close(p.served)
		p.server.Serve(p.socket)
	}()
}

func (p *place) url() string { return "http://" + p.host + p.path }

// refuses answers what is no GET of this address, or has not the query that is meant
// here, and reports whether it was that. A name of another host in it is a page that
// had its own name lead here (DNS rebinding).
func (p *place) refuses(w http.ResponseWriter, r *http.Request, meant bool) bool {
	switch {
	case r.Host != p.host, r.URL.Path != p.path, !meant:
		http.NotFound(w, r)
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	default:
		return false
	}
	return true
}

// close lets the browser have its last page and frees the port. A server that had
// not yet begun closes the port itself, and is waited for.
func (p *place) close() error {
	ctx, end := context.WithTimeout(context.Background(), farewell)
	defer end()
	defer func() { <-p.served }()
	if p.server.Shutdown(ctx) != nil {
		return p.server.Close()
	}
	return nil
}
