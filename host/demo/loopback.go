// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A site is a port of this computer's loopback, and whoever answers there.
type site struct {
	listeners []net.Listener
	server    *http.Server
	served    chan error // why each listener ended
}

// openSite takes a port on every loopback this computer has, or another. It
// tries several: one that is free on IPv4 may be taken on IPv6.
func openSite(port int) (*site, error) {
	var listeners []net.Listener
	var err error
	for _, p := range []int{port, 0, 0, 0} {
		if listeners, err = listenAt(p); err == nil {
			return &site{listeners: listeners, served: make(chan error, len(listeners))}, nil
		}
	}
	return nil, err
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

// address is where the site is: "localhost:8080".
func (s *site) address() string { return fmt.Sprintf("localhost:%d", portOf(s.listeners[0])) }

func (s *site) origin() string { return "http://" + s.address() }

// loopbackNames lead to whoever asks, and are nobody's in the domain name system.
var loopbackNames = []string{"localhost", "127.0.0.1", "::1"}

// addressed answers only who asks by a name of the loopback. Another name that leads here may
// be a foreign page's own, which its browser lets read the answer: "DNS rebinding".
func addressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := url.URL{Host: r.Host}
		if !slices.Contains(loopbackNames, strings.ToLower(asked.Hostname())) {
			http.Error(w, "this site is at localhost only", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// serve begins to answer.
func (s *site) serve(handler http.Handler) {
	s.server = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: addressed(handler)}
	for _, l := range s.listeners {
		go func() { s.served <- s.server.Serve(l) }()
	}
}

// close ends the site; whoever is still being answered is cut off.
func (s *site) close(ctx context.Context) error {
	if s.server == nil { // it never began
		for _, l := range s.listeners {
			_ = l.Close()
		}
		return nil
	}
	if err := s.server.Shutdown(ctx); err != nil {
		_ = s.server.Close()
	}
	for range cap(s.served) {
		if err := <-s.served; !errors.Is(err, http.ErrServerClosed) {
			return err
		}
	}
	return nil
}
