// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diiatest

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"path"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

// A request waits for its person.
type request struct {
	diia.OfferRequest
	action diia.Action
	files  []diia.HashedFile // the digests to sign; one without a name to sign in
	fault  Fault             // of the moment it began
	prompt *phone.Prompt
}

// digestSize is what a digest has by every hash that is taken.
const digestSize = 32

func (s *Server) createRequest(r *http.Request) (any, error) {
	b, err := s.branch(r)
	if err != nil {
		return nil, err
	}
	asked := &request{fault: s.fault()}
	if err := read(r, &asked.OfferRequest); err != nil {
		return nil, err
	}
	asked.Algorithm = cmp.Or(asked.Algorithm, diia.DSTU)
	o, err := s.offerOf(b.ID, asked.Offer)
	if err != nil {
		return nil, err
	}
	asked.action = o.Scopes.DiiaID[0]
	if err := asked.check(); err != nil {
		return nil, err
	}
	otp := rand.Text()
	asked.prompt = phone.NewPrompt(s.shown(b, o, asked), s.Now, func(a phone.Answer) {
		if a.Confirmed {
			s.confirmed(asked)
		}
	})
	s.mu.Lock()
	s.requests.put(otp, asked)
	s.mu.Unlock()
	if asked.fault == Refuse {
		asked.prompt.Decline()
	}
	return map[string]string{"deeplink": s.Base + "/phone/" + otp}, nil
}

// check finds what the phone shall sign.
func (q *request) check() error {
	if q.ID == "" || q.Algorithm != diia.DSTU && q.Algorithm != diia.ECDSA {
		return errWrong
	}
	if q.action == diia.Auth {
		digest, err := base64.StdEncoding.DecodeString(q.ID)
		if err != nil || q.Data != nil {
			return errWrong
		}
		q.files = []diia.HashedFile{{Hash: digest}}
	} else if q.Data != nil {
		q.files = q.Data.HashedFilesSigning.Files
	}
	for _, file := range q.files {
		if len(file.Hash) != digestSize || (file.Name == "") != (q.action == diia.Auth) {
			return errWrong
		}
	}
	if len(q.files) == 0 {
		return errWrong
	}
	return nil
}

// shown is what the person sees of a request.
func (s *Server) shown(b diia.Branch, o diia.Offer, q *request) phone.Request {
	shown := phone.Request{
		App: "Дія — симулятор", Title: phone.SignIn, Check: "Обличчя перевірено",
		Facts:   []phone.Fact{{Name: "Хто просить", Text: cmp.Or(b.CustomFullName, b.Name)}, {Name: "Послуга", Text: o.Name}},
		Confirm: "Підписати", Decline: "Відмовитись",
		Expires: s.Now().Add(s.Life),
	}
	if q.fault == Expire {
		shown.Expires = s.Now()
	}
	hash, by := pki.GOST34311, "ДСТУ 4145"
	if q.Algorithm == diia.ECDSA {
		hash, by = pki.SHA256, "ECDSA"
	}
	shown.Facts = append(shown.Facts, phone.Fact{Name: "Чим", Text: "Дія.Підпис, " + by})
	if q.action == diia.HashedFilesSigning {
		shown.Title = phone.Signing(len(q.files))
		for _, file := range q.files {
			shown.Documents = append(shown.Documents, phone.Document{Name: file.Name, Hash: hash, Value: file.Hash})
		}
	}
	return shown
}

// phone is the page that a link leads to.
func (s *Server) phone(w http.ResponseWriter, r *http.Request) {
	asked := s.request(r.PathValue("otp"))
	if asked == nil {
		phone.Unknown(w)
		return
	}
	asked.prompt.ServeHTTP(w, r)
}

// Prompt is what waits where a link leads, for tests that press its buttons without
// a page; nil for no link of this server.
func (s *Server) Prompt(link string) *phone.Prompt {
	if asked := s.request(path.Base(link)); asked != nil {
		return asked.prompt
	}
	return nil
}

// request is the one of a link, or nil.
func (s *Server) request(otp string) *request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests.by[otp]
}

// showStatus says what became of a request, in the words of the app's history.
func (s *Server) showStatus(r *http.Request) (any, error) {
	asked := s.request(r.FormValue("otp"))
	if asked == nil || asked.ID != r.FormValue("requestId") {
		return nil, errUnknown
	}
	status := "processing"
	switch asked.prompt.State() {
	case phone.Declined:
		status = diia.Refuse
	case phone.Confirmed:
		status = "done"
	}
	return map[string]string{"status": status}, nil
}
