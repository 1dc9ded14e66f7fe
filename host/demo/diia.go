// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"io"
	"net/http"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/validation"
)

// serveDiia answers the scripts of the cabinet's page about Дія.Підпис, and Diia
// itself.
func (d *cabinet) serveDiia(mux *http.ServeMux) {
	page := &diia.Page{Desk: d.Diia, Session: d.sessions.Named, Documents: draft, Done: d.confirmed}
	scripts := http.StripPrefix("/api/diia", page.Handler())
	mux.Handle("GET /api/diia/", scripts)
	mux.Handle("POST /api/diia/", scripts)
	mux.HandleFunc("POST /api/diia/start/documents", d.visited(func(w http.ResponseWriter, r *http.Request, _ relying.Visitor) {
		scripts.ServeHTTP(w, r)
	}))
	mux.HandleFunc("POST "+callbackPath, d.Diia.Callback)
}

// draft is the one document that a visitor wants signed: the request's body, of the
// name in its address. Unlike all others it has to be sent to the server first. The
// desk refuses one that is longer than it takes.
func draft(r *http.Request) ([]diia.Document, error) {
	content, err := io.ReadAll(io.LimitReader(r.Body, diia.MaxContent+1))
	if err != nil {
		return nil, err
	}
	return []diia.Document{{Name: r.URL.Query().Get("name"), Content: content}}, nil
}

// confirmed signs the visitor in, or gives back the signed document, with the
// document inside where the address says "attached", and what the server thinks of
// the signature.
func (d *cabinet) confirmed(w http.ResponseWriter, r *http.Request, done *diia.Result) {
	if done.Action == diia.Auth {
		d.welcome(w, r, done.Visitor, byDiia, nil)
		return
	}
	signature, report, err := d.signedDocument(r, done.Documents[0])
	if err != nil {
		deny(w, http.StatusInternalServerError, "the signature could not be verified")
		return
	}
	d.Observe(Event{Visitor: &done.Visitor, Report: report, Passed: report.Passed()})
	answer(w, struct {
		Signature []byte     `json:"signature"`
		Report    reportView `json:"report"`
	}{signature, view(report)})
}

func (d *cabinet) signedDocument(r *http.Request, signed diia.Signed) ([]byte, *validation.Report, error) {
	signature, content := signed.Signature, io.Reader(bytes.NewReader(signed.Content))
	if r.URL.Query().Has("attached") {
		attached, err := signed.Attached()
		if err != nil {
			return nil, nil, err
		}
		signature, content = attached, nil
	}
	report, err := d.Verifier.Document(r.Context(), bytes.NewReader(signature), content, nil)
	return signature, report, err
}
