// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"cmp"
	"context"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// Form is what a signature looks like.
type Form int

// The forms. Packages cades, asic and pades tell of all but Raw. Papers have content,
// unless the form is Detached or Raw.
const (
	Detached Form = iota // a CMS message of each paper
	Attached             // with the paper inside
	ASiCS                // a container with one paper
	ASiCE                // a container with all papers
	PDF                  // in each PDF itself
	// Raw is the answer of the key over the digest of each paper, as [key.Result].Raw
	// has it: r‖s little-endian for DSTU 4145, DER for ECDSA, PKCS #1 v1.5 for RSA.
	Raw
)

// SignOrder is what a page wants signed.
type SignOrder struct {
	// Papers are 1 to [protocol.MaxDocuments]. Unseen ones have one hash, and the key
	// must sign with it: else [protocol.Unsupported]. In a container names are those of
	// its entries.
	Papers []Paper
	Form   Form
	Level  cades.Level // empty: B-B
	Hash   *pki.Hash   // used if the key can; nil: the key decides
	// Previous is a CMS message over the one paper that gets one more signature, and
	// whose form it keeps; nil: none. Form is Detached or Attached. Where the content is
	// inside, the paper may be without.
	Previous []byte
	// WithoutCertificate leaves the signer's certificate out of CMS messages.
	WithoutCertificate bool
	// ContentTimeStamp wants a time-stamp of the content in CMS messages, whatever the
	// level. Where no service answers there is none, and where the key makes its own CMS.
	ContentTimeStamp bool
	// Login says that this signs the person in to this very page. Such a one is either
	// Attached, over the signer's tax number alone, and by a page that is let
	// ([Desk.TaxCabinet]), or Raw, over a statement that Compose makes and that names the
	// page's origin. The latter is no matter of [Desk.Hashes].
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
// What would sign the person in somewhere else is [protocol.IdentityContent], and so is
// a structure in DER or BER that the bare key would sign; papers that cannot be shown are
// [protocol.Forbidden] without [Desk.Hashes], as is all that is Raw. A key that answers
// with a CMS of its own fits neither Raw nor PDF.
//
// BEWARE: what is unseen may be anything, above all where it is Raw: the digest of signed
// attributes (RFC 5652, 5.4) makes a signature of any document, and any sign-in.
func (d *Desk) Sign(ctx context.Context, h Held, order SignOrder) ([][]byte, error) {
	if err := d.check(&order); err != nil {
		return nil, err
	}
	m, err := order.maker()
	if err != nil {
		return nil, err
	}
	p := toSign
	if order.Form == Raw || order.Form == PDF {
		p = toSignBare
	}
	action := protocol.MethodSign
	o := &operation{purpose: p, hash: order.Hash, documents: documents(order.Papers)}
	if h == nil {
		o.purpose = p.narrowed(order.Wanted.Fits)
	}
	if order.Login {
		action = protocol.MethodLogin
		if order.Form == Attached {
			o.profile = protocol.ProfileTaxCabinet
		}
	}
	o.perform = o.withConsent(func(ctx context.Context, c *card) (any, error) {
		return m.make(order.lift(ctx, o, c))
	})
	results, err := d.have(ctx, action, o, h, order.Wanted)
	if err != nil {
		return nil, err
	}
	return results.([][]byte), nil
}

// lift brings signatures to the level that is ordered.
func (o *SignOrder) lift(ctx context.Context, of *operation, c *card) *lift {
	l := of.newLift(ctx, c, cmp.Or(o.Level, cades.LevelBB))
	l.stamped = o.ContentTimeStamp && o.Form != PDF
	if o.WithoutCertificate {
		l.augmenter.Certificates = append(slices.Clip(l.augmenter.Certificates), c.Certificate)
	}
	return l
}

// A maker makes what a form has of the documents, after the consent.
type maker interface {
	make(l *lift) ([][]byte, error)
}

func (o *SignOrder) maker() (maker, error) {
	switch o.Form {
	case ASiCS, ASiCE:
		return newBinder(o)
	case PDF:
		return pdfs{}, nil
	case Raw:
		return bare{o.Compose}, nil
	}
	if o.Previous != nil {
		return newCosigner(o)
	}
	return messages{cades.Signer{Detached: o.Form == Detached, OmitCertificate: o.WithoutCertificate}}, nil
}

// check is an error where an order cannot be done for this page.
func (d *Desk) check(o *SignOrder) error {
	fit := len(o.Papers) > 0 && len(o.Papers) <= protocol.MaxDocuments && o.Form >= Detached && o.Form <= Raw
	if o.Compose != nil {
		fit = o.Login && len(o.Papers) == 0 && o.Hash == nil && o.Form == Raw
	}
	one := len(o.Papers) == 1
	switch {
	case !fit,
		o.Form == ASiCS && !one,
		o.Previous != nil && (!one || o.Form != Detached && o.Form != Attached):
		return protocol.Fail(protocol.InvalidParams)
	case !slices.Contains(levels, cmp.Or(o.Level, cades.LevelBB)), o.Form == Raw && cmp.Or(o.Level, cades.LevelBB) != cades.LevelBB:
		return errUnsupported
	case o.Login && o.Compose == nil && (o.Form != Attached || !one || o.Previous != nil || !d.TaxCabinet()):
		return protocol.Fail(protocol.IdentityContent)
	case o.Form == Raw && o.Compose == nil && !d.Hashes():
		return protocol.Fail(protocol.Forbidden)
	}
	if err := o.contentOfPrevious(); err != nil {
		return err
	}
	return d.checkPapers(o)
}

// checkPapers looks at each paper, and at what those that are unseen need.
func (d *Desk) checkPapers(o *SignOrder) error {
	for i := range o.Papers {
		p := &o.Papers[i]
		switch {
		case !p.fit():
			return protocol.Fail(protocol.InvalidParams)
		case o.Form == Raw && isStructure(p.Content):
			return protocol.Fail(protocol.IdentityContent)
		case !p.unseen():
			continue
		case !d.Hashes():
			return protocol.Fail(protocol.Forbidden)
		case o.Form != Detached && o.Form != Raw, o.Hash != nil && o.Hash != p.Hash:
			return protocol.Fail(protocol.InvalidParams)
		case o.Level == cades.LevelBLTA: // whose time-stamp is over another hash
			return errUnsupported
		}
		o.Hash = p.Hash
	}
	return nil
}
