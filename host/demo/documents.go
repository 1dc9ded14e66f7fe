// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"embed"
	"net/http"
	"path"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
)

//go:embed documents
var folder embed.FS

// A saved document is one that a visitor finds in the cabinet.
type saved struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Type   string `json:"type"`
	source string
}

var catalogue = []saved{
	{"Звіт про доходи.xml", "Звіт про доходи за 3 квартал 2026 року", "application/xml", "zvit.xml"},
	{"Заява.txt", "Заява про відомості з реєстру", "text/plain", "zayava.txt"},
}

func (s saved) content() []byte {
	data, err := folder.ReadFile(path.Join("documents", s.source))
	if err != nil {
		panic("demo: internal error: " + err.Error())
	}
	return data
}

func documents(w http.ResponseWriter, _ *http.Request, _ relying.Visitor) { answer(w, catalogue) }

func document(w http.ResponseWriter, r *http.Request, _ relying.Visitor) {
	chosen, ok := find(w, r)
	if !ok {
		return
	}
	w.Header().Set("Content-Type", chosen.Type+"; charset=utf-8")
	_, _ = w.Write(chosen.content())
}

// find is the document that a request names, or denies it.
func find(w http.ResponseWriter, r *http.Request) (saved, bool) {
	i := slices.IndexFunc(catalogue, func(d saved) bool { return d.Name == r.PathValue("name") })
	if i < 0 {
		deny(w, http.StatusNotFound, "no such document")
		return saved{}, false
	}
	return catalogue[i], true
}

// digest is a document's hash, for pages that have nothing but a hash signed.
func digest(w http.ResponseWriter, r *http.Request, _ relying.Visitor) {
	hash, err := pki.HashByName(r.URL.Query().Get("hash"))
	if err != nil {
		deny(w, http.StatusBadRequest, "no such hash function")
		return
	}
	if chosen, ok := find(w, r); ok {
		answer(w, hash.Sum(chosen.content()))
	}
}
