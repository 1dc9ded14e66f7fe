// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"crypto/x509"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// certificateMethods tell certificates and look for them: among the person's own
// and those that the page supplied, as if the two were the library's store.
var certificateMethods = []method{
	{name: "ParseCertificate", params: 1, do: asking(parsed, tell(info))},
	{name: "ParseCertificateEx", params: 1, do: asking(parsed, tell(infoEx))},
	{name: "GetCertificate", params: 2, do: asking(stored, tell(certificateOctets))},
	{name: "GetCertificateInfo", params: 2, do: asking(stored, tell(info))},
	{name: "GetCertificateInfoEx", params: 2, do: asking(stored, tell(infoEx))},
	{name: "GetCertificateByFingerprint", params: 1, do: asking(fingerprinted, tell(certificateObject))},
	{name: "GetCertificateByEmail", params: 4, optional: 1, do: asking(mailed, tell(infoEx))},
	{name: "CheckCertificate", params: 1, do: asking(parsed, (*Dialect).checked)},
	{name: "CheckCertificateByIssuerAndSerial", params: 2, do: asking(stored, (*Dialect).checkedWhole)},
	{name: "GetCertificatesCount", params: 2, do: (*Dialect).getCertificatesCount},
	{name: "EnumCertificates", params: 3, do: (*Dialect).enumCertificates},
	{name: "GetCertificates", params: 2, do: (*Dialect).getCertificates},
	{name: "GetCertificatesByEDRPOUAndDRFOCode", params: 2, do: (*Dialect).getCertificatesByCodes},
}

// asking is a method that is about one certificate, and what it tells of that.
func asking(which func(*Dialect, *arguments) (*x509.Certificate, error), say func(*Dialect, context.Context, *x509.Certificate) (any, error)) action {
	return func(d *Dialect, ctx context.Context, a *arguments) (any, error) {
		c, err := which(d, a)
		if err != nil {
			return nil, err
		}
		return say(d, ctx, c)
	}
}

// tell is a certificate in a class.
func tell(as func(*x509.Certificate) object) func(*Dialect, context.Context, *x509.Certificate) (any, error) {
	return func(_ *Dialect, _ context.Context, c *x509.Certificate) (any, error) { return as(c), nil }
}

func certificateOctets(c *x509.Certificate) object { return byteArray(c.Raw) }

// parsed is the certificate that the page hands over, in DER or PEM.
func parsed(_ *Dialect, a *arguments) (*x509.Certificate, error) {
	data := a.bytes(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	certs, err := pki.ParseCertificates(data)
	if err != nil || len(certs) != 1 {
		return nil, fail(codeBadCertificate)
	}
	return certs[0], nil
}

// stored is the one of an issuer's name and a number, as they were told.
func stored(d *Dialect, a *arguments) (*x509.Certificate, error) {
	issuer, number := a.text(0), a.text(1)
	return d.firstKnown(a, isNumbered(issuer, number))
}

func isNumbered(issuer, number string) func(*x509.Certificate) bool {
	return func(c *x509.Certificate) bool {
		return strings.EqualFold(serial(c), number) && distinguished(c.RawIssuer) == issuer
	}
}

func fingerprinted(d *Dialect, a *arguments) (*x509.Certificate, error) {
	print := a.text(0)
	return d.firstKnown(a, func(c *x509.Certificate) bool { return strings.EqualFold(fingerprint(c), print) })
}

// mailed is one of an address, for a type of key and a use, valid at a time.
func mailed(d *Dialect, a *arguments) (*x509.Certificate, error) {
	address, kind, use, at := a.text(0), a.number(1), a.number(2), a.optionalTime(3)
	if at.IsZero() {
		at = d.desk.Now()
	}
	return d.firstKnown(a, func(c *x509.Certificate) bool {
		return strings.EqualFold(first(c.EmailAddresses), address) && address != "" && suits(c, kind, use) &&
			!at.Before(c.NotBefore) && !at.After(c.NotAfter)
	})
}

// suits reports whether a certificate is for a type of key and a use, of which 0 is
// any.
func suits(c *x509.Certificate, kind, use int) bool {
	return (kind == 0 || keyType(c) == kind) && (use == 0 || keyUsage(c)&use != 0)
}

// firstKnown is the first known certificate that fits. The arguments have been
// read.
func (d *Dialect) firstKnown(a *arguments, fits func(*x509.Certificate) bool) (*x509.Certificate, error) {
	if err := a.err(); err != nil {
		return nil, err
	}
	all := d.known()
	if i := slices.IndexFunc(all, fits); i >= 0 {
		return all[i], nil
	}
	return nil, fail(codeCertNotFound)
}

// checked is null for a certificate that is valid now: its chain reaches a pinned
// root, and none of it is revoked.
func (d *Dialect) checked(ctx context.Context, c *x509.Certificate) (any, error) {
	now, others := d.desk.Now(), d.known()
	if now.Before(c.NotBefore) || now.After(c.NotAfter) {
		return nil, fail(codeCertTime)
	}
	chain, err := d.desk.Trust().Chain(c, others, now)
	if err != nil {
		return nil, fail(codeBadCertificate)
	}
	var questions []status.Question
	for i, above := range chain[1:] {
		questions = append(questions, status.Question{Certificate: chain[i], Issuer: above})
	}
	asked := d.desk.Verifier(others).Status
	if asked == nil || len(questions) == 0 {
		return nil, nil
	}
	answers, errs := asked.CheckAll(ctx, questions)
	for i, answer := range answers {
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case errs[i] != nil:
			return nil, fail(codeOCSP)
		case answer.Revoked:
			return nil, fail(codeCertRevoked)
		}
	}
	return nil, nil
}

// checkedWhole is a certificate that is valid now.
func (d *Dialect) checkedWhole(ctx context.Context, c *x509.Certificate) (any, error) {
	if _, err := d.checked(ctx, c); err != nil {
		return nil, err
	}
	return certificateOctets(c), nil
}

// ofType are the known certificates of a type of owners. The two arguments before
// the index are read here.
func (d *Dialect) ofType(a *arguments) ([]*x509.Certificate, error) {
	kind, server := a.number(0), a.number(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(d.known(), func(c *x509.Certificate) bool {
		k, s := subjectType(c)
		return kind != subjectUndefined && kind != k || server != serverUndefined && server != s
	}), nil
}

func (d *Dialect) getCertificatesCount(_ context.Context, a *arguments) (any, error) {
	certs, err := d.ofType(a)
	if err != nil {
		return nil, err
	}
	return len(certs), nil
}

func (d *Dialect) enumCertificates(_ context.Context, a *arguments) (any, error) {
	i := a.number(2)
	certs, err := d.ofType(a)
	if err != nil {
		return nil, err
	}
	return nthTold(certs, i, func(c *x509.Certificate) object { return owner(c).object() })
}

func (d *Dialect) getCertificates(_ context.Context, a *arguments) (any, error) {
	certs, err := d.ofType(a)
	if err != nil {
		return nil, err
	}
	return told(certs, certificateObject), nil
}

// getCertificatesByCodes are those of a person or an organisation; a code that is
// empty does not matter.
func (d *Dialect) getCertificatesByCodes(_ context.Context, a *arguments) (any, error) {
	edrpou, drfo := a.optionalText(0), a.optionalText(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	if edrpou == "" && drfo == "" {
		return nil, fail(codeBadParameter)
	}
	found := slices.DeleteFunc(d.known(), func(c *x509.Certificate) bool {
		p := pki.Subject(c)
		return edrpou != "" && p.EDRPOU != edrpou || drfo != "" && p.PersonalCode != drfo
	})
	if len(found) == 0 {
		return nil, fail(codeCertNotFound)
	}
	return told(found, certificateObject), nil
}
