// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
)

// envelopMethods encrypt a document to the holders of certificates, which the page
// gives, or names by issuer and number among those it gave before. A document that is
// to be signed, too, is signed first and then encrypted, by one question.
//
// The sender's certificate is always in the message, since nobody could decrypt it
// without. Of an algorithm of content there is no choice but by the recipients' keys.
var envelopMethods = []method{
	{name: "CtxEnvelop", params: 6, do: ctxEnvelop(false)},
	{name: "CtxEnvelopWithDynamicKey", params: 6, do: ctxEnvelop(true)},
	{name: "Envelop", params: 4, do: (*Dialect).envelop},
	{name: "EnvelopEx", params: 4, do: (*Dialect).envelopEx},
	{name: "EnvelopExWithDynamicKey", params: 5, do: (*Dialect).envelopExWithDynamicKey},
	{name: "EnvelopRSAEx", params: 5, do: (*Dialect).envelopRSAEx},
	{name: "EnvelopToRecipients", params: 3, do: (*Dialect).envelopToRecipients},
	{name: "EnvelopToRecipientsEx", params: 4, do: (*Dialect).envelopToRecipientsEx},
	{name: "EnvelopToRecipientsRSA", params: 4, do: (*Dialect).envelopToRecipientsRSA},
	{name: "EnvelopToRecipientsWithDynamicKey", params: 4, do: (*Dialect).envelopToRecipientsWithDynamicKey},
	{name: "EnvelopToRecipientsWithSettings", params: 7, do: (*Dialect).envelopToRecipientsWithSettings},
}

const (
	// byIssuer is how a message names its recipients, by issuer and number. The other
	// ways, by the identifier of the key, are not made.
	byIssuer = 1
	// withAES256 is the only algorithm of content, of those for RSA, that is made.
	withAES256 = 7
)

// A sealing is how a page wants something encrypted.
type sealing struct {
	key        service.Held
	recipients []*x509.Certificate
	signed     bool
	bare       bool // the signature has not the signer's certificate
	unstamped  bool // nor a time stamp
	dynamic    bool // by a key for once in place of the sender's
	rsa        bool // by RSA alone
}

// seal encrypts a document. The arguments have been read.
func (d *Dialect) seal(ctx context.Context, s sealing, data []byte) (any, error) {
	if s.rsa && slices.ContainsFunc(s.recipients, func(c *x509.Certificate) bool { return keyType(c) != keyRSA }) {
		return nil, fail(codeBadCertificate)
	}
	o := service.EncryptOptions{Ephemeral: s.dynamic}
	if s.signed {
		order, err := d.inside(s)
		if err != nil {
			return nil, err
		}
		o.Signed = &order
	}
	results, err := d.desk.Encrypt(ctx, s.key, []service.Paper{{Content: data}}, s.recipients, o)
	if err != nil {
		return nil, err
	}
	return octets(results[0]), nil
}

// inside is the order of the signature in a message, by the algorithm that the key has.
func (d *Dialect) inside(s sealing) (service.SignOrder, error) {
	w := signing{key: s.key, algorithm: algorithmOf(s.key.Keys()[0].Key.Public()), form: service.Attached, bare: s.bare}
	if s.unstamped {
		w.level = cades.LevelBB
	}
	o, err := d.order(w)
	o.ContentTimeStamp = o.ContentTimeStamp && !s.unstamped
	return o, err
}

// sealLast is with the key that was read last.
func (d *Dialect) sealLast(ctx context.Context, a *arguments, s sealing, to recipients, data []byte) (any, error) {
	err := a.err()
	if err == nil {
		s.key, err = d.lastKey()
	}
	if err == nil {
		s.recipients, err = to(d)
	}
	if err != nil {
		return nil, err
	}
	return d.seal(ctx, s, data)
}

// recipients finds to whom a page wants something encrypted.
type recipients func(*Dialect) ([]*x509.Certificate, error)

// given are recipients by their certificates.
func given(certificates [][]byte) recipients {
	return func(*Dialect) (all []*x509.Certificate, err error) {
		for _, der := range certificates {
			c, err := pki.ParseCertificate(der)
			if err != nil {
				return nil, fail(codeBadCertificate)
			}
			all = append(all, c)
		}
		return all, nil
	}
}

// listed are recipients by issuers and numbers, as they were told.
func listed(issuers, numbers []string) recipients {
	return func(d *Dialect) (all []*x509.Certificate, err error) {
		if len(issuers) != len(numbers) {
			return nil, fail(codeBadParameter)
		}
		for i := range issuers {
			c, err := d.numbered(issuers[i], numbers[i])
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
		return all, nil
	}
}

// numbered is the certificate of an issuer and a number.
func (d *Dialect) numbered(issuer, number string) (*x509.Certificate, error) {
	return d.firstKnown(new(arguments), isNumbered(issuer, number))
}

// plain checks how recipients are to be named.
func (a *arguments) plain(i int) error {
	if how := a.number(i); a.err() == nil && how != byIssuer {
		return fail(codeNotSupported)
	}
	return a.err()
}

// aes checks the algorithm of content.
func (a *arguments) aes(i int) error {
	if algorithm := a.number(i); a.err() == nil && algorithm != withAES256 {
		return fail(codeNotSupported)
	}
	return a.err()
}

func ctxEnvelop(dynamic bool) action {
	return func(d *Dialect, ctx context.Context, a *arguments) (any, error) {
		s := sealing{signed: a.flag(3), bare: !a.flag(4), dynamic: dynamic}
		to, data := given(a.bytesList(1)), a.bytes(5)
		err := a.plain(2)
		if err == nil {
			s.key, err = d.heldKey(a, 0)
		}
		if err == nil {
			s.recipients, err = to(d)
		}
		if err != nil {
			return nil, err
		}
		return d.seal(ctx, s, data)
	}
}

func (d *Dialect) envelop(ctx context.Context, a *arguments) (any, error) {
	to := listed([]string{a.text(0)}, []string{a.text(1)})
	return d.sealLast(ctx, a, sealing{signed: a.flag(2)}, to, a.bytes(3))
}

func (d *Dialect) envelopEx(ctx context.Context, a *arguments) (any, error) {
	return d.sealLast(ctx, a, sealing{signed: a.flag(2)}, listed(a.texts(0), a.texts(1)), a.bytes(3))
}

func (d *Dialect) envelopExWithDynamicKey(ctx context.Context, a *arguments) (any, error) {
	s := sealing{signed: a.flag(2), bare: !a.flag(3), dynamic: true}
	return d.sealLast(ctx, a, s, listed(a.texts(0), a.texts(1)), a.bytes(4))
}

func (d *Dialect) envelopRSAEx(ctx context.Context, a *arguments) (any, error) {
	if err := a.aes(0); err != nil {
		return nil, err
	}
	return d.sealLast(ctx, a, sealing{signed: a.flag(3), rsa: true}, listed(a.texts(1), a.texts(2)), a.bytes(4))
}

func (d *Dialect) envelopToRecipients(ctx context.Context, a *arguments) (any, error) {
	return d.sealLast(ctx, a, sealing{signed: a.flag(1)}, given(a.bytesList(0)), a.bytes(2))
}

func (d *Dialect) envelopToRecipientsEx(ctx context.Context, a *arguments) (any, error) {
	if err := a.plain(1); err != nil {
		return nil, err
	}
	return d.sealLast(ctx, a, sealing{signed: a.flag(2)}, given(a.bytesList(0)), a.bytes(3))
}

func (d *Dialect) envelopToRecipientsRSA(ctx context.Context, a *arguments) (any, error) {
	if err := a.aes(0); err != nil {
		return nil, err
	}
	return d.sealLast(ctx, a, sealing{signed: a.flag(2), rsa: true}, given(a.bytesList(1)), a.bytes(3))
}

func (d *Dialect) envelopToRecipientsWithDynamicKey(ctx context.Context, a *arguments) (any, error) {
	s := sealing{signed: a.flag(1), bare: !a.flag(2), dynamic: true}
	return d.sealLast(ctx, a, s, given(a.bytesList(0)), a.bytes(3))
}

// envelopToRecipientsWithSettings has four flags more. Those that would have
// certificates checked less do not count.
func (d *Dialect) envelopToRecipientsWithSettings(ctx context.Context, a *arguments) (any, error) {
	s := sealing{signed: a.flag(1), unstamped: a.flag(5), bare: !a.flag(6)}
	a.flag(3)
	a.flag(4)
	return d.sealLast(ctx, a, s, given(a.bytesList(0)), a.bytes(2))
}
