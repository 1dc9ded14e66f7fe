// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"cmp"
	"context"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// login makes a token that signs the person in to this page and to no other.
func (s *session) login(r *protocol.Request) error {
	var params protocol.Login
	if err := r.Params(&params); err != nil {
		return err
	}
	if s.hello.Own { // there is no site to sign in to
		return protocol.Fail(protocol.Forbidden)
	}
	if !validPlace(params.Key) {
		return protocol.Fail(protocol.InvalidParams)
	}
	o := &operation{
		call: called(r), purpose: toSign, profile: cmp.Or(params.Profile, protocol.ProfilePidpys), diia: params.Diia, place: params.Key,
	}
	switch o.profile {
	case protocol.ProfilePidpys:
		if !validChallenge(params.Challenge) {
			return protocol.Fail(protocol.InvalidParams)
		}
		o.perform = o.withConsent(func(ctx context.Context, c *card) (any, error) {
			return o.signStatement(ctx, c, params.Challenge)
		})
	case protocol.ProfileTaxCabinet:
		if !s.mayTaxCabinet() {
			return protocol.Fail(protocol.Forbidden)
		}
		o.perform = o.withConsent(o.signTaxNumber)
	default:
		return protocol.Fail(protocol.Unsupported)
	}
	return s.begin(o)
}

// mayTaxCabinet reports whether the page, and the one it is framed by, may have
// the tax cabinet's contract.
func (s *session) mayTaxCabinet() bool {
	return s.TaxCabinet(s.origin()) && (s.hello.TopOrigin == "" || s.TaxCabinet(s.hello.TopOrigin))
}

// signStatement signs our own login statement over a challenge fetched now.
func (o *operation) signStatement(ctx context.Context, c *card, challenge *protocol.Challenge) (any, error) {
	octets, err := o.readUpTo(ctx, protocol.Page, challenge.Blob, 0, protocol.MaxChallenge)
	if err != nil {
		return nil, err
	}
	if n := len(octets); n < protocol.MinChallenge || n > protocol.MaxChallenge || challenge.Size != 0 && int64(n) != challenge.Size {
		return nil, protocol.Fail(protocol.InvalidParams)
	}
	statement := login.Statement{Origin: o.origin(), TopOrigin: o.hello.TopOrigin, Challenge: octets, Time: o.Now()}
	content, err := statement.Marshal()
	if err != nil {
		return nil, err
	}
	contentType := login.OID
	if key.AnswersCMS(c.Key) { // whoever makes the attributes knows no type of ours
		contentType = x509.OID{}
	}
	return o.signContent(ctx, c, contentType, content)
}

// signTaxNumber signs the number that cabinet.tax.gov.ua takes for a login: the
// person's РНОКПП, or ЄДРПОУ where there is none, inside the signature and with
// the certificate.
func (o *operation) signTaxNumber(ctx context.Context, c *card) (any, error) {
	person := pki.Subject(c.Certificate)
	number := taxNumber(person)
	if number == "" {
		return nil, protocol.Fail(protocol.CertificateMismatch)
	}
	return o.signContent(ctx, c, x509.OID{}, []byte(number))
}

// taxNumber is the РНОКПП or, where there is none, the ЄДРПОУ.
func taxNumber(person pki.Person) string { return cmp.Or(person.DRFO, person.EDRPOU) }

// isTaxNumber reports whether a content is that number and nothing else, in an encoding
// of [forms].
func isTaxNumber(content []byte, person pki.Person) bool {
	number := taxNumber(person)
	return number != "" && slices.ContainsFunc(forms(number), func(form []byte) bool { return bytes.Equal(form, content) })
}

// signContent signs octets of that type, zero for id-data, and puts them inside
// the signature.
func (o *operation) signContent(ctx context.Context, c *card, contentType x509.OID, octets []byte) (any, error) {
	signer := cades.Signer{ContentType: contentType}
	messages, err := o.signWith(ctx, c, signer, []content{{digest: c.hash.Sum(octets), label: o.origin()}})
	if err != nil {
		return nil, err
	}
	prefix, suffix, err := messages[0].Envelope(int64(len(octets)))
	if err != nil {
		return nil, err
	}
	return protocol.LoggedIn{Token: bytes.Join([][]byte{prefix, octets, suffix}, nil)}, nil
}
