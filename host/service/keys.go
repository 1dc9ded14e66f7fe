// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// keys opens the file, token or provider that the person chose and tells what is
// in it. It takes the place of an earlier call, and of what was asked because of that.
func (o *operation) keys(r *protocol.Request) error {
	var params protocol.OpenKeys
	if err := r.Params(&params); err != nil {
		return err
	}
	if !o.choosing() || !validKeys(params) || params.Authority != "" && !o.isAuthority(params.Authority) {
		return protocol.Fail(protocol.InvalidParams)
	}
	a := &attempt{opening: o.newOpening(params)}
	if a.opening == nil {
		return protocol.Fail(protocol.InvalidParams)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.take(r, a, func(earlier *attempt) (any, error) {
		if earlier != nil {
			earlier.close()
		}
		return o.openKeys(a, params)
	})
}

// choosing reports whether the person chooses a key: one is needed, and none is held
// for the page that it is to be.
func (o *operation) choosing() bool { return o.purpose != toAgree && o.held == nil }

// newOpening is what a keys call means; nil, nothing that the window was told of.
func (o *operation) newOpening(params protocol.OpenKeys) *opening {
	switch {
	case params.File != nil:
		return &opening{ref: key.NewRef(fileScheme, params.File.Blob), file: *params.File}
	case params.Provider != "":
		return o.providerOpening(params)
	case params.Wanted != nil:
		return o.wantedOpening()
	}
	ref, known := o.board.names.meant(params.Token)
	if !known {
		return nil
	}
	return &opening{ref: ref, ski: params.SKI}
}

// openKeys does the work of a keys call.
func (o *operation) openKeys(a *attempt, params protocol.OpenKeys) (protocol.Keys, error) {
	added, err := o.readCertificates(a.ctx, params.Certificates)
	if err != nil {
		return protocol.Keys{}, err
	}
	source, err := o.sourceOf(a.ref)
	if err != nil {
		return protocol.Keys{}, err
	}
	o.letGo(a.ref)
	a.ask = o.newAsker(a.opening)
	store, err := source.Open(a.ctx, a.ref, a.ask.asked())
	if err != nil {
		return protocol.Keys{}, err
	}
	ring, failure, err := o.fill(a.ctx, store, added, params.Authority)
	if err != nil {
		_ = store.Close()
		return protocol.Keys{}, err
	}
	o.mu.Lock()
	a.store, a.ring = store, ring
	o.mu.Unlock()
	o.lay(a)
	result := a.answer()
	result.Lookup = failure
	return result, nil
}

// fill takes the keys of a store, with certificates as complete says.
func (o *operation) fill(ctx context.Context, store key.Store, added []*x509.Certificate, authority string) (*keyring, *protocol.Error, error) {
	keys, err := store.Keys(ctx)
	if err != nil {
		return nil, nil, err
	}
	ring := o.newKeyring(keys)
	failure, err := o.complete(ctx, ring, added, authority)
	return ring, failure, err
}

// sourceOf is the source of a reference's scheme.
func (s *session) sourceOf(ref key.Ref) (key.Source, error) {
	for _, source := range s.sources {
		if source.Scheme() == ref.Scheme() {
			return source, nil
		}
	}
	return nil, errUnsupported
}

// complete gives the keys the certificates that the person added, those that
// were found for them before, those that the page supplied for keys without, and
// those that the chosen authority has. That it has none is not an error but the
// failure that the window is told.
func (o *operation) complete(ctx context.Context, ring *keyring, added []*x509.Certificate, authority string) (failure *protocol.Error, err error) {
	if !slices.ContainsFunc(ring.candidates(), o.purpose.fits) {
		return nil, o.purpose.none
	}
	if len(added) > 0 && !ring.add(added) {
		return nil, protocol.Fail(protocol.CertificateMismatch)
	}
	o.remember(ring)
	o.hint(ring)
	if authority == "" {
		return nil, nil
	}
	if err := o.checkAuthority(ring, authority); err != nil {
		return nil, err
	}
	lacking := ring.lacking(o.Now())
	if len(lacking) == 0 {
		return nil, nil
	}
	err = o.askAuthority(ctx, ring, authority, lacking)
	if err == nil || ctx.Err() != nil {
		return nil, err
	}
	failure = AsError(err)
	o.Log.WithField("code", failure.Code).Info("no certificate")
	return failure, nil
}

// remember gives keys the certificates that were found for them before.
func (o *operation) remember(ring *keyring) {
	if lacking := ring.lacking(o.Now()); len(lacking) > 0 {
		ring.add(o.Finder.Remembered(lacking...))
	}
}

// checkAuthority tells a person who chose an authority that the certificates
// are another's.
func (o *operation) checkAuthority(ring *keyring, authority string) error {
	var other string
	for _, c := range ring.candidates() {
		if c.Certificate == nil {
			continue
		}
		issuer := pki.Issuer(c.Certificate)
		if o.issues(authority, issuer.CommonName) {
			return nil
		}
		other = issuer.DisplayName()
	}
	if other == "" {
		return nil
	}
	return &protocol.Error{Code: protocol.WrongAuthority, Params: &protocol.Params{Authority: other}}
}

// issues reports whether the authority of that name issues under that common
// name.
func (s *session) issues(authority, commonName string) bool {
	issuer, known := s.Finder.Directory.Find(commonName)
	return known && slices.Contains(issuer.Names, authority)
}

// readCertificates reads the certificates that the person added. A file that
// holds none is no better than one with somebody else's.
func (o *operation) readCertificates(ctx context.Context, files []protocol.File) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for _, f := range files {
		data, err := o.slurp(ctx, f)
		if err != nil {
			return nil, err
		}
		certificates, err := pki.ParseCertificates(data)
		if err != nil {
			return nil, protocol.Fail(protocol.CertificateMismatch)
		}
		all = append(all, certificates...)
	}
	return all, nil
}

// fileScheme names the source of key files.
const fileScheme = "file"

// readKeyFile is the [FileReader] of the session: ref names the blob of the
// newest keys call.
func (s *session) readKeyFile(ctx context.Context, ref key.Ref) ([]byte, error) {
	o := s.current()
	if o == nil {
		return nil, errSuperseded
	}
	o.mu.Lock()
	a := o.attempt
	o.mu.Unlock()
	if a == nil || ref != a.ref {
		return nil, errSuperseded
	}
	if a.octets != nil {
		return bytes.Clone(a.octets), nil
	}
	return o.slurp(ctx, a.file)
}
