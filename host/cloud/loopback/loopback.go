// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package loopback brings a person back from a provider's page to a program that
// has no browser of its own: the loopback interface redirection of RFC 8252,
// section 7.3. Something listens on 127.0.0.1 for one request, at a port and a path
// that nobody can guess, and goes away. In the same manner a [Lead] takes a browser
// there.
//
// OTHER PROGRAMS OF THIS COMPUTER CAN SEE, OR MAKE UP, WHAT COMES THERE, if they
// learn the address from the browser. So every visit is Exposed, and whoever asks
// for one binds the code to itself by PKCE and checks the state (RFC 8252, sections
// 8.1 and 8.9).
package loopback

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/key"
)

// patience is how long a person may be at a provider's page. Nobody tells when
// they close it.
const patience = 10 * time.Minute

// ErrVisited says that a Listener was used for a second visit.
var ErrVisited = errors.New("loopback: the visit is over")

// A Listener is one visit to a provider's page: a [key.Authorization].
type Listener struct {
	show     func(url string)
	page     Page
	patience time.Duration

	place   *place
	arrived chan string // the query

	mu    sync.Mutex
	stage stage
}

// stage is how far a visit has come.
type stage int

const (
	before stage = iota
	during       // the one request is waited for
	over
)

// Listen opens a port that is free. Where to go is told by show, and the page is
// what the browser shows in the end. The caller closes it.
func Listen(show func(url string), page Page) (*Listener, error) {
	place, err := open()
	if err != nil {
		return nil, err
	}
	l := &Listener{show: show, page: page, patience: patience, place: place, arrived: make(chan string, 1)}
	place.serve(l)
	return l, nil
}

// RedirectURI has the port and the path of this visit. A server of OAuth must take
// any port of 127.0.0.1 (RFC 8252, section 7.3); one that insists on the path it was
// told beforehand serves no such program.
func (l *Listener) RedirectURI() string { return l.place.url() }

// Exposed is true.
func (l *Listener) Exposed() bool { return true }

// Visit shows where to go and waits for the one request. It ends with
// [key.ErrUnconfirmed] after ten minutes, and with the context's error.
func (l *Listener) Visit(ctx context.Context, url string) (string, error) {
	if !l.begin() {
		return "", ErrVisited
	}
	l.show(url)
	limit := time.NewTimer(l.patience)
	defer limit.Stop()
	select {
	case query := <-l.arrived:
		return l.RedirectURI() + "?" + query, nil
	case <-limit.C:
		l.end()
		return "", key.ErrUnconfirmed
	case <-ctx.Done():
		l.end()
		return "", ctx.Err()
	}
}

// Close ends the visit, lets the browser have its page and frees the port.
func (l *Listener) Close() error {
	l.end()
	return l.place.close()
}

// begin begins the one visit; it is false after that.
func (l *Listener) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stage != before {
		return false
	}
	l.stage = during
	return true
}

// take ends the waiting for the one request; it is false where nobody waits.
func (l *Listener) take() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stage != during {
		return false
	}
	l.stage = over
	return true
}

// end ends the visit, whether or not there was one.
func (l *Listener) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stage = over
}

// ServeHTTP takes the one request that was waited for. Every other ends nothing:
// it may be the browser asking for an icon, or a page that tries addresses.
func (l *Listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case l.place.refuses(w, r, r.URL.RawQuery != ""):
	case !l.take():
		http.NotFound(w, r)
	default:
		l.page.serve(w)
		l.arrived <- r.URL.RawQuery
	}
}
