// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package status

import (
	"crypto/x509"
	"time"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
)

// An Answer is what is known of a certificate, with what proves it.
type Answer struct {
	Revoked    bool
	Revocation crl.Revocation // when Revoked
	// ThisUpdate is when that was known, and NextUpdate when more will be; zero
	// when nothing is said.
	ThisUpdate, NextUpdate time.Time

	// Response is the evidence of a responder, whose certificate Responder is.
	Response  *ocsp.Response
	Responder *x509.Certificate
	// Lists are the evidence instead, when Response is nil.
	Lists crl.Set
	// Kept says that the evidence was on the disk and nobody was asked.
	Kept bool
}

// FromResponse judges a response as evidence about a certificate at a time. The
// responder is looked for in the response and among those supplied.
func FromResponse(r *ocsp.Response, cert, issuer *x509.Certificate, supplied []*x509.Certificate, f crl.Freshness, at time.Time) (Answer, error) {
	responder, err := r.Verify(issuer, supplied)
	if err != nil {
		return Answer{}, err
	}
	single, err := r.For(cert, issuer)
	if err != nil {
		return Answer{}, err
	}
	if err := f.Check(single.ThisUpdate, single.NextUpdate, at); err != nil {
		return Answer{}, err
	}
	if single.Status == ocsp.Unknown {
		return Answer{}, ErrUnknown
	}
	return Answer{
		Revoked: single.Status == ocsp.Revoked, Revocation: single.Revocation,
		ThisUpdate: single.ThisUpdate, NextUpdate: single.NextUpdate, Response: r, Responder: responder,
	}, nil
}

// FromLists judges lists as evidence about a certificate at a time. With a
// delta the complete list may be older than f allows, within its nextUpdate.
func FromLists(lists crl.Set, cert, issuer *x509.Certificate, f crl.Freshness, at time.Time) (Answer, error) {
	if err := lists.Complete.Verify(issuer); err != nil {
		return Answer{}, err
	}
	if lists.Delta != nil {
		if err := lists.Delta.Verify(issuer); err != nil {
			return Answer{}, err
		}
	}
	return fromVerified(lists, cert, f, at)
}

// fromVerified is [FromLists] when the signatures are known to be right.
func fromVerified(lists crl.Set, cert *x509.Certificate, f crl.Freshness, at time.Time) (Answer, error) {
	newest := lists.Newest()
	if err := f.Check(newest.ThisUpdate, newest.NextUpdate, at); err != nil {
		return Answer{}, err
	}
	if err := (crl.Freshness{Skew: f.Skew}).Check(lists.Complete.ThisUpdate, lists.Complete.NextUpdate, at); err != nil {
		return Answer{}, err
	}
	revocation, revoked, err := lists.Lookup(cert)
	if err != nil {
		return Answer{}, err
	}
	return Answer{
		Revoked: revoked, Revocation: revocation, ThisUpdate: newest.ThisUpdate, NextUpdate: newest.NextUpdate, Lists: lists,
	}, nil
}
