// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"io"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/report"
	"github.com/pidpys/pidpys/host/validation"
)

// maxHeld bounds what the server holds in memory of one request, in octets.
const maxHeld = 16 << 20

// held reads a request whole, or denies it.
func held(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHeld))
	if err != nil {
		deny(w, http.StatusRequestEntityTooLarge, "the request did not arrive whole, or is too long")
		return nil, false
	}
	return data, true
}

// judge verifies what only makes sense whole.
func (d *cabinet) judge() *validation.Verifier {
	return &validation.Verifier{Trust: d.Verifier.Trust, Status: d.Verifier.Status, At: time.Now()}
}

// verifyContainer judges an ASiC container, the request's body.
func (d *cabinet) verifyContainer(w http.ResponseWriter, r *http.Request, visitor relying.Visitor) {
	data, ok := held(w, r)
	if !ok {
		return
	}
	judged, err := asic.Verify(r.Context(), d.judge(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		deny(w, http.StatusBadRequest, "this is no container of signatures")
		return
	}
	levels := make([]cades.Level, len(judged.Signatures))
	for i, s := range judged.Signatures {
		levels[i] = s.Level
	}
	d.tell(w, visitor, reportView{Passed: judged.Passed(), Levels: levels, Words: inBoth(func(language string) *report.Explanation {
		return report.ExplainContainer(judged, language)
	})})
}

// verifyPDF judges a signed PDF, the request's body.
func (d *cabinet) verifyPDF(w http.ResponseWriter, r *http.Request, visitor relying.Visitor) {
	data, ok := held(w, r)
	if !ok {
		return
	}
	judged, err := pades.Verify(r.Context(), d.judge(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		deny(w, http.StatusBadRequest, "this is no PDF that can be read")
		return
	}
	levels := make([]cades.Level, len(judged.Signatures))
	for i, s := range judged.Signatures {
		levels[i] = s.Level
	}
	d.tell(w, visitor, reportView{Passed: judged.Passed(), Levels: levels, Words: inBoth(func(language string) *report.Explanation {
		return report.ExplainPDF(judged, language)
	})})
}

// tell answers with what was found, and has it observed.
func (d *cabinet) tell(w http.ResponseWriter, visitor relying.Visitor, found reportView) {
	d.Observe(Event{Visitor: &visitor, Passed: found.Passed})
	answer(w, found)
}

// inBoth has something explained in both languages of the page.
func inBoth(explain func(language string) *report.Explanation) map[string]*report.Explanation {
	words := map[string]*report.Explanation{}
	for _, language := range []string{"uk", "en"} {
		words[language] = explain(language)
	}
	return words
}
