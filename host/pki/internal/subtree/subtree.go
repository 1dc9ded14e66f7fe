// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package subtree decides which names an authority may certify: the name
// constraints of RFC 5280 section 4.2.1.10.
package subtree

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Reasons why a name is not accepted.
var (
	ErrNotPermitted = errors.New("in no permitted subtree")
	ErrExcluded     = errors.New("in an excluded subtree")
	ErrMalformed    = errors.New("malformed where its form is constrained")
	ErrUnsupported  = errors.New("of a form whose constraints are not processed")
	ErrTooMany      = errors.New("too many names for so many subtrees")
)

// ErrConstraints says that an extension is malformed, or limits the distance
// from a base, which RFC 5280 forbids.
var ErrConstraints = errors.New("malformed name constraints")

// maxComparisons bounds names times subtrees. A hostile certificate has room
// for thousands of each.
const maxComparisons = 1 << 14

// Constraints are the subtrees of one certificate's extension.
type Constraints struct {
	permitted, excluded []base
}

// Parse reads the extension. Directory names are decoded by dn.
func Parse(der []byte, dn Decoder) (*Constraints, error) {
	s := cryptobyte.String(der)
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, casn1.SEQUENCE) || !s.Empty() {
		return nil, ErrConstraints
	}
	var c Constraints
	for i, list := range []*[]base{&c.permitted, &c.excluded} {
		var subtrees cryptobyte.String
		var present bool
		if !seq.ReadOptionalASN1(&subtrees, &present, casn1.Tag(i).ContextSpecific().Constructed()) ||
			present && subtrees.Empty() {
			return nil, ErrConstraints
		}
		for !subtrees.Empty() {
			b, err := readSubtree(&subtrees, dn)
			if err != nil {
				return nil, err
			}
			*list = append(*list, b)
		}
	}
	if !seq.Empty() || len(c.permitted)+len(c.excluded) == 0 {
		return nil, ErrConstraints
	}
	return &c, nil
}

// readSubtree takes a GeneralSubtree, whose minimum must be zero and which must
// have no maximum.
func readSubtree(s *cryptobyte.String, dn Decoder) (base, error) {
	var subtree, minimum cryptobyte.String
	var present bool
	if !s.ReadASN1(&subtree, casn1.SEQUENCE) {
		return base{}, ErrConstraints
	}
	form, value, ok := readGeneralName(&subtree)
	if !ok || !subtree.ReadOptionalASN1(&minimum, &present, casn1.Tag(0).ContextSpecific()) ||
		present && string(minimum) != "\x00" || !subtree.Empty() {
		return base{}, ErrConstraints
	}
	return newBase(form, value, dn)
}

// Check applies the constraints to all names of a certificate: section 6.1.3
// (b) and (c). A form that no subtree speaks of is free.
func (c *Constraints) Check(names []Name) error {
	if len(names)*(len(c.permitted)+len(c.excluded)) > maxComparisons {
		return ErrTooMany
	}
	for _, n := range names {
		if err := c.check(n); err != nil {
			return fmt.Errorf("%s %w", n.form, err)
		}
	}
	return nil
}

func (c *Constraints) check(n Name) error {
	permitted, excluded := about(c.permitted, n.form), about(c.excluded, n.form)
	switch {
	case len(permitted)+len(excluded) == 0:
		return nil
	case !n.form.processed():
		return ErrUnsupported
	case n.malformed:
		return ErrMalformed
	case len(permitted) > 0 && !slices.ContainsFunc(permitted, func(b base) bool { return b.holds(n) }):
		return ErrNotPermitted
	case slices.ContainsFunc(excluded, func(b base) bool { return b.touches(n) }):
		return ErrExcluded
	}
	return nil
}

func about(bases []base, form Form) []base {
	var some []base
	for _, b := range bases {
		if b.form == form {
			some = append(some, b)
		}
	}
	return some
}
