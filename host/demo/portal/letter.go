// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package portal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/demo/pages"
	"github.com/pidpys/pidpys/host/relying/registration"
)

// text is what the letter says. It names nobody: who typed the address may have
// mistyped it.
const text = `Вітаємо!

Цю адресу вказали під час реєстрації на Навчальному державному порталі. Щоб підтвердити її, відкрийте посилання й натисніть «Підтвердити пошту»:

%s

Посилання діє 24 години й спрацює один раз. Відкрити його можна в будь-якому браузері: воно лише підтверджує пошту й нікого не впускає до кабінету.

Якщо ви не реєструвалися, нічого не робіть.
`

// letter is step 2: what the person tells of himself, and the letter to his address.
func (p *portal) letter(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Data  map[registration.Field]string `json:"data"`
		Email string                        `json:"email"`
	}
	if !read(w, r, &body) {
		return
	}
	a, ok := p.applicant(r)
	if !ok {
		denyUnknown(w)
		return
	}
	if p.book.accountOf(a) != nil { // by an earlier letter, since the page was drawn
		p.show(w, a)
		return
	}
	email, err := registration.ParseEmail(body.Email)
	if err != nil {
		denyEmail(w)
		return
	}
	if err := p.book.complete(a, body.Data, email); err != nil {
		denyField(w, err)
		return
	}
	link, err := p.links.New(r.Context(), a.id, email)
	switch {
	case errors.Is(err, registration.ErrLetters):
		pages.Deny(w, http.StatusTooManyRequests, "letters", err.Error())
		return
	case err != nil:
		pages.Deny(w, http.StatusServiceUnavailable, "", "no letter can be sent now")
		return
	}
	message := compose(p.Post.From, email, fmt.Sprintf(text, p.links.Origin+"/confirm/#"+link), p.book.now())
	switch err := p.Post.Send(r.Context(), email, message); {
	case errors.Is(err, ErrNobody):
		pages.Deny(w, http.StatusUnprocessableEntity, "nobody", ErrNobody.Error())
	case err != nil: // why is the server's business
		pages.Deny(w, http.StatusServiceUnavailable, "post", "no letter can be sent now")
	default:
		p.book.posted(a, email)
		p.show(w, a)
	}
}

func denyUnknown(w http.ResponseWriter) {
	pages.Deny(w, http.StatusUnauthorized, "no-application", "nobody registers in this browser")
}

// denyField says which field was told wrongly.
func denyField(w http.ResponseWriter, err error) {
	code := "unfit"
	var field string
	if wrong, ok := errors.AsType[*registration.FieldError](err); ok {
		field = string(wrong.Field)
	}
	switch {
	case errors.Is(err, registration.ErrContradicts):
		code = "contradicts"
	case errors.Is(err, registration.ErrMissing):
		code = "missing"
	}
	pages.Deny(w, http.StatusUnprocessableEntity, code, err.Error(), field)
}

// compose writes a letter (RFC 5322) of one text. Both addresses are in order.
func compose(from, to, text string, now time.Time) []byte {
	var out bytes.Buffer
	for _, line := range [][2]string{
		{"From", mime.QEncoding.Encode("utf-8", "Навчальний державний портал") + " <" + from + ">"},
		{"To", "<" + to + ">"},
		{"Subject", mime.QEncoding.Encode("utf-8", "Підтвердьте пошту")},
		{"Date", now.Format(time.RFC1123Z)},
		{"Message-ID", "<" + rand.Text() + from[strings.IndexByte(from, '@'):] + ">"},
		{"MIME-Version", "1.0"},
		{"Content-Type", `text/plain; charset=utf-8`},
		{"Content-Transfer-Encoding", "quoted-printable"},
		{"Auto-Submitted", "auto-generated"}, // RFC 3834: nobody's holiday answers
	} {
		out.WriteString(line[0] + ": " + line[1] + "\r\n")
	}
	out.WriteString("\r\n")
	body := quotedprintable.NewWriter(&out)
	_, _ = body.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n")))
	_ = body.Close()
	return out.Bytes()
}
