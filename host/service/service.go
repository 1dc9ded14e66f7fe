// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package service does what a page asks for once a person has agreed to it: it
// signs documents and logins, encrypts and decrypts, tells whose key it is; and
// it verifies, which needs nobody's consent. Where there is no page it moves the
// person to a new key. It
// speaks the protocol of package protocol, whose PROTOCOL.md is normative; here
// every method has a file of its own. Pages that were written for other programs have
// the same done at a [Desk], to which a [Dialect] takes what they say.
//
// A signature goes one way: the documents are pulled from the page and hashed
// while the person chooses a key in the window; when both are ready the person is
// asked about exactly these digests and this certificate; the documents are
// looked at once more; the key signs. What others vouch for, time and
// certificates, is asked for after the consent; where they do not answer, the
// person settles for less or does not sign. Results that may be long go to the
// page piece by piece. Memory is constant whatever
// their size, but for 32 octets a piece of 512 KiB.
//
// Many documents go the same way by one consent to all of their digests, and are signed
// each for itself, a few at a time: every signature is handed over as soon as it is made
// and stays, whatever becomes of the others. Of each some hundred octets are kept.
//
// At a desk documents lie in memory, or are known by their digest alone, and a key may
// stay open from one operation to the next, as a [Held]; about each of them the person is
// asked all the same.
//
// Everything waits under the context of its operation, which ends when
// the person refuses, the window closes, the page cancels or leaves, or
// nobody does anything for ten minutes.
package service

import (
	"context"
	"io"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/sirupsen/logrus"
)

// FileReader hands a source of keys the octets of the file that ref names, which
// the person chose in the window. The source wipes them.
type FileReader func(ctx context.Context, ref key.Ref) ([]byte, error)

// Config is what a service works with. A source that is a [key.Hotplug] has the
// tokens that the window shows. Trust is a function because a host must
// greet at once, and trust takes time to build; it is called more than once and
// answers the same.
type Config struct {
	Name    string // of the native host, as browsers know it
	Version string // of the program
	// Settings are what hello tells. Keys that they forbid the Sources refuse with
	// [key.ErrForbidden].
	Settings protocol.Settings
	Sources  func(FileReader) []key.Source
	Trust    func() *pki.Trust
	Finder   *lookup.Finder // of certificates that are not in the key file
	Witness  Witness        // of time and of revocation
	// Native makes what asks for passwords and PINs in a window of the system,
	// in the language of people, "uk" or "en", on behalf of a page's origin. nil:
	// our window asks.
	Native     func(language, site string) Prompter
	TaxCabinet func(origin string) bool // may it use the login profile tax-cabinet
	// TaxService is the ЄДРПОУ of the tax service, whose receipts are believed; empty:
	// nobody's are.
	TaxService string
	// Dialects make protocols of other programs, by the names that hello gives.
	Dialects map[string]func(*Desk) Dialect
	Reissue  *reissue.Office // moves people to new keys
	// Examine looks whether all is in place for a signature, and tells it in a
	// language, "uk" or "en"; offline, nobody is asked over the network. nil: there is
	// nothing that does.
	Examine func(ctx context.Context, language string, offline bool) protocol.Examination
	Now     func() time.Time
	Log     *logrus.Logger
}

// A Prompter asks in a window of the system. The methods are those of
// [key.Asker]; where no such window can be had they answer [key.ErrPINEntry]. The
// Ref of a question about a key file has the file's name, fit to show.
type Prompter interface {
	Secret(ctx context.Context, q key.Question) ([]byte, error)
	Confirm(ctx context.Context, q key.Question) error
}

// Serve speaks with one page, or the extension for itself, until in ends, which is no error between frames.
// It writes nothing but frames to out. When it returns, every key it opened
// is wiped and every goroutine it started is gone. Ending ctx ends the
// operations, not the reading of in.
func Serve(ctx context.Context, in io.Reader, out io.Writer, cfg Config) error {
	ctx, end := context.WithCancelCause(ctx)
	s := &session{Config: cfg, ctx: ctx}
	s.conn = protocol.NewConn(in, out, s.receive)
	s.sources = cfg.Sources(s.readKeyFile)
	err := s.conn.Serve()
	end(protocol.ErrClosed)
	s.work.Wait()
	if s.talk != nil {
		s.talk.close()
	}
	if n := s.conn.Ignored(); n > 0 {
		s.Log.WithField("replies", n).Warn("ignored replies to nothing that was asked")
	}
	return err
}
