// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"embed"
	"net/http"
	"path"

	"github.com/pidpys/pidpys/host/relying"
)

//go:embed documents
var saved embed.FS

// catalogue lists the documents a visitor finds saved in the cabinet, by the
// names they are offered under.
var catalogue = []struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Type   string `json:"type"`
	source string
}{
	{"Звіт про доходи.xml", "Звіт про доходи за 3 квартал 2026 року", "application/xml", "zvit.xml"},
	{"Заява.txt", "Заява про відомості з реєстру", "text/plain", "zayava.txt"},
}

func documents(w http.ResponseWriter, _ *http.Request, _ relying.Visitor) { answer(w, catalogue) }

func document(w http.ResponseWriter, r *http.Request, _ relying.Visitor) {
	for _, d := range catalogue {
		if d.Name == r.PathValue("name") {
			data, err := saved.ReadFile(path.Join("documents", d.source))
			if err != nil {
				deny(w, http.StatusInternalServerError, "the document is lost")
				return
			}
			w.Header().Set("Content-Type", d.Type+"; charset=utf-8")
			_, _ = w.Write(data)
			return
		}
	}
	deny(w, http.StatusNotFound, "no such document")
}
