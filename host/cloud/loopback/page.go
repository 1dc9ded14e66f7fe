// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package loopback

import (
	"fmt"
	"html"
	"net/http"
)

// A Page is what the browser shows when the visit is over, in plain text.
type Page struct {
	Language string // "uk" or "en"
	Title    string
	Text     string
}

// serve sends the page.
func (p Page) serve(w http.ResponseWriter) {
	head(w)
	w.Header().Set("Connection", "close")
	title := html.EscapeString(p.Title)
	fmt.Fprintf(w, "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"+
		"<title>%s</title><h1>%s</h1><p>%s</p></html>\n", html.EscapeString(p.Language), title, title, html.EscapeString(p.Text))
}

// head is for what loads nothing and is kept nowhere: a code or a state is in its
// address, or in itself.
func head(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
}
