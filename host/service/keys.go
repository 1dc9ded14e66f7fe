// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/registry"
)

// errSuperseded ends an attempt because the person chose other files.
var errSuperseded = protocol.Fail(protocol.Cancelled)

// attempt is one keys call and what it opened.
type attempt struct {
	params protocol.OpenKeys
	ctx    context.Context
	stop   context.CancelCauseFunc
	done   chan struct{} // closed once the call is answered
	store  key.Store
	cards  []*card
	turned bool // the person said which of several keys; for consent only
}

// close waits for the call, and wipes its keys.
func (a *attempt) close() {
	a.stop(errSuperseded)
	<-a.done
	if a.store != nil {
		_ = a.store.Close()
	}
}

// keys opens the file that the person chose and tells what is in it. It takes
// the place of an earlier call, and of what was asked because of that.
func (o *operation) keys(r *protocol.Request) error {
	a := &attempt{done: make(chan struct{})}
	if err := r.Params(&a.params); err != nil {
		return err
	}
	if !validKeys(a.params) {
		return protocol.Fail(protocol.InvalidParams)
	}

	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.over:
		return protocol.Fail(protocol.Cancelled)
	case o.approved:
		return protocol.Fail(protocol.Busy)
	}
	a.ctx, a.stop = context.WithCancelCause(o.ctx)
	earlier := o.attempt
	o.attempt = a
	o.work.Go(func() {
		defer close(a.done)
		if earlier != nil {
			earlier.close()
		}
		proposed, err := o.openKeys(a)
		if err != nil {
			o.Log.WithField("code", AsError(err).Code).Info("keys not opened")
			r.Fail(AsError(err))
			return
		}
		r.Reply(a.answer(proposed))
		if selectable := a.selectable(); len(selectable) > 0 {
			o.offer(selectable[0])
		}
	})
	return nil
}

// openKeys does the work of a keys call. It returns the key to propose, or
// none.
func (o *operation) openKeys(a *attempt) (*card, error) {
	if a.params.File.Size > protocol.MaxFile {
		return nil, tooLarge
	}
	added, err := o.readCertificates(a)
	if err != nil {
		return nil, err
	}
	a.store, err = o.openRef(a.ctx, key.NewRef(fileScheme, a.params.File.Blob), asker{o, a})
	if err != nil {
		return nil, err
	}
	keys, err := a.store.Keys(a.ctx)
	if err != nil {
		return nil, err
	}
	candidates := key.Choose(keys, added)
	if !slices.ContainsFunc(candidates, maySign) {
		return nil, key.ErrNoSigningKey
	}
	if len(added) > 0 && !slices.ContainsFunc(candidates, func(c key.Candidate) bool { return slices.Contains(added, c.Certificate) }) {
		return nil, protocol.Fail(protocol.CertificateMismatch)
	}
	for _, candidate := range candidates {
		a.cards = append(a.cards, o.newCard(a, candidate, slices.Concat(added, candidate.Key.Certificates())))
	}
	return a.proposed(), checkAuthority(a)
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

// maySign reports whether a key is one for signing, or may turn out to be: of a
// key without a certificate its container may say nothing.
func maySign(c key.Candidate) bool {
	return c.Usage&key.Sign != 0 || c.Usage == 0 && c.Certificate == nil
}

// checkAuthority tells a person who chose an authority that the certificates
// are another's.
func checkAuthority(a *attempt) error {
	if a.params.Authority == "" {
		return nil
	}
	var other string
	for _, c := range a.cards {
		if c.Certificate == nil {
			continue
		}
		issuer := pki.Issuer(c.Certificate)
		if issues(a.params.Authority, issuer.CommonName) {
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
func issues(authority, commonName string) bool {
	issuer, known := registry.Builtin().Find(commonName)
	return known && slices.Contains(issuer.Names, authority)
}

// readCertificates reads the certificates that the person added. A file that
// holds none is no better than one with somebody else's.
func (o *operation) readCertificates(a *attempt) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for _, f := range a.params.Certificates {
		data, err := o.slurp(a.ctx, f)
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
	if a == nil || ref != key.NewRef(fileScheme, a.params.File.Blob) {
		return nil, errSuperseded
	}
	return o.slurp(ctx, a.params.File)
}

// asker asks in the window on behalf of a source of keys.
type asker struct {
	o *operation
	a *attempt
}

// Secret asks for the password of the file.
func (k asker) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	question := protocol.PasswordQuestion{Kind: string(q.Kind), File: shownName(k.a.params.File.Name)}
	var answer protocol.PasswordAnswer
	err := k.o.conn.Call(ctx, protocol.Window, protocol.MethodAsk, question, &answer)
	k.o.heard()
	switch {
	case errors.Is(err, protocol.Fail(protocol.Cancelled)):
		err = key.ErrCancelled
	case err == nil && len(answer.Secret) > protocol.MaxSecret:
		err = key.ErrWrongPassword
	}
	if err != nil {
		answer.Secret.Wipe() // it may stand in an answer that is wrong elsewhere
		return nil, err
	}
	return answer.Secret, nil
}

// Text, Confirm and Show are for sources other than files, which say
// themselves what they need; version 1 of the protocol asks for passwords only.
func (asker) Text(context.Context, key.Question) (string, error) { return "", errUnsupported }
func (asker) Confirm(context.Context, key.Question) error        { return errUnsupported }
func (asker) Show(context.Context, key.Notice)                   {}

var errUnsupported = protocol.Fail(protocol.Unsupported)
