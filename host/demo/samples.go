// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"net/http"
)

// Sample is a key that a visitor may try.
type Sample struct {
	Name        string            `json:"name"`  // of the key file
	Owner       string            `json:"owner"` // as its certificate names him
	Password    string            `json:"password"`
	Certificate string            `json:"certificate,omitempty"` // name of the file with it, where the key file holds none
	Files       map[string][]byte `json:"-"`                     // what the page offers, by name
}

func (d *cabinet) samples(w http.ResponseWriter, _ *http.Request) { answer(w, d.Samples) }

func (d *cabinet) sample(w http.ResponseWriter, r *http.Request) {
	for _, s := range d.Samples {
		if data, ok := s.Files[r.PathValue("name")]; ok {
			w.Header().Set("Content-Type", "application/octet-stream")
			_, _ = w.Write(data)
			return
		}
	}
	deny(w, http.StatusNotFound, "no such sample")
}
