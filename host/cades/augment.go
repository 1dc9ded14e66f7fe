// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// Statuses answers whether certificates are revoked: a *[status.Source] does.
// A long-term signature wants answers of a time after it: a source that keeps
// none, or none for long, is the better one here.
type Statuses interface {
	CheckAll(context.Context, []status.Question) ([]status.Answer, []error)
}

// An Augmenter brings signatures to higher levels.
type Augmenter struct {
	TSA Stamper
	// Status is needed from level B-LT on. At B-T it may be nil: then a
	// signer's certificate that is revoked goes unnoticed.
	Status Statuses
	// Trust holds the pinned roots.
	Trust *pki.Trust
	// Certificates may be of issuers, of time-stamping authorities and of
	// signers, where messages lack theirs. No one trusts them for that.
	Certificates []*x509.Certificate
	Now          func() time.Time
	Profile      Profile
}

var (
	// ErrLevel says that a level is none of the four of the baseline.
	ErrLevel = errors.New("cades: no such level to bring a signature to")
	// ErrNoSigner says that the certificate of a signer is not at hand, or that
	// there is no such signature.
	ErrNoSigner = errors.New("cades: certificate of the signer not found")
	// ErrBroken says that a signature does not hold, or not over this content:
	// nothing is made of it.
	ErrBroken = errors.New("cades: the signature does not hold")
	// ErrRevoked is what a [RevokedError] is.
	ErrRevoked = errors.New("cades: certificate is revoked")
)

// A RevokedError says that a certificate behind a signature was revoked before
// the signature was proven to exist.
type RevokedError struct {
	Certificate *x509.Certificate
	Revocation  crl.Revocation
}

func (e *RevokedError) Error() string {
	return fmt.Sprintf("%v since %s", ErrRevoked, e.Revocation.Time.UTC().Format(time.RFC3339))
}

func (e *RevokedError) Unwrap() error { return ErrRevoked }

// A StatusError says that it could not be learned whether a certificate behind
// a signature is revoked.
type StatusError struct {
	Certificate *x509.Certificate
	Err         error
}

func (e *StatusError) Error() string { return "cades: status of a certificate: " + e.Err.Error() }

func (e *StatusError) Unwrap() error { return e.Err }

// Augment brings all signatures of a message to a level; those that have it, or
// a higher one, stay as they are. What a signature has counts only if it holds:
// beside the time-stamp of another signature a right one is put. Only B-LTA asked for again adds something: an
// archive time-stamp that renews the one before.
//
// content gives the digest of the content by a hash: that of each signature and
// its [StampHash]. It may be nil up to level B-LT for a content that the caller
// answers for: then only the signature values are looked at.
//
// On an error the message is as it was. It is a *[TimeStampError] when no
// time-stamp could be had, a *[StatusError] or *[RevokedError], ErrBroken,
// ErrNoSigner, ErrLevel, [ErrSealed], of [pki.Trust.Validate] for a certificate that leads
// to no root, [cms.ErrTooLarge], or the caller's own context's. Who wants to fall back to the
// highest level that can be had goes up level by level.
func (a *Augmenter) Augment(ctx context.Context, sd *cms.SignedData, content func(*pki.Hash) ([]byte, error), to Level) error {
	every := make([]int, len(sd.SignerInfos))
	for i := range every {
		every[i] = i
	}
	return a.augment(ctx, sd, every, content, to)
}

// AugmentSigner is [Augmenter.Augment] for one signature, by its place.
func (a *Augmenter) AugmentSigner(ctx context.Context, sd *cms.SignedData, signer int, content func(*pki.Hash) ([]byte, error), to Level) error {
	return a.augment(ctx, sd, []int{signer}, content, to)
}

// steps lead to each level. The status is asked last: providers have one host
// for all, and one that just failed is left alone for a while.
var steps = map[Level][]func(*signature, context.Context) error{
	LevelBB:   {},
	LevelBT:   {(*signature).addTimeStamp, (*signature).refuseRevoked},
	LevelBLT:  {(*signature).addTimeStamp, (*signature).addEvidence},
	LevelBLTA: {(*signature).addTimeStamp, (*signature).addEvidence, (*signature).addArchiveTimeStamp},
}

func (a *Augmenter) augment(ctx context.Context, sd *cms.SignedData, signers []int, content func(*pki.Hash) ([]byte, error), to Level) error {
	way, ok := steps[to]
	if !ok {
		return ErrLevel
	}
	if len(signers) == 0 {
		return ErrNoSigner
	}
	if to != LevelBB && sealed(sd) {
		return ErrSealed
	}
	d := a.draft(sd, content)
	signatures, err := d.signatures(ctx, signers)
	if err != nil {
		return err
	}
	// Step by step for all, so that archive time-stamps are over the evidence
	// of every signature.
	for _, step := range way {
		for _, s := range signatures {
			if ctx.Err() != nil {
				return fmt.Errorf("cades: %w", context.Cause(ctx))
			}
			if err := step(s, ctx); err != nil {
				return err
			}
		}
	}
	return replace(sd, d.message)
}
