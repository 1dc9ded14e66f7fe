// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// A Paper is one document of a dialect's page. Whoever orders does not change the
// octets before the order is done.
type Paper struct {
	// Name and Type, a media type, are what the page calls it, and may be empty: the
	// window makes them safe to show.
	Name, Type string
	// Content is the document; nil: it is unseen, and the page gave Value, its digest by
	// Hash. Size is how long the document is, if it passed through; 0: nobody knows.
	Content []byte
	Hash    *pki.Hash
	Value   []byte
	Size    int64
}

// Form is what a signature looks like.
type Form int

// The forms. All but Raw are told of in package cades, asic and pades; papers of all
// but Detached and Raw have content.
const (
	Detached Form = iota // a CMS message of each paper
	Attached             // with the paper inside
	ASiCS                // a container with one paper
	ASiCE                // a container with all papers
	PDF                  // in each PDF itself
	// Raw is the answer of the key over the digest of each paper, as [key.Result].Raw
	// has it: r‖s little-endian for DSTU 4145, DER for ECDSA, PKCS #1 v1.5 for RSA. No key
	// that answers with a CMS of its own fits.
	Raw
)

// SignOrder is what a page wants signed.
type SignOrder struct {
	// Papers are 1 to [protocol.MaxDocuments]. Unseen ones have one hash, and the key
	// must sign with it: else [protocol.Unsupported].
	Papers []Paper
	Form   Form
	Level  cades.Level // empty: B-B
	Hash   *pki.Hash   // used if the key can; nil: the key decides
	// Previous is a CMS message over the one paper that gets one more signature, and
	// whose form it keeps; nil: none. Form is Detached or Attached. A paper without content
	// is the content of Previous, if that is inside.
	Previous []byte
	// WithoutCertificate leaves the signer's certificate out of CMS messages.
	WithoutCertificate bool
	// ContentTimeStamp wants a time-stamp of the content in the signature, whatever the
	// level. Where no service answers there is none, and where the key makes its own CMS.
	ContentTimeStamp bool
	// Login says that this signs the person in to this very page. Such a one is either
	// Attached, over the signer's tax number alone, and by a page that is let
	// ([Desk.TaxCabinet]), or Raw, over a statement that names the page's origin. The
	// latter is no matter of [Desk.Hashes].
	Login bool
	// Wanted is which key, where the order has no Held. Its Usage is of no account.
	Wanted Wanted
	// Compose, of a Login, makes what to sign once the person agreed, where that depends
	// on their key; then Papers and Hash are empty. nil: they are not.
	Compose func(key.Candidate) (*pki.Hash, []Paper)
}

// Sign has papers signed by one consent, with h or, if that is nil, with a key that the
// person chooses now. The results are in the order of the papers; a container is one
// result.
//
// What would sign the person in somewhere else is [protocol.IdentityContent], and
// papers that cannot be shown are [protocol.Forbidden] without [Desk.Hashes], as is
// all that is Raw.
func (d *Desk) Sign(ctx context.Context, h *Held, o SignOrder) ([][]byte, error) {
	return nil, protocol.Fail(protocol.Unsupported)
}
