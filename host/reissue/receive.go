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

// receive takes the certificate that was issued, if it is here: from the person,
// or from the authority.
func (r *run) receive(ctx context.Context) error {
	brought := r.hands.Certificates[:min(len(r.hands.Certificates), maxOffered)]
	switch {
	case len(brought) > 0:
	case r.journal.Transaction != nil:
		return r.ask(ctx, r.journal.Transaction)
	default:
		return nil
	}
	chain, err := r.choose(ctx, brought)
	if err == nil {
		return r.issued(chain)
	}
	if i := slices.IndexFunc(brought, r.isNew); i >= 0 {
		if aside := r.putAside(brought[i], err); aside != nil {
			return aside
		}
	}
	return err
}

func (r *run) isNew(c *x509.Certificate) bool {
	return pki.SamePublicKey(c, r.journal.Public.PublicKey)
}

// choose finds a certificate of the new key among those offered, and answers it
// with those above it.
func (r *run) choose(ctx context.Context, offered []*x509.Certificate) ([]*x509.Certificate, error) {
	claims := slices.DeleteFunc(slices.Clone(offered), func(c *x509.Certificate) bool { return !r.isNew(c) })
	failure := ErrOtherKey
	for _, claim := range claims[:min(len(claims), maxClaims)] {
		chain, err := r.judge(ctx, claim, offered)
		if err == nil {
			return chain, nil
		}
		failure = err
	}
	return nil, failure
}

// issued takes a certificate. That of a transaction is confirmed later.
func (r *run) issued(chain []*x509.Certificate) error {
	next := r.next(Issued)
	next.Issued = certificates(chain[:min(len(chain), maxAbove)])
	if t := next.Transaction; t != nil && (t.Certificate == nil || !t.Certificate.Equal(chain[0])) {
		next.Transaction = nil
	}
	return r.enter(next, "new", serial(chain[0]))
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
		answers, errs := r.status().CheckAll(ctx, []status.Question{{Certificate: cert, Issuer: chain[1]}})
		if errs[0] == nil && answers[0].Revoked {
			return nil, &cades.RevokedError{Certificate: cert, Revocation: answers[0].Revocation}
		}
	}
	return chain, nil
}

// putAside keeps a certificate that is not taken for whoever asks why.
func (r *run) putAside(cert *x509.Certificate, why error) error {
	if err := r.note("refused", "new", serial(cert), "reason", reason(why)); err != nil {
		return err
	}
	return r.folder.write(refusedName, cert.Raw)
}
