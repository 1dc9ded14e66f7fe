// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"cmp"
	"context"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
)

// signMethods sign documents and hashes, each by a question in our window. They
// answer with a CMS message: the older ones with the certificate in it, if they are
// not told otherwise, which is unverified.
//
// The older methods but the last three are for keys of DSTU 4145.
var signMethods = []method{
	{name: "CtxSign", params: 5, do: (*Dialect).ctxSign},
	{name: "CtxSignHash", params: 4, do: (*Dialect).ctxSignHash},
	{name: "Sign", params: 1, do: (*Dialect).sign},
	{name: "SignInternal", params: 2, do: (*Dialect).signInternal},
	{name: "SignHash", params: 1, do: (*Dialect).signHash},
	{name: "SignRSA", params: 3, do: (*Dialect).signRSA},
	{name: "SignECDSA", params: 3, do: (*Dialect).signECDSA},
	{name: "SignHashRSA", params: 1, do: (*Dialect).signHashRSA},
}

// A signing is how a page wants something signed.
type signing struct {
	key       service.Held
	algorithm int
	form      service.Form
	level     cades.Level // empty: as the page has set it
	bare      bool        // without the signer's certificate
}

// order is that of a signing.
func (d *Dialect) order(s signing) (service.SignOrder, error) {
	o := service.SignOrder{
		Form: s.form, Level: s.level, WithoutCertificate: s.bare, ContentTimeStamp: d.settings.contentTimeStamp(),
	}
	var err error
	if o.Level == "" {
		o.Level, err = levelOf(d.settings.signType)
	}
	if err == nil {
		o.Hash, err = contentHash(s.algorithm, s.key.Keys()[0].Key.Public())
	}
	return o, err
}

// place has an order done that has one result.
func (d *Dialect) place(ctx context.Context, h service.Held, o service.SignOrder) (octets, error) {
	results, err := d.desk.Sign(ctx, h, o)
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// signData signs a document.
func (d *Dialect) signData(ctx context.Context, s signing, data []byte) (any, error) {
	o, err := d.order(s)
	if err != nil {
		return nil, err
	}
	o.Papers = []service.Paper{{Content: data}}
	o.Login = o.Form == service.Attached && d.signsIn(s.key, data)
	return d.place(ctx, s.key, o)
}

// signsIn reports whether a document, signed, is what the tax cabinet takes for a
// sign-in, for a page that may have that. Of any other page the service refuses it.
func (d *Dialect) signsIn(h service.Held, data []byte) bool {
	person := pki.Subject(h.Keys()[0].Certificate)
	number := cmp.Or(person.DRFO, person.EDRPOU)
	return number != "" && string(data) == number && d.desk.TaxCabinet()
}

// signDigest signs what a hash stands for.
func (d *Dialect) signDigest(ctx context.Context, s signing, value []byte) (any, error) {
	o, err := d.order(s)
	if err != nil {
		return nil, err
	}
	if o.Hash, err = digestHash(o.Hash, len(value)); err != nil {
		return nil, err
	}
	paper, err := d.paper(o.Hash, value)
	if err != nil {
		return nil, err
	}
	o.Papers = []service.Paper{paper}
	return d.place(ctx, s.key, o)
}

// paper is the document that a hash stands for. One that did not pass by here cannot
// be shown, and is signed only where the person has allowed that to the page.
func (d *Dialect) paper(h *pki.Hash, value []byte) (service.Paper, error) {
	p, passed := d.remembered(value)
	if !passed || p.Hash != h {
		p = service.Paper{Hash: h, Value: value}
	}
	if p.Content == nil && !d.desk.Hashes() {
		return p, failWith(codeNotSupported, "iit_error_hashes")
	}
	return p, nil
}

func (d *Dialect) ctxSign(ctx context.Context, a *arguments) (any, error) {
	s := signing{algorithm: a.number(1), form: formOf(a.flag(3)), bare: !a.flag(4)}
	data := a.bytes(2)
	var err error
	if s.key, err = d.heldKey(a, 0); err != nil {
		return nil, err
	}
	return d.signData(ctx, s, data)
}

func (d *Dialect) ctxSignHash(ctx context.Context, a *arguments) (any, error) {
	s := signing{algorithm: a.number(1), form: service.Detached, bare: !a.flag(3)}
	value := a.base64(2)
	var err error
	if s.key, err = d.heldKey(a, 0); err != nil {
		return nil, err
	}
	return d.signDigest(ctx, s, value)
}

// formOf is what pages call external, or not.
func formOf(external bool) service.Form {
	if external {
		return service.Detached
	}
	return service.Attached
}

func (d *Dialect) sign(ctx context.Context, a *arguments) (any, error) {
	return d.signLast(ctx, a, signing{form: service.Detached}, a.bytes(0))
}

func (d *Dialect) signInternal(ctx context.Context, a *arguments) (any, error) {
	return d.signLast(ctx, a, signing{form: service.Attached, bare: !a.flag(0)}, a.bytes(1))
}

func (d *Dialect) signRSA(ctx context.Context, a *arguments) (any, error) {
	return d.signLast(ctx, a, signing{algorithm: withRSA, form: formOf(a.flag(2)), bare: !a.flag(1)}, a.bytes(0))
}

func (d *Dialect) signECDSA(ctx context.Context, a *arguments) (any, error) {
	return d.signLast(ctx, a, signing{algorithm: withECDSA, form: formOf(a.flag(2)), bare: !a.flag(1)}, a.bytes(0))
}

func (d *Dialect) signHash(ctx context.Context, a *arguments) (any, error) {
	return d.signLastDigest(ctx, a, signing{}, a.base64(0))
}

func (d *Dialect) signHashRSA(ctx context.Context, a *arguments) (any, error) {
	return d.signLastDigest(ctx, a, signing{algorithm: withRSA}, a.base64(0))
}

// signLast signs a document with the key that was read last.
func (d *Dialect) signLast(ctx context.Context, a *arguments, s signing, data []byte) (any, error) {
	s, err := d.signingLast(a, s)
	if err != nil {
		return nil, err
	}
	return d.signData(ctx, s, data)
}

func (d *Dialect) signLastDigest(ctx context.Context, a *arguments, s signing, value []byte) (any, error) {
	s, err := d.signingLast(a, s)
	if err != nil {
		return nil, err
	}
	return d.signDigest(ctx, s, value)
}

// signingLast is with the key that was read last, by DSTU 4145 and GOST 34.311 unless
// another algorithm is named. The arguments have been read.
func (d *Dialect) signingLast(a *arguments, s signing) (signing, error) {
	if err := a.err(); err != nil {
		return s, err
	}
	s.algorithm = cmp.Or(s.algorithm, withGOST34311)
	var err error
	s.key, err = d.lastKey()
	return s, err
}
