// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"cmp"
	"context"
	"crypto/x509"
	"io"
	"regexp"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/relying/dps"
)

// filing is a report to the tax service on its way: to be signed in turn, or to be
// protected and sent.
type filing struct {
	*operation
	params   protocol.TaxReport
	document *gathered
	gateway  *x509.Certificate // nil: it is signed, and goes nowhere yet
	signers  []signatory       // who signed before, the first first
}

// maxFiled is how long a report may be with the signatures that it has, in octets.
const maxFiled = dps.MaxReport + 1<<20

// report signs a report to the tax service, or protects it for the way there.
func (s *session) report(r *protocol.Request) error {
	f := new(filing)
	if err := r.Params(&f.params); err != nil {
		return err
	}
	if s.hello.Own {
		return protocol.Fail(protocol.Forbidden)
	}
	p := &f.params
	p.Stage = cmp.Or(p.Stage, protocol.StageSign)
	if !validFiles([]protocol.File{p.Document}) || p.Document.Size > maxFiled || !validFiling(*p) {
		return protocol.Fail(protocol.InvalidParams)
	}
	o := &operation{call: called(r), purpose: inRole(p.Role)}
	o.call.action = protocol.MethodSign
	if p.Stage != protocol.StageSign {
		var err error
		if f.gateway, err = parseGateway(p.Gateway); err != nil {
			return err
		}
		o.call.action, o.recipients = protocol.ActionSeal, []*x509.Certificate{f.gateway}
	}
	f.operation, f.document = o, o.gatherer(p.Document)
	o.documents = []*document{newDocument(p.Document, f.document)}
	o.perform = func(ctx context.Context) (any, error) {
		if err := f.examine(ctx); err != nil {
			return nil, err
		}
		return o.withConsent(f.file)(ctx)
	}
	return s.begin(o)
}

// validFiling reports whether the stage has what it needs, and nothing else.
func validFiling(p protocol.TaxReport) bool {
	role := slices.Contains([]string{protocol.RoleAccountant, protocol.RoleDirector, protocol.RoleStamp}, p.Role)
	var sending protocol.Sending
	if p.Sending != nil {
		sending = *p.Sending
	}
	if _, err := (dps.Sending{File: sending.File, Email: sending.Email}).Transport().Part(); err != nil {
		return false
	}
	switch p.Stage {
	case protocol.StageSign:
		return role && p.Gateway == nil && p.Sending == nil
	case protocol.StageSend:
		return (role || p.Role == "") && p.Gateway != nil && sending.File != ""
	case protocol.StageAsk:
		return p.Role == "" && p.Gateway != nil && sending.File == ""
	}
	return false
}

// parseGateway reads the certificate that a report is encrypted to. A gateway has two, and
// which is for that only its key usage tells.
func parseGateway(der []byte) (*x509.Certificate, error) {
	certificate, err := pki.ParseCertificate(der)
	if err != nil || !pki.CanAgree(certificate) {
		return nil, protocol.Fail(protocol.GatewayUnfit)
	}
	return certificate, nil
}

// inRole is the purpose of a key that signs in a role: stamps are for stamps alone. That
// tells no accountant from a director, for no certificate does.
func inRole(role string) *purpose {
	if role == "" {
		return toSign
	}
	p := *toSign.narrowed(func(c key.Candidate) bool {
		return (pki.Subject(c.Certificate).Kind() == pki.KindStamp) == (role == protocol.RoleStamp)
	})
	p.none = protocol.Fail(protocol.OtherRole)
	return &p
}

// identifierOfSubmission is what the service calls what it was sent: a number, and texts
// without space have been seen.
var identifierOfSubmission = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)

// examine reads what is to be filed, before anybody is asked about it.
func (f *filing) examine(ctx context.Context) error {
	if err := f.document.gather(ctx); err != nil {
		return err
	}
	if f.gateway != nil {
		switch f.recipientStatus(f.gateway, f.Now()) {
		case protocol.StatusOK:
		case protocol.StatusUntrusted:
			return protocol.Fail(protocol.GatewayUntrusted)
		default:
			return protocol.Fail(protocol.GatewayExpired)
		}
	}
	if f.params.Stage == protocol.StageAsk {
		if !identifierOfSubmission.Match(f.document.memory) {
			return protocol.Fail(protocol.InvalidParams)
		}
		return nil
	}
	content := []byte(f.document.memory)
	if dps.Begins(content) {
		var err error
		if f.signers, content, err = f.signatures(ctx, content); err != nil {
			return err
		}
		f.operation.signed = shownSignatories(f.signers)
		f.documents[0].contains(content)
	}
	report, err := dps.ParseReport(content)
	if err != nil {
		return protocol.Fail(protocol.NotAReport)
	}
	if f.params.Stage == protocol.StageSend && !report.Head.Named(f.params.Sending.File) {
		return protocol.Fail(protocol.InvalidParams)
	}
	return f.inTurn()
}

// inTurn is an error where a report has signatures after which this one does not come,
// or which do not come after one another. The order is the accountant's, the director's,
// the stamp's, and a branch's (order № 499); one who signs alone is the director.
func (f *filing) inTurn() error {
	people, stamps := 0, 0
	fits := true
	for _, s := range f.signers {
		if s.person.Kind() == pki.KindStamp {
			stamps++
		} else {
			people++
			fits = fits && stamps == 0
		}
	}
	switch f.params.Role {
	case protocol.RoleAccountant:
		fits = people+stamps == 0
	case protocol.RoleDirector:
		fits = people <= 1 && stamps == 0
	case protocol.RoleStamp:
		fits = fits && 1 <= people && people <= 2 && stamps <= 1
	default: // it is sent as it is
		fits = fits && 1 <= people && people <= 2 && stamps <= 2
	}
	if !fits {
		return protocol.Fail(protocol.SignatureOrder)
	}
	return nil
}

// file does what was agreed to, and hands it to the page.
func (f *filing) file(ctx context.Context, c *card) (any, error) {
	if slices.ContainsFunc(f.signers, func(s signatory) bool { return f.params.Role != "" && s.certificate.Equal(c.Certificate) }) {
		return nil, protocol.Fail(protocol.SignatureOrder)
	}
	made, err := f.make(ctx, c)
	if err != nil {
		return nil, err
	}
	size, err := f.write(ctx, 0, func(w io.Writer) error {
		_, err := w.Write(made)
		return err
	})
	return protocol.TaxContainer{Size: size, Certificate: c.Certificate.Raw}, err
}
