// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A generator is the place for new keys. It knows the PINs of those it made, so
// that they sign requests for their certificates.
type generator struct {
	*store
	ask key.Asker
}

// openBlank opens the place for new keys, if there is a TPM.
func (s *Source) openBlank(ctx context.Context, ask key.Asker) (key.Store, error) {
	if _, err := s.count(ctx); err != nil {
		return nil, err
	}
	return &generator{s.newStore(), ask}, nil
}

// makes are the kinds that every TPM for computers makes.
var makes = []key.Kind{key.ECDSAP256, key.RSA2048}

// Kinds are P-256, and RSA for whoever needs it.
func (*generator) Kinds() []key.Kind { return slices.Clone(makes) }

// errOrder is an order by an identifier of another length.
var errOrder = errors.New("tpm: an order needs an identifier")

// Generate asks for a PIN for the new key.
func (g *generator) Generate(ctx context.Context, order key.Order) (key.Key, error) {
	template, known := templates[order.Kind]
	if !known {
		return nil, key.ErrNoGenerator
	}
	id, ok := identify(order.ID)
	if !ok {
		return nil, errOrder
	}
	var made *tpmKey
	err := g.during(ctx, func(ctx context.Context) error {
		if g.source.folder.holds(id) {
			return key.ErrKeyExists
		}
		pin, err := g.source.askNewPIN(ctx, g.ask)
		if err != nil {
			return err
		}
		e := newEntry(id, order.Label)
		err = g.source.use(ctx, func(d *device) error {
			if err := d.fill(e, template, pin, nil); err != nil {
				return err
			}
			if g.source.folder.holds(id) {
				return key.ErrKeyExists
			}
			return g.source.folder.write(e, nil)
		})
		if err != nil {
			clear(pin)
			return err
		}
		made, err = g.hold(e, pin)
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// askNewPIN asks for a PIN that is made up, unless the TPM is in lockout: it would
// not look at that either.
func (s *Source) askNewPIN(ctx context.Context, ask key.Asker) ([]byte, error) {
	count, err := s.count(ctx)
	if err != nil {
		return nil, err
	}
	if count.locked {
		return nil, count.fail(key.ErrTPMLockout)
	}
	place := blankCarrier(count)
	return askPIN(ctx, ask, key.Question{Kind: key.AskNewPIN, Ref: place.Ref, Carrier: &place})
}

// Made asks for the PIN of a key that was not made through this store.
func (g *generator) Made(ctx context.Context, order []byte) (key.Key, error) {
	var made *tpmKey
	err := g.during(ctx, func(ctx context.Context) error {
		e, err := g.find(order)
		if err != nil {
			return err
		}
		if made = g.held(e.id); made != nil {
			return ctx.Err()
		}
		pin, err := g.source.unlock(ctx, e, g.ask, check)
		if err != nil {
			return err
		}
		made, err = g.hold(e, pin)
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// find finds the key of an order.
func (g *generator) find(order []byte) (*entry, error) {
	id, ok := identify(order)
	if !ok {
		return nil, key.ErrNoSuchKey
	}
	e, err := g.source.folder.read(id)
	if err == nil && e.sealed {
		return nil, key.ErrNoSuchKey
	}
	return e, err
}

// Keep keeps certificates in the entry.
func (g *generator) Keep(ctx context.Context, order []byte, certificates []*x509.Certificate) error {
	return g.alone(ctx, func() error {
		e, err := g.find(order)
		if err != nil {
			return err
		}
		if len(certificates) == 0 || !pki.SamePublicKey(certificates[0], e.public) {
			return key.ErrNoCertificate
		}
		e.certify(certificates)
		if err := g.source.folder.rewrite(e); err != nil {
			return err
		}
		if k := g.held(e.id); k != nil {
			k.certify(e.certificates)
		}
		return nil
	})
}

// Discard removes the entry of a key without certificates.
func (g *generator) Discard(ctx context.Context, order []byte) error {
	return g.alone(ctx, func() error {
		e, err := g.find(order)
		switch {
		case errors.Is(err, key.ErrNoSuchKey):
			return nil
		case err != nil:
			return err
		case len(e.certificates) > 0:
			return key.ErrKeyExists
		}
		if err := g.source.folder.remove(e.id); err != nil {
			return err
		}
		g.release(e.id)
		return nil
	})
}

// alone changes entries while nobody else does.
func (g *generator) alone(ctx context.Context, do func() error) error {
	return g.during(ctx, func(ctx context.Context) error { return g.source.alone(ctx, do) })
}
