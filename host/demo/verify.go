// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/report"
	"github.com/pidpys/pidpys/host/validation"
)

// maxDetached bounds a signature that holds no document, in octets.
const maxDetached = 1 << 20

// verify judges a visitor's signature.
func (d *cabinet) verify(w http.ResponseWriter, r *http.Request, visitor relying.Visitor) {
	d.judgeSigned(w, r, &visitor)
}

// verifyFolder judges the signature of one document of a folder. Nobody need have
// signed in: it says itself whose it is.
func (d *cabinet) verifyFolder(w http.ResponseWriter, r *http.Request) { d.judgeSigned(w, r, nil) }

// judgeSigned judges a signature as it streams in: the form's field "signature" and,
// for a detached one, the field "content" after it.
func (d *cabinet) judgeSigned(w http.ResponseWriter, r *http.Request, visitor *relying.Visitor) {
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
	d.Observe(Event{Visitor: visitor, Report: report, Passed: report.Passed()})
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

// reportView is what the page shows of a report.
type reportView struct {
	Passed   bool          `json:"passed"`
	Detached bool          `json:"detached"`
	Levels   []cades.Level `json:"levels"` // of each signature
	// Words are the report for people, by language.
	Words map[string]*report.Explanation `json:"words"`
}

func view(r *validation.Report) reportView {
	v := reportView{
		Passed: r.Passed(), Detached: r.Detached, Levels: []cades.Level{},
		Words: inBoth(func(language string) *report.Explanation { return report.Explain(r, language) }),
	}
	for _, signature := range r.Signatures {
		v.Levels = append(v.Levels, signature.Level)
	}
	return v
}
