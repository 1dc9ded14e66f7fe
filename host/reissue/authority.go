// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"crypto"
	"crypto/x509"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// An AuthorityError is what went wrong in the talk with an authority: the
// network's error, one of package cmp, as a *[cmp.RejectedError], or
// [ErrNoAddress].
type AuthorityError struct {
	Authority string // its name, fit to show
	Err       error
}

func (e *AuthorityError) Error() string { return fmt.Sprintf("reissue: authority: %v", e.Err) }

func (e *AuthorityError) Unwrap() error { return e.Err }

// client speaks with the authority in the name of the old certificate, which may
// have ended meanwhile: what was asked for while it was good is answered after.
func (r *run) client(ctx context.Context) (*cmp.Client, error) {
	if r.hands.Old == nil {
		return nil, ErrOldKeyNeeded
	}
	old, above := r.journal.Old.Certificate, unwrap(r.journal.Above)
	chain, err := r.trust(above).ChainInTime(old, nil, r.Now())
	if err != nil {
		return nil, err
	}
	url, ok := r.address(chain)
	if !ok {
		return nil, r.blame(ctx, ErrNoAddress)
	}
	return &cmp.Client{
		URL: url, Network: r.Network, Now: r.Now,
		Signer: r.signer(ctx, r.hands.Old), Certificate: old, Chain: belowRoot(above),
		Trust: cmp.ServerOf(chain[1], r.trust(above), r.Now),
	}, nil
}

// trust finds chains by certificates that came along, too.
func (o *Office) trust(others []*x509.Certificate) *pki.Trust {
	return o.Trust().With(append(others[:len(others):len(others)], o.Witness.Known()...))
}

// address is where the authority of a chain re-issues by CMP.
func (o *Office) address(chain []*x509.Certificate) (url string, ok bool) {
	if o.Enrol == nil || len(chain) < 2 {
		return "", false
	}
	return o.Enrol(chain[1])
}

// blame tells the authority's faults from those of the keys and from a person who
// went away.
func (r *run) blame(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case r.unsigned != nil:
		return r.unsigned
	}
	return &AuthorityError{pki.Issuer(r.journal.Old.Certificate).DisplayName(), err}
}

// signer signs what goes to the authority.
func (r *run) signer(ctx context.Context, k key.Key) crypto.Signer {
	return noting{key.Signer(ctx, k), &r.unsigned}
}

// noting notes why its signer did not sign.
type noting struct {
	crypto.Signer
	failure *error
}

func (n noting) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	signature, err := n.Signer.Sign(random, digest, opts)
	if err != nil {
		*n.failure = err
	}
	return signature, err
}
