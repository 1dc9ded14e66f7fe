// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"errors"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// ErrExpired says that a [Held] was closed, lay idle for [protocol.MaxIdle], or that
// its carrier failed: the person opens the key again.
var ErrExpired = errors.New("service: the key is not open any more")

// Wanted is which key a page means, as far as it says so.
type Wanted struct {
	// Carrier is one of [Desk.Carriers]; empty: none is named.
	Carrier key.Ref
	// File is a key file that the page has; nil: none. It is copied, and the copy wiped
	// before Open returns. Name is what to call it.
	File []byte
	Name string
	// Fits says more about the key that is wanted; nil: any that signs or, of Usage,
	// agrees. It is asked about keys with a certificate.
	Fits func(key.Candidate) bool
	// Usage is empty for a key to sign with, else [protocol.UsageAgree].
	Usage string
}

// Held is keys that stay open after a person opened them for this page. They are used
// by orders of the Desk, each of which the person agrees to. One order at a time uses
// a Held.
//
// A token is logged in meanwhile, and is no other program's or page's turn, who wait or
// are told that it is in use: so a Held closes by itself after [protocol.MaxIdle]
// without an order, when the connection ends, when its carrier fails, and when the
// person opens the same carrier once more.
type Held struct{}

// Open has the person open a key and agree that the page sees whose it is and may ask
// for signatures by it. The caller closes what it gets. (A copy of w.File is wiped.)
func (d *Desk) Open(ctx context.Context, w Wanted) (*Held, error) {
	return nil, protocol.Fail(protocol.Unsupported)
}

// Keys are the key that the person chose, first, and those for agreement in the same
// store that have a certificate. They are to be looked at: only the Desk uses them.
func (h *Held) Keys() []key.Candidate { return nil }

// Chain is what stands above a certificate, from its issuer up, as far as that is
// trusted.
func (h *Held) Chain(c *x509.Certificate) []*x509.Certificate { return nil }

// Close wipes the keys and ends sessions with carriers, after the order that uses them.
// Closing twice does nothing.
func (h *Held) Close() {}
