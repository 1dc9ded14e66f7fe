// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/sirupsen/logrus"
)

// A Dialect is the protocol of another program, as its pages speak it: it reads
// their requests and does them at a [Desk].
type Dialect interface {
	// Answer answers one request, whole; there is one at a time. Once ctx ended,
	// nobody waits for the answer, which is never nil. The request is wiped after it,
	// and the answer once the page has it.
	Answer(ctx context.Context, request []byte) []byte

	// Close is called once, when the page is gone and no Answer runs.
	Close()
}

// A Desk is where a [Dialect] has done for its page what our own pages ask for by
// methods: every use of a key is an operation with our window, in which the person
// gives the PIN, sees whose key it is and what is signed, and agrees or not. The page
// gets results, and neither keys nor secrets.
//
// One thing is done at a time; another meanwhile is [protocol.Busy]. Errors have the
// code that [AsError] tells; after three refusals in a row all that needs the window
// is [protocol.TooManyCancels]. What ended with ctx has its cause for an error.
type Desk struct {
	*session
	board *board // of tokens, since the page first asked
}

func newDesk(s *session) *Desk { return &Desk{session: s, board: newBoard()} }

// Origin is the page's, as the browser told it.
func (d *Desk) Origin() string { return d.origin() }

// TopOrigin is that of the page in whose frame it is; empty: it is in none.
func (d *Desk) TopOrigin() string { return d.hello.TopOrigin }

// Language is the person's, "uk" or "en".
func (d *Desk) Language() string { return d.hello.Language }

// Hashes reports whether the page may have signed what cannot be shown: hashes, and
// octets by the bare key.
func (d *Desk) Hashes() bool { return d.hello.Dialect.Hashes }

// TaxCabinet reports whether the page may have the tax cabinet's sign-in: see
// [SignOrder].Login.
func (d *Desk) TaxCabinet() bool { return d.mayTaxCabinet() }

// Now is the time.
func (d *Desk) Now() time.Time { return d.session.Now() }

// Log is where a dialect logs; nothing personal belongs there.
func (d *Desk) Log() *logrus.Entry { return d.session.Log.WithField("dialect", d.hello.Dialect.Name) }

// Trust holds the pinned roots. Building it takes a moment, once.
func (d *Desk) Trust() *pki.Trust { return d.session.Trust() }

// Directory are the authorities that are known.
func (d *Desk) Directory() *registry.Directory { return d.Finder.Directory }

// Verifier verifies signatures as they are worth now. Certificates of extra help to
// build chains; nobody trusts them. Nobody is asked.
func (d *Desk) Verifier(extra []*x509.Certificate) *validation.Verifier {
	v := d.verifier()
	v.Certificates = append(v.Certificates, extra...)
	return v
}

// Find asks the authority of that name, of ours, for the certificates of keys. They chain
// to a pinned root. Nothing is told of what was found before: it says who uses this
// computer. Errors are those of [lookup.Finder.Ask].
func (d *Desk) Find(ctx context.Context, keys []lookup.Key, authority string) ([]*x509.Certificate, error) {
	return d.Finder.Ask(ctx, authority, keys...)
}
