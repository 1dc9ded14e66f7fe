// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// Old is the key that a person has, and its certificate.
type Old struct {
	Key         key.Key
	Certificate *x509.Certificate
	Others      []*x509.Certificate // to find its chain by
	// Agreement says that beside it there is a key for key agreement, which this
	// package does not re-issue.
	Agreement bool
}

// A Plan is what is to be done, or was begun.
type Plan struct {
	ID        string // in hexadecimal, of the new key too: [key.Order]
	State     State
	Began     time.Time
	Old       *x509.Certificate
	Onto      Place
	Kind      key.Kind
	Label     string // what the new key will be called on the carrier; the caller's to change before the first run
	Road      Road
	Authority string // the issuer's name, fit to show
	Cautions  []Caution
	New       *x509.Certificate // from Issued on
	// NeedsOldKey says that a run without certificates to bring needs
	// [Hands].Old.
	NeedsOldKey bool

	journal *journal
}

// A Place is the carrier that a new key is made on, as it showed itself when
// that was planned.
type Place struct {
	Ref   key.Ref  `json:"ref"`
	Names []string `json:"names,omitempty"` // [key.Carrier.DisplayNames]
	Form  key.Form `json:"form"`
}

// DisplayNames are what a person can tell the carrier by, fit to show, whoever
// wrote them down.
func (p Place) DisplayNames() []string {
	names := make([]string, len(p.Names))
	for i, name := range p.Names {
		names[i] = pki.DisplayText(name)
	}
	return names
}

// Owner is whose certificate is re-issued.
func (p *Plan) Owner() pki.Person { return pki.Subject(p.Old) }

// Plan looks whether a key can be re-issued onto a carrier, and makes and writes
// nothing. An empty kind is the first of the carrier's. Errors are
//
//   - [ErrNoFolder],
//   - [key.ErrNoGenerator] for a carrier that makes no such key,
//   - [key.ErrNoCertificate], [key.ErrNoSigningKey] and [ErrOldKey] for one that
//     is not the key's, or not for signing,
//   - those of [pki.Trust.Validate]: *[pki.ValidityError], [pki.ErrNoChain] …,
//   - a *[cades.RevokedError] if it is revoked, or one above it,
//   - a *[cades.StatusError] if nobody says that it is not.
func (o *Office) Plan(ctx context.Context, old Old, onto key.Carrier, kind key.Kind) (*Plan, error) {
	if o.Folder == "" {
		return nil, ErrNoFolder
	}
	if kind == "" && len(onto.Makes) > 0 {
		kind = onto.Makes[0]
	}
	if !slices.Contains(onto.Makes, kind) {
		return nil, key.ErrNoGenerator
	}
	if err := old.check(); err != nil {
		return nil, err
	}
	chain, err := o.inForce(ctx, old.Certificate, old.Others)
	if err != nil {
		return nil, err
	}
	id := make([]byte, key.IDSize)
	_, _ = rand.Read(id)
	now := o.Now().UTC().Truncate(time.Second)
	j := &journal{
		Version: version, ID: hex.EncodeToString(id), State: Planned, Began: now, Changed: now,
		Old: certificate{old.Certificate}, Above: certificates(chain[1:min(len(chain), maxAbove)]),
		Onto: Place{onto.Ref, onto.DisplayNames(), onto.Form}, Kind: kind, Label: "Pidpys " + now.Format(time.DateOnly),
		Road: o.road(chain), Cautions: o.cautions(old, onto, kind),
	}
	return j.plan(), nil
}

// check tells whether key and certificate belong together and sign.
func (o Old) check() error {
	switch {
	case o.Certificate == nil:
		return key.ErrNoCertificate
	case !pki.SamePublicKey(o.Certificate, o.Key.Public()):
		return ErrOldKey
	case !pki.CanSign(o.Certificate):
		return key.ErrNoSigningKey
	}
	return nil
}
