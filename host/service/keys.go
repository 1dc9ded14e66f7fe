// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// keys opens the file that the person chose and tells what is in it. It takes
// the place of an earlier call, and of what was asked because of that.
func (o *operation) keys(r *protocol.Request) error {
	var params protocol.OpenKeys
	if err := r.Params(&params); err != nil {
		return err
	}
	if o.purpose == toAgree || !validKeys(params) || params.Authority != "" && !o.isAuthority(params.Authority) {
		return protocol.Fail(protocol.InvalidParams)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	a := &attempt{source: *params.File}
	return o.take(r, a, func(earlier *attempt) (protocol.Keys, error) {
		if earlier != nil {
			earlier.close()
		}
		return o.openKeys(a, params)
	})
}

// openKeys does the work of a keys call.
func (o *operation) openKeys(a *attempt, params protocol.OpenKeys) (protocol.Keys, error) {
	added, err := o.readCertificates(a.ctx, params.Certificates)
	if err != nil {
		return protocol.Keys{}, err
	}
	file, err := o.openFile(a)
	if err != nil {
		return protocol.Keys{}, err
	}
	failure, err := o.complete(a.ctx, file, added, params.Authority)
	if err != nil {
		file.close()
		return protocol.Keys{}, err
	}
	o.mu.Lock()
	a.file = file
	o.mu.Unlock()
	o.lay(a)
	result := a.answer()
	result.Lookup = failure
	return result, nil
}

// openFile asks for the password of the file, if it has one, and opens it.
func (o *operation) openFile(a *attempt) (*keyFile, error) {
	if a.source.Size > protocol.MaxFile {
		return nil, tooLarge
	}
	store, err := o.openRef(a.ctx, key.NewRef(fileScheme, a.source.Blob), asker{o, a})
	if err != nil {
		return nil, err
	}
	file := &keyFile{store: store, chained: o.chained, purpose: o.purpose}
	if file.keys, err = store.Keys(a.ctx); err != nil {
		file.close()
		return nil, err
	}
	return file, nil
}

// openRef opens what ref names by the source of its scheme.
func (s *session) openRef(ctx context.Context, ref key.Ref, ask key.Asker) (key.Store, error) {
	for _, source := range s.sources {
		if source.Scheme() == ref.Scheme() {
			return source.Open(ctx, ref, ask)
		}
	}
	return nil, errUnsupported
}

// complete gives the keys the certificates that the person added, those that
// were found for them before, and those that the chosen authority has. That
// it has none is not an error but the failure that the window is told.
func (o *operation) complete(ctx context.Context, file *keyFile, added []*x509.Certificate, authority string) (failure *protocol.Error, err error) {
	if !slices.ContainsFunc(file.candidates(), o.purpose.fits) {
		return nil, o.purpose.none
	}
	if len(added) > 0 && !file.add(added) {
		return nil, protocol.Fail(protocol.CertificateMismatch)
	}
	if lacking := file.lacking(o.Now()); len(lacking) > 0 {
		file.add(o.Finder.Remembered(lacking...))
	}
	if authority == "" {
		return nil, nil
	}
	if err := o.checkAuthority(file, authority); err != nil {
		return nil, err
	}
	lacking := file.lacking(o.Now())
	if len(lacking) == 0 {
		return nil, nil
	}
	err = o.askAuthority(ctx, file, authority, lacking)
	if err == nil || ctx.Err() != nil {
		return nil, err
	}
	failure = AsError(err)
	o.Log.WithField("code", failure.Code).Info("no certificate")
	return failure, nil
}

// checkAuthority tells a person who chose an authority that the certificates
// are another's.
func (o *operation) checkAuthority(file *keyFile, authority string) error {
	var other string
	for _, c := range file.candidates() {
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
	if a == nil || ref != key.NewRef(fileScheme, a.source.Blob) {
		return nil, errSuperseded
	}
	return o.slurp(ctx, a.source)
}
