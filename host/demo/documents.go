// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/validation"
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

// maxDetached bounds a signature that holds no document, in octets.
const maxDetached = 1 << 20

// verify judges a signature as it streams in: the form's field "signature" and,
// for a detached one, the field "content" after it.
func (d *cabinet) verify(w http.ResponseWriter, r *http.Request, visitor relying.Visitor) {
	form, err := r.MultipartReader()
	if err != nil {
		deny(w, http.StatusBadRequest, "the request is not a form")
		return
	}
	signature, content, err := signatureAndContent(form, r.URL.Query().Has("detached"))
	if err != nil {
		deny(w, http.StatusBadRequest, "the form has no signature of a possible length, or no document after it")
		return
	}
	report, err := d.Verifier.Document(r.Context(), signature, content, nil)
	if err != nil {
		deny(w, http.StatusBadRequest, "the signature did not arrive whole")
		return
	}
	d.Observe(Event{Visitor: &visitor, Report: report})
	answer(w, view(report))
}

// signatureAndContent returns readers of the fields, which are read in this order.
func signatureAndContent(form *multipart.Reader, detached bool) (signature, content io.Reader, err error) {
	signature, err = field(form, "signature")
	if err != nil || !detached {
		return signature, nil, err
	}
	der, err := io.ReadAll(io.LimitReader(signature, maxDetached+1))
	if err != nil {
		return nil, nil, err
	}
	if len(der) > maxDetached {
		return nil, nil, errors.New("the signature is too long to be a detached one")
	}
	content, err = field(form, "content")
	return bytes.NewReader(der), content, err
}

// field is the form's next field, which must be the one of that name.
func field(form *multipart.Reader, name string) (io.Reader, error) {
	part, err := form.NextPart()
	if err != nil {
		return nil, err
	}
	if part.FormName() != name {
		return nil, fmt.Errorf("the field %q is not %s", part.FormName(), name)
	}
	return part, nil
}

type reportView struct {
	Passed     bool          `json:"passed"`
	Detached   bool          `json:"detached"`
	Signatures []verdictView `json:"signatures"`
}

type verdictView struct {
	Indication    validation.Indication    `json:"indication"`
	SubIndication validation.SubIndication `json:"sub_indication"`
	Level         cades.Level         `json:"level"`
	Signer        string              `json:"signer"`
	ClaimedTime   time.Time           `json:"claimed_time,omitzero"`
	Hash          string              `json:"hash"`
	Errors        []validation.Finding     `json:"errors"`
	Warnings      []validation.Finding     `json:"warnings"`
}

func view(report *validation.Report) reportView {
	shown := reportView{Passed: report.Passed(), Detached: report.Detached, Signatures: []verdictView{}}
	for _, v := range report.Signatures {
		hash := ""
		if v.Hash != nil {
			hash = v.Hash.Name()
		}
		shown.Signatures = append(shown.Signatures, verdictView{
			Indication:    v.Indication,
			SubIndication: v.SubIndication,
			Level:         v.Level,
			Signer:        pki.DisplayText(v.Signer.DisplayName()),
			ClaimedTime:   v.ClaimedTime,
			Hash:          hash,
			Errors:        append([]validation.Finding{}, v.Errors...),
			Warnings:      append([]validation.Finding{}, v.Warnings...),
		})
	}
	return shown
}
