// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package phone

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
)

var (
	//go:embed page.html
	pageText string
	//go:embed prompt.html
	promptText string
	//go:embed style.css
	style string

	pageTemplate   = template.Must(template.New("page").Parse(pageText))
	promptTemplate = template.Must(template.New("prompt").Parse(promptText))
)

// A Page is any page of a simulator, in the look of the others.
type Page struct {
	App   string // whose page it plays
	Title string
	State State
	Body  template.HTML // what stands under the title
	// Script, which may be empty, is run by the page and may ask its own server.
	Script string
}

// Write answers a request with the page.
func (p Page) Write(w http.ResponseWriter, status int) {
	policy := "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src " + source(style)
	if p.Script != "" {
		policy += "; connect-src 'self'; script-src " + source(p.Script)
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin") // "no-referrer" takes the origin out of forms
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, struct {
		Page
		Style  template.CSS
		Script template.JS
	}{p, template.CSS(style), template.JS(p.Script)}) // the error is the visitor's, who left
}

// source names an element of a page by what is in it: CSP level 3, 2.3.1.
func source(element string) string {
	sum := sha256.Sum256([]byte(element))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// ended is what is said of a request that waits no more.
var ended = map[State]struct{ Title, Text string }{
	Confirmed: {"Підтверджено", "Поверніться туди, звідки прийшов запит: далі все відбудеться само."},
	Declined:  {"Відхилено", "Нічого не підписано."},
	Expired:   {"Час вийшов", "Запит більше не дійсний. Почніть спочатку там, звідки він прийшов."},
	Withdrawn: {"Запит скасовано", "Той, хто просив, більше не чекає. Нічого не підписано."},
	unknown:   {"Такого запиту немає", "Посилання застаріле або неповне. Скануйте код ще раз."},
}

func showPrompt(w http.ResponseWriter, r Request, s State) {
	page, status := Page{App: r.App, Title: r.Title, State: s}, http.StatusOK
	var said string
	if s != Waiting {
		page.Title, said = ended[s].Title, ended[s].Text
	}
	if s == unknown {
		status = http.StatusNotFound
	}
	var body strings.Builder
	if err := promptTemplate.Execute(&body, struct {
		Request
		Waiting bool
		Said    string
		Heading string
		Until   string
	}{r, s == Waiting, said, heading(r), clock(r.Expires)}); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	page.Body = template.HTML(body.String())
	page.Write(w, status)
}

// heading is what stands above the documents. Who signs in signs something that is
// none.
func heading(r Request) string {
	switch n := len(r.Documents); {
	case r.Title == SignIn:
		return "Що підписує телефон для входу"
	case n == 1:
		return "Документ"
	default:
		return fmt.Sprintf("Документи: %d", n)
	}
}

// clock is a time of day, or nothing of none.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("15:04:05")
}
