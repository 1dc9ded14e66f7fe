// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package mail

import (
	"bytes"
	"embed"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/demo/pages"
	"github.com/pidpys/pidpys/host/pki"
)

//go:embed www
var www embed.FS

// Handler is a page on which everybody reads all letters.
func (o *Office) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", pages.Embedded(www, "www"))
	mux.HandleFunc("GET /api/letters", func(w http.ResponseWriter, _ *http.Request) {
		shown := []shownLetter{}
		for _, l := range o.Letters() {
			shown = append(shown, l.shown())
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(shown)
	})
	return pages.Strict(mux)
}

// shownLetter is a letter as the page shows it.
type shownLetter struct {
	Number  int       `json:"number"`
	From    string    `json:"from"`
	To      []string  `json:"to"`
	At      time.Time `json:"at"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"` // empty where there is none in plain text
}

// Text is the subject and the plain text of a letter, the former fit to show. Of what cannot be read they are empty.
func (l *Letter) Text() (subject, text string) {
	message, err := mail.ReadMessage(bytes.NewReader(l.Raw))
	if err != nil {
		return "", ""
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil {
		subject = ""
	}
	return pki.DisplayText(subject), plainText(message)
}

// plainText is the body of a letter that is one text.
func plainText(m *mail.Message) string {
	kind, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "text/plain" || !strings.EqualFold(parameters["charset"], "utf-8") {
		return ""
	}
	body := m.Body
	switch strings.ToLower(m.Header.Get("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(io.LimitReader(body, MaxLetter))
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(string(text), "\uFFFD")
}

func (l *Letter) shown() shownLetter {
	subject, text := l.Text()
	return shownLetter{Number: l.Number, From: l.From, To: l.To, At: l.At, Subject: subject, Text: text}
}
