// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"crypto/x509"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// Limits on certificates that are brought in.
const (
	maxOffered = 256 // that are looked at
	maxClaims  = 8   // for the new key: to prove one takes several signatures
)

// maxSkew is how far behind an authority's our clock may be.
const maxSkew = 5 * time.Minute

// send hands the request over.
func (r *run) send(context.Context) error { return r.enter(r.next(Waiting), "road", string(Files)) }

// receive takes the certificate that was issued, if it is here.
func (r *run) receive(ctx context.Context) error {
	if len(r.hands.Certificates) == 0 {
		return nil
	}
	return r.accept(ctx, r.hands.Certificates)
}

// accept takes a certificate of the new key from among those offered. One that is
// for the key and not good otherwise is kept aside, for whoever asks why.
func (r *run) accept(ctx context.Context, offered []*x509.Certificate) error {
	offered = offered[:min(len(offered), maxOffered)]
	claims := slices.DeleteFunc(slices.Clone(offered), func(c *x509.Certificate) bool {
		return !pki.SamePublicKey(c, r.journal.Public.PublicKey)
	})
	failure := ErrOtherKey
	for _, claim := range claims[:min(len(claims), maxClaims)] {
		chain, err := r.judge(ctx, claim, offered)
		if err == nil {
			next := r.next(Issued)
			next.Issued = certificates(chain[:min(len(chain), maxAbove)])
			return r.enter(next, "new", serial(claim))
		}
		failure = err
	}
	if len(claims) > 0 {
		return r.refuse(claims[:1], failure)
	}
	return failure
}

// judge tells whether a certificate of the new key is one to keep, and answers
// its chain. That nobody knows its status yet is no fault of one so new.
func (r *run) judge(ctx context.Context, cert *x509.Certificate, others []*x509.Certificate) ([]*x509.Certificate, error) {
	at := r.Now()
	if early := cert.NotBefore.Sub(at); 0 < early && early <= maxSkew {
		at = cert.NotBefore
	}
	chain, err := r.chain(cert, others, at)
	if err != nil {
		return nil, err
	}
	if !sameOwner(r.journal.Old.Certificate, cert) {
		return nil, ErrOtherOwner
	}
	if len(chain) > 1 {
		answers, errs := r.Witness.Status().CheckAll(ctx, []status.Question{{Certificate: cert, Issuer: chain[1]}})
		if errs[0] == nil && answers[0].Revoked {
			return nil, &cades.RevokedError{Certificate: cert, Revocation: answers[0].Revocation}
		}
	}
	return chain, nil
}

// refuse keeps certificates aside and answers why.
func (r *run) refuse(certs []*x509.Certificate, why error) error {
	if err := r.note("refused", "new", serial(certs[0]), "reason", reason(why)); err != nil {
		return err
	}
	bundle, err := pki.MarshalCertificates(certs)
	if err == nil {
		err = r.folder.write(refusedName, bundle)
	}
	if err != nil {
		return err
	}
	return why
}
