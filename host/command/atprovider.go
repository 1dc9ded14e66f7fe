// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/pidpys/pidpys/host/cloud/loopback"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/qr"
)

// errNoUser: a provider wants to know who the user is, and nobody can be asked.
var errNoUser = errors.New("no user id for the provider")

// An unansweredError is why a provider's question got no answer, which is no fault
// of the provider's.
type unansweredError struct{ error }

func (e *unansweredError) Unwrap() error { return e.error }

// unanswered is the error of a question that a provider has.
func unanswered(err error) error {
	if err == nil || errors.Is(err, key.ErrCancelled) {
		return err
	}
	return &unansweredError{err}
}

// remoteSecret asks for a secret that a provider wants.
func (t terminal) remoteSecret(ctx context.Context, file, word string, q key.Question) ([]byte, error) {
	secret, err := t.password(ctx, file, t.words.text(word, q.Provider))
	return secret, unanswered(err)
}

// user asks who a person is at a provider.
func (t terminal) user(ctx context.Context, q key.Question) (string, error) {
	in, ok := t.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", errNoUser
	}
	if hint := t.provider(q.Ref).Hint; hint != "" {
		fmt.Fprintln(t.err, t.words.text("cli_user_known_as", hint))
	}
	fmt.Fprint(t.err, t.words.text("cli_user", q.Provider)+" ")
	answer, err := answered(ctx, in)
	if err != nil {
		fmt.Fprintln(t.err)
		return "", err
	}
	if answer = strings.TrimSpace(answer); answer == "" {
		return "", key.ErrCancelled
	}
	return answer, nil
}

// Authorize makes ready for a provider's page, to be opened in any browser of this
// computer.
func (t terminal) Authorize(context.Context) (key.Authorization, error) {
	visit, err := loopback.Listen(t.showPage, loopback.Page{
		Language: t.language, Title: t.words.text("cli_visit_over"), Text: t.words.text("cli_visit_over_text"),
	})
	if err != nil {
		return nil, unanswered(err)
	}
	return visit, nil
}

// showPage says which page to open.
func (t terminal) showPage(page string) {
	fmt.Fprintln(t.err, t.words.text("cli_visit"))
	fmt.Fprintln(t.err, "  "+plainURL(page))
	fmt.Fprintln(t.err, t.words.text("cli_visit_waits"))
}

// showLink says where to confirm: at a link, which the phone may read off a
// terminal, or in the app, which calls the person by itself.
func (t terminal) showLink(n key.Notice) {
	if n.Identify {
		fmt.Fprintln(t.err, t.words.text("link_identify_only"))
		fmt.Fprintln(t.err, t.words.text("link_note_identify"))
	} else {
		fmt.Fprintln(t.err, t.words.text("cli_link_sign"))
	}
	code := t.drawnCode(n.Link)
	word := "cli_link_scan"
	switch {
	case n.Link == "":
		word = "link_wait"
	case code == "":
		word = "cli_link_open"
	}
	if n.App == "" {
		fmt.Fprintln(t.err, t.words.text(word))
	} else {
		fmt.Fprintln(t.err, t.words.text(word+"_app", n.App))
	}
	if n.Link != "" {
		fmt.Fprintln(t.err, "  "+plainURL(n.Link))
		fmt.Fprint(t.err, code)
	}
	if !n.Expires.IsZero() {
		fmt.Fprintln(t.err, t.words.text("cli_link_until", n.Expires.Local().Format("15:04:05")))
	}
}

// drawnCode is the code of a link for a terminal that has room for it, else empty.
func (t terminal) drawnCode(link string) string {
	screen, ok := t.err.(*os.File)
	if link == "" || !ok || !term.IsTerminal(int(screen.Fd())) {
		return ""
	}
	code, err := qr.Of(link)
	if err != nil { // a source lets no link through that is too long
		return ""
	}
	if width, _, err := term.GetSize(int(screen.Fd())); err != nil || width < code.Size+2*quietZone {
		return ""
	}
	return halfBlocks(code, coloured(screen))
}

// plainURL is an address as it is written to a terminal and read by a browser: in
// ASCII, whatever somebody put into it.
func plainURL(address string) string {
	var plain strings.Builder
	for _, octet := range []byte(address) {
		if octet > ' ' && octet < 0x7f {
			plain.WriteByte(octet)
		} else {
			plain.WriteString("%" + strings.ToUpper(url.PathEscape(string([]byte{octet})))[1:])
		}
	}
	return plain.String()
}
