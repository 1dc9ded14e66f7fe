// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"context"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

// A Stamper has a digest by h stamped by some time-stamping authority, and
// answers for the token: that it is of this digest and request, signed by an
// authority below a trusted root. A [tsp.Client] with an address does.
type Stamper interface {
	Stamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error)
}

// A TimeStampError says that no time-stamp could be had. What it was for is as
// it was: a signature may still be used at the level it has.
type TimeStampError struct{ Err error }

func (e *TimeStampError) Error() string { return "cades: no time-stamp: " + e.Err.Error() }

func (e *TimeStampError) Unwrap() error { return e.Err }

// errNoStamper is what a TimeStampError holds when nobody can be asked.
var errNoStamper = errors.New("no time-stamping authority")

// StampHash is what the time-stamps of a signature by a hash are made with, and
// what [Augmenter.Augment] wants the content by besides for B-LTA. It is nearly
// always the same: but a token names no table for GOST 34.311, so the usual one
// is meant, and what SHA-1 protects is protected anew with SHA-256.
func StampHash(h *pki.Hash) *pki.Hash {
	switch h {
	case pki.GOST34311Example:
		return pki.GOST34311
	case pki.SHA1:
		return pki.SHA256
	}
	return h
}

// stamp has a digest stamped. The error is a *[TimeStampError], or the caller's
// own context's.
func (a *Augmenter) stamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	if a.TSA == nil {
		return nil, &TimeStampError{errNoStamper}
	}
	token, err := a.TSA.Stamp(ctx, h, digest)
	if err == nil {
		err = token.Stamps(func(by *pki.Hash) []byte {
			if by == h {
				return digest
			}
			return nil
		})
	}
	switch {
	case err == nil:
		return token, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("cades: %w", context.Cause(ctx))
	}
	return nil, &TimeStampError{err}
}

// ContentTimeStamp has the digest of a content stamped, for
// [Signer.ContentTimeStamp]. Digest and hash are those that
// [Signer.Prepare] is given. The error is a *[TimeStampError], or the caller's
// own context's.
func (a *Augmenter) ContentTimeStamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error) {
	return a.stamp(ctx, h, digest)
}

// addTimeStamp brings a signature to level B-T, if it has no time-stamp that
// holds: ETSI EN 319 122-1 section 5.3.
func (s *signature) addTimeStamp(ctx context.Context) error {
	if held, _ := s.signatureStamps(); len(held) > 0 {
		return nil
	}
	h := StampHash(s.hash)
	token, err := s.stamp(ctx, h, h.Sum(s.info.Signature))
	if err != nil {
		return err
	}
	s.info.UnsignedAttrs = s.info.UnsignedAttrs.With(cms.NewAttribute(cms.OIDSignatureTimeStamp, token.Raw))
	return nil
}
