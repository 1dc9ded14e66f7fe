// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/validation"
)

// How a visitor signed in.
const (
	byOrigin    = "origin"     // a login statement bound to this origin
	byTaxNumber = "tax-number" // the contract of the tax service's cabinet
	byDiia      = "diia"       // confirmed on a phone
	byWebEID    = "web-eid"    // a token of Web eID
)

func (d *cabinet) challenge(w http.ResponseWriter, r *http.Request) {
	challenge, err := d.Verifier.NewChallenge(d.sessions.Named(w, r))
	if err != nil {
		deny(w, http.StatusServiceUnavailable, "no challenge can be given now")
		return
	}
	answer(w, map[string][]byte{"challenge": challenge})
}

func (d *cabinet) login(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Token []byte `json:"token"`
	}
	limit := int64(base64.StdEncoding.EncodedLen(relying.MaxToken) + 1024)
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit)).Decode(&body); err != nil {
		deny(w, http.StatusBadRequest, "the request is not a login")
		return
	}
	visitor, err := d.Verifier.Login(r.Context(), d.sessions.Name(r), body.Token)
	d.welcome(w, r, visitor, byOrigin, err)
}

func (d *cabinet) taxLogin(w http.ResponseWriter, r *http.Request) {
	visitor, err := d.Verifier.TaxAuthorization(r.Context(), r.Header.Get("Authorization"))
	d.welcome(w, r, visitor, byTaxNumber, err)
}

// welcome begins the session of a visitor, unless err says why not.
func (d *cabinet) welcome(w http.ResponseWriter, r *http.Request, visitor relying.Visitor, way string, err error) {
	if err != nil {
		d.Observe(Event{Err: err})
		switch {
		case errors.Is(err, relying.ErrStore): // why is the server's business
			deny(w, http.StatusServiceUnavailable, relying.ErrStore.Error())
		case revoked(err):
			denyBecause(w, http.StatusUnauthorized, reasonRevoked, err.Error())
		default:
			deny(w, http.StatusUnauthorized, err.Error())
		}
		return
	}
	e := entry{visitor, way}
	d.sessions.Begin(w, r, e)
	d.Observe(Event{Visitor: &visitor})
	answer(w, describe(e))
}

// reasonRevoked is why somebody is refused who has moved to another key since.
const reasonRevoked = "revoked"

func revoked(err error) bool {
	refused, ok := errors.AsType[*relying.VerdictError](err)
	return ok && slices.Contains([]validation.SubIndication{validation.RevokedProven, validation.RevokedNoPOE}, refused.Verdict.SubIndication)
}

func (d *cabinet) signOut(w http.ResponseWriter, r *http.Request) {
	d.sessions.End(w, r)
	answer(w, struct{}{})
}

func (d *cabinet) visitor(w http.ResponseWriter, r *http.Request) {
	if e, ok := d.sessions.Of(r); ok {
		answer(w, describe(e))
		return
	}
	answer(w, nil)
}

// visited lets only those pass who have signed in, and says who they are: asked
// again later, the session may have ended.
func (d *cabinet) visited(next func(http.ResponseWriter, *http.Request, relying.Visitor)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		e, ok := d.sessions.Of(r)
		if !ok {
			deny(w, http.StatusUnauthorized, "nobody is signed in")
			return
		}
		next(w, r, e.visitor)
	}
}

type visitorView struct {
	Name         string          `json:"name"`
	Kind         pki.Kind        `json:"kind"`
	DRFO         string          `json:"drfo,omitempty"`
	EDRPOU       string          `json:"edrpou,omitempty"`
	UNZR         string          `json:"unzr,omitempty"`
	Organization string          `json:"organization,omitempty"`
	Title        string          `json:"title,omitempty"`
	Way          string          `json:"way"`
	Certificate  certificateView `json:"certificate"`
}

type certificateView struct {
	Issuer    string            `json:"issuer"`
	Serial    string            `json:"serial"` // hex
	NotBefore time.Time         `json:"not_before"`
	NotAfter  time.Time         `json:"not_after"`
	Qualified pki.Qualification `json:"qualified"`
	Hash      string            `json:"hash"` // of the signature that signed in
}

func describe(e entry) visitorView {
	v := e.visitor
	return visitorView{
		Name:         v.DisplayName(),
		Kind:         v.Kind(),
		DRFO:         v.DRFO,
		EDRPOU:       v.EDRPOU,
		UNZR:         v.UNZR,
		Organization: v.DisplayOrganization(),
		Title:        pki.DisplayText(v.Title),
		Way:          e.way,
		Certificate: certificateView{
			Issuer:    pki.Issuer(v.Certificate).DisplayName(),
			Serial:    strings.ToUpper(v.Certificate.SerialNumber.Text(16)),
			NotBefore: v.Certificate.NotBefore,
			NotAfter:  v.Certificate.NotAfter,
			Qualified: v.Qualified,
			Hash:      v.Hash.Name(),
		},
	}
}
