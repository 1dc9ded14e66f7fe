// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/testpki/phone"
)

var (
	//go:embed visit.html
	visitText string
	//go:embed visit.js
	visitScript string

	visitTemplate = template.Must(template.New("visit").Parse(visitText))
)

// longPoll is how long a page's question is left open.
const longPoll = 20 * time.Second

// A visit is one person at the authorization server's page.
type visit struct {
	authorization
	prompt  *phone.Prompt
	decided chan struct{} // closed when the person has
	answer  phone.Answer
}

// authorize is the authorization endpoint: section 8.3.2 of CSC 1, section 8.4.2 of
// CSC 2. It shows a page until the person has decided on the phone.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	query, complaint := s.unpush(r.URL.Query())
	var a authorization
	if complaint == "" {
		a, complaint = s.readClient(query)
	}
	if complaint != "" { // nobody knows where to send the person back to: RFC 6749, section 4.1.2.1
		body := template.HTML(`<p class="said">` + template.HTMLEscapeString(complaint) + "</p>")
		phone.Page{App: s.options.App, Title: "Запит не прийнято", Body: body}.Write(w, http.StatusBadRequest)
		return
	}
	if refused := s.readAuthorization(query, &a); refused != nil {
		s.sendBack(w, r, &a, url.Values{"error": {refused.Code}, "error_description": {refused.Description}})
		return
	}
	v := &visit{authorization: a, decided: make(chan struct{})}
	request, owner := s.askIn(), (*Person)(nil)
	if a.signing != nil {
		request, owner = s.askToSign(*a.signing), a.signing.credential.owner
	}
	var name string
	name, v.prompt = s.show(request, owner, func(answer phone.Answer) {
		v.answer = answer
		close(v.decided)
	})
	if v.prompt.State() != phone.Waiting {
		s.end(w, r, v)
		return
	}
	s.showVisit(w, v, s.visits.put(v, s.options.Life+remembered), origin(r)+s.options.Path+"/phone/"+name)
}

// showVisit writes the page with the way to the phone.
func (s *Server) showVisit(w http.ResponseWriter, v *visit, name, link string) {
	qr, err := phone.QR(link)
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	var body strings.Builder
	if err := visitTemplate.Execute(&body, struct {
		App, Visit, Link string
		QR               template.HTML
		Request          phone.Request
	}{s.options.App, name, link, qr, v.prompt.Request()}); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	phone.Page{
		App: s.options.App, Title: v.prompt.Request().Title, State: phone.Waiting,
		Body: template.HTML(body.String()), Script: visitScript,
	}.Write(w, http.StatusOK)
}

// wait answers 204 when the person has decided, or cannot any more, and 202 when
// the page shall ask again.
func (s *Server) wait(w http.ResponseWriter, r *http.Request) {
	v, found := s.visits.get(r.PathValue("visit"))
	if !found {
		http.NotFound(w, r)
		return
	}
	left := v.prompt.Request().Expires.Sub(s.options.Now())
	select {
	case <-v.decided:
	case <-r.Context().Done():
	case <-time.After(min(longPoll, max(left, 0))):
	}
	if v.prompt.State() == phone.Waiting {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// leave takes the request back.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	if v, found := s.visits.get(r.PathValue("visit")); found {
		v.prompt.Withdraw()
	}
	s.finish(w, r)
}

// finish sends the person back, once.
func (s *Server) finish(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("visit")
	if v, found := s.visits.get(name); !found || v.prompt.State() == phone.Waiting {
		phone.Unknown(w)
		return
	}
	v, found := s.visits.take(name)
	if !found {
		phone.Unknown(w)
		return
	}
	s.end(w, r, v)
}

// end sends the person back with a code or an error.
func (s *Server) end(w http.ResponseWriter, r *http.Request, v *visit) {
	switch v.prompt.State() {
	case phone.Confirmed:
		<-v.decided // the answer is there a moment after the state
		s.sendBack(w, r, &v.authorization, url.Values{"code": {s.grantCode(v)}})
	case phone.Expired:
		s.sendBack(w, r, &v.authorization, url.Values{"error": {"access_denied"}, "error_description": {"The user did not confirm in time"}})
	default:
		s.sendBack(w, r, &v.authorization, url.Values{"error": {"access_denied"}, "error_description": {"The user declined"}})
	}
}
