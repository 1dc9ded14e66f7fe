// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"

	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/protocol"
)

// find gets certificates for the keys that are open, which stay open. It takes
// the place of an earlier find. In vain, all is as it was.
func (o *operation) find(r *protocol.Request) error {
	var params protocol.Find
	if err := r.Params(&params); err != nil {
		return err
	}
	if !o.choosing() || !validFind(params) || params.Authority != nil && !o.isAuthority(*params.Authority) {
		return protocol.Fail(protocol.InvalidParams)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.attempt == nil || o.attempt.ring == nil {
		return protocol.Fail(protocol.InvalidParams)
	}
	a := o.following()
	return o.take(r, a, func(earlier *attempt) (any, error) {
		if err := o.certify(a, params); err != nil {
			a.inherit(earlier)
			return nil, err
		}
		o.lay(a)
		return a.answer(), nil
	})
}

// certify does the work of a find call.
func (o *operation) certify(a *attempt, params protocol.Find) error {
	if params.Certificates != nil {
		added, err := o.readCertificates(a.ctx, params.Certificates)
		if err == nil && !a.ring.add(added) {
			err = protocol.Fail(protocol.CertificateMismatch)
		}
		return err
	}
	lacking := a.ring.lacking(o.Now())
	if len(lacking) == 0 {
		return protocol.Fail(protocol.InvalidParams)
	}
	if params.Authority != nil {
		return o.askAuthority(a.ctx, a.ring, *params.Authority, lacking)
	}
	return o.askEveryone(a.ctx, a.ring, lacking)
}

// askAuthority gives keys the certificates that one authority has for them.
func (o *operation) askAuthority(ctx context.Context, ring *keyring, authority string, keys []lookup.Key) error {
	o.showAsking(1, 0)
	found, err := o.Finder.Ask(ctx, authority, keys...)
	err = taken(ctx, ring, found, err)
	switch code := AsError(err).Code; code {
	case protocol.CertificateNotFound, protocol.AuthorityWithoutLookup:
		return &protocol.Error{Code: code, Params: &protocol.Params{Authority: authority}}
	}
	return err
}

// askEveryone is askAuthority of all that have a look-up.
func (o *operation) askEveryone(ctx context.Context, ring *keyring, keys []lookup.Key) error {
	found, err := o.Finder.AskAll(ctx, o.showAsking, keys...)
	return taken(ctx, ring, found, err)
}

// taken gives keys what a look-up found, and says how the look-up went.
func taken(ctx context.Context, ring *keyring, found []*x509.Certificate, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err == nil && !ring.add(found):
		return &lookup.NotFoundError{}
	}
	return err
}

func (o *operation) showAsking(asked, answered int) {
	o.show(protocol.Asking{Kind: protocol.ShowFinding, Asked: asked, Answered: answered})
}

// isAuthority reports whether the window was told of an authority of that name.
func (s *session) isAuthority(name string) bool {
	a, known := s.Finder.Directory.Find(name)
	return known && a.Name() == name
}
