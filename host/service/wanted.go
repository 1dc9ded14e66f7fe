// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// Wanted is which key a page means, as far as it says so.
type Wanted struct {
	// Carrier is one of [Desk.Carriers]; empty: none is named.
	Carrier key.Ref
	// File is a key file that the page has; nil: none. It is copied, and the copy wiped
	// before the order is done. Name is what to call it.
	File []byte
	Name string
	// Certificates are those that the page has, of whomever. Keys that have none of
	// their own may get theirs from here, if it chains to a pinned root.
	Certificates []*x509.Certificate
	// Fits says more about the key that is wanted; nil: any that signs or, of Usage,
	// agrees. It is asked about keys with a certificate.
	Fits func(key.Candidate) bool
	// Usage is empty for a key to sign with, else [protocol.UsageAgree].
	Usage string
}

// Open has the person open a key and agree that the page sees whose it is and may ask
// for signatures by it. The caller closes what it gets.
func (d *Desk) Open(ctx context.Context, w Wanted) (Held, error) {
	var h *held
	o := &operation{purpose: toOpen(w.Usage).narrowed(w.Fits)}
	o.perform = o.withConsent(func(_ context.Context, c *card) (any, error) {
		h = o.hold(c)
		return nil, nil
	})
	_, err := d.have(ctx, protocol.ActionOpen, o, nil, w)
	if err != nil && h != nil {
		h.Close()
	}
	if err != nil {
		return nil, err
	}
	return h, nil
}

// named is w as an operation keeps it; nil: it names nothing.
func (w Wanted) named() *Wanted {
	if w.Carrier == "" && w.File == nil {
		return nil
	}
	w.File = bytes.Clone(w.File)
	return &w
}

// wantedOpening is what a keys call means that takes what the page wants; nil, it wants
// nothing.
func (o *operation) wantedOpening() *opening {
	switch w := o.wanted; {
	case w == nil:
		return nil
	case w.File != nil:
		file := protocol.File{Name: w.Name, Size: int64(len(w.File))}
		return &opening{ref: key.NewRef(fileScheme, rand.Text()), file: file, octets: w.File}
	default:
		return &opening{ref: w.Carrier}
	}
}

// shownWanted tells the window what the page wants; nil: nothing.
func (o *operation) shownWanted() *protocol.Wanted {
	switch w := o.wanted; {
	case w == nil:
		return nil
	case w.File != nil:
		return &protocol.Wanted{File: &protocol.WantedFile{Name: shownName(w.Name), Size: int64(len(w.File))}}
	default:
		return &protocol.Wanted{Token: o.board.names.name(w.Carrier)}
	}
}
