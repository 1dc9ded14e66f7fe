// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package loopback

import (
	"fmt"
	"html"
	"net/http"
)

// A Lead is an address that takes a browser on to a page, for one that fetches an
// address by itself before it shows it, and would spend a page that is good for one
// look (RFC 9126, section 4). What answers here is a page that leads on where it is
// shown, and nowhere else.
//
// The page behind it may be read by whoever learns the address. It has nothing in it
// that they could use: no code, and of the state and of PKCE what the browser sees too.
type Lead struct {
	place *place
	page  string
}

// LeadTo opens a port that is free. The page is an absolute address. The caller
// closes it when nobody has to go there any more.
func LeadTo(page string) (*Lead, error) {
	place, err := open()
	if err != nil {
		return nil, err
	}
	l := &Lead{place, page}
	place.serve(l)
	return l, nil
}

// URL is where the browser is to go.
func (l *Lead) URL() string { return l.place.url() }

// Close frees the port.
func (l *Lead) Close() error { return l.place.close() }

// ServeHTTP leads on.
func (l *Lead) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.place.refuses(w, r, r.URL.RawQuery == "") {
		return
	}
	head(w)
	fmt.Fprintf(w, "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0; url=%s\"><title>Pidpys</title>\n", html.EscapeString(l.page))
}
