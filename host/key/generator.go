// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"context"
	"crypto/x509"
)

// A Generator is a [Store] in which new keys are made that never leave it. Its
// methods may ask through the [Asker] that it was opened with.
//
// A key is named here by an identifier that whoever orders it makes up
// beforehand and writes down, so that a key is found again by one who was
// interrupted before they heard of it.
type Generator interface {
	Store

	// Kinds are those that it makes, the best for a Ukrainian's purposes first:
	// DSTU 4145 where it is offered. Of none Generate answers [ErrNoGenerator].
	Kinds() []Kind

	// Generate makes a key that cannot be read out. An identifier that is in use
	// already is [ErrKeyExists].
	Generate(ctx context.Context, order Order) (Key, error)

	// Made finds the key of an order, or answers [ErrNoSuchKey].
	Made(ctx context.Context, id []byte) (Key, error)

	// Keep puts certificates beside the key of an order, its own first, and those
	// above it where there is room. What is there already is no error. One of
	// another key is refused.
	Keep(ctx context.Context, id []byte, certificates []*x509.Certificate) error

	// Discard destroys the key of an order that has no certificate; one that has
	// is [ErrKeyExists]. Without such a key nothing is done.
	Discard(ctx context.Context, id []byte) error
}

// A GeneratorSource is a [Source] that opens a place otherwise for whoever is
// going to make keys in it: a session that signs need not be able to change a
// token, and on some may not.
type GeneratorSource interface {
	Source

	// OpenGenerator is Open for that. A store of Open that is a [Generator] makes
	// keys as well, and may ask for its secret once more before the first.
	OpenGenerator(ctx context.Context, ref Ref, ask Asker) (Generator, error)
}

// OpenGenerator opens the place that ref names in order to make keys there, if its
// source makes no difference by Open. A place for none is [ErrNoGenerator].
func OpenGenerator(ctx context.Context, source Source, ref Ref, ask Asker) (Generator, error) {
	if s, ok := source.(GeneratorSource); ok {
		return s.OpenGenerator(ctx, ref, ask)
	}
	store, err := source.Open(ctx, ref, ask)
	if err != nil {
		return nil, err
	}
	g, ok := store.(Generator)
	if !ok {
		_ = store.Close()
		return nil, ErrNoGenerator
	}
	return g, nil
}

// Lent is a generator that whoever opened it closes: Close does nothing.
func Lent(g Generator) Generator { return lent{g} }

type lent struct{ Generator }

func (lent) Close() error { return nil }

// An Order is for a new key.
type Order struct {
	Kind  Kind
	ID    []byte // IDSize octets, chosen at random
	Label string // what the key is called on the carrier; at most 32 octets are kept by some
}

// IDSize is the length of an Order's identifier, in octets: as long as SHA-1's,
// which vendors use for CKA_ID.
const IDSize = 20

// Kind is what a new key is.
type Kind string

// The kinds.
const (
	DSTU4145M257 Kind = "dstu4145" // DSTU 4145-2002 on the curve M257 PB, 1.2.804.2.1.1.1.1.3.1.1.2.6
	ECDSAP256    Kind = "ecdsa"    // FIPS 186-5, P-256
	RSA2048      Kind = "rsa"      // 2048 bits, exponent 65537
)

// Kinds are all, the best for a Ukrainian's purposes first.
func Kinds() []Kind { return []Kind{DSTU4145M257, ECDSAP256, RSA2048} }
