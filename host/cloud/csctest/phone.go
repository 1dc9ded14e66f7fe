// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"strconv"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

// remembered is how long phones show what became of a request.
const remembered = time.Hour

// show puts a request on the phone of one of the people, or, of nil, on any, and
// returns its name among links.
func (s *Server) show(r phone.Request, of *Person, decided func(phone.Answer)) (name string, p *phone.Prompt) {
	r.App = s.options.App
	r.Facts = append([]phone.Fact{{Name: "Хто просить", Text: s.options.Client.Name}}, r.Facts...)
	r.Expires = s.options.Now()
	if !s.has(Expire) {
		r.Expires = r.Expires.Add(s.options.Life)
	}
	p = phone.NewPrompt(r, s.options.Now, decided)
	name = s.phones.put(p, s.options.Life+remembered)
	if of != nil {
		s.mu.Lock()
		s.last[of.ID] = p
		s.mu.Unlock()
	}
	switch {
	case s.has(Refuse):
		p.Decline()
	case s.options.Asked != nil:
		s.options.Asked(p)
	}
	return name, p
}

// askIn is the request to let a program see whose keys there are.
func (s *Server) askIn() phone.Request {
	r := phone.Request{
		Title: phone.SignIn,
		Facts: []phone.Fact{{Name: "Що побачить", Text: "Ваші сертифікати. Нічого не підписується."}},
	}
	if len(s.options.People) > 1 {
		for _, p := range s.options.People {
			r.Holders = append(r.Holders, phone.Holder{ID: p.ID, Name: pki.Subject(p.Keys[0].SignCert).DisplayName()})
		}
	}
	return r
}

// askToSign is the request to sign.
func (s *Server) askToSign(g signing) phone.Request {
	r := phone.Request{Title: phone.Signing(g.number)}
	if g.description != "" {
		r.Facts = append(r.Facts, phone.Fact{Name: "Про що", Text: g.description})
	}
	r.Facts = append(r.Facts, phone.Fact{Name: "Чий підпис", Text: pki.Subject(g.credential.keys.SignCert).DisplayName()})
	if len(g.digests) == 0 {
		r.Facts = append(r.Facts, phone.Fact{Name: "Скільки підписів", Text: strconv.Itoa(g.number)})
	}
	for i, d := range g.digests {
		r.Documents = append(r.Documents, phone.Document{Name: "Документ " + strconv.Itoa(i+1), Hash: g.hash, Value: d})
	}
	return r
}

// phone serves the page of a request, or of what a person was asked last.
func (s *Server) phone(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	p, found := s.phones.get(id)
	if !found {
		s.mu.Lock()
		p, found = s.last[id], s.last[id] != nil
		s.mu.Unlock()
	}
	if !found {
		phone.Unknown(w)
		return
	}
	p.ServeHTTP(w, r)
}

// logo is the provider's: a PNG, as section 11.1 wants.
func logo(w http.ResponseWriter, _ *http.Request) {
	const side = 64 // pixels
	picture := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.RGBA{0x1b, 0x6b, 0x4a, 0xff}), image.Point{}, draw.Src)
	w.Header().Set("Content-Type", "image/png")
	_ = png.Encode(w, picture)
}
