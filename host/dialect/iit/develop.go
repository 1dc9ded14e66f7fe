// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"context"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
)

// developMethods decrypt what is encrypted to the person, each by a question. They
// tell who sent it: whoever signed what is inside, which must hold, else the one whose
// key the message was made with, which proves nothing to a third.
var developMethods = []method{
	{name: "CtxDevelop", params: 4, optional: 1, do: (*Dialect).ctxDevelop},
	{name: "Develop", params: 2, optional: 1, do: (*Dialect).develop},
	{name: "DevelopEx", params: 3, optional: 1, do: (*Dialect).developEx},
}

// unseal decrypts a message. The sender's certificate, nil where the page gives none,
// is one to look for the sender by.
func (d *Dialect) unseal(ctx context.Context, h service.Held, message, sender []byte) (any, error) {
	known := d.known()
	if sender != nil {
		c, err := pki.ParseCertificate(sender)
		if err != nil {
			return nil, fail(codeBadCertificate)
		}
		known = append(known, c)
	}
	opened, err := d.desk.Decrypt(ctx, h, service.Paper{Content: message}, known)
	if err != nil {
		return nil, err
	}
	d.reveal(opened.Content)
	if !opened.ContentType.Equal(cms.SignedDataType) {
		return signInfo{owner: owner(opened.Originator), data: opened.Content}.sender(), nil
	}
	var inside bytes.Buffer
	report, err := d.desk.Verifier(known).Verify(ctx, bytes.NewReader(opened.Content), nil, &inside)
	if err != nil {
		return nil, err
	}
	d.reveal(inside.Bytes())
	verdict, err := confirmedOf(report.Signatures, every)
	if err != nil {
		return nil, err
	}
	return signInfo{owner(verdict.Certificate), timesOf(verdict), inside.Bytes()}.sender(), nil
}

// reveal has content that was secret wiped once the answer is written.
func (d *Dialect) reveal(content []byte) { d.revealed = append(d.revealed, content) }

// wipe is called once the answer is written.
func (d *Dialect) wipe() {
	for _, content := range d.revealed {
		clear(content)
	}
	d.revealed = slices.Delete(d.revealed, 0, len(d.revealed))
}

func (d *Dialect) ctxDevelop(ctx context.Context, a *arguments) (any, error) {
	message, sender := a.either(1), a.optionalBytes(2)
	a.optionalFlag(3)
	h, err := d.heldKey(a, 0)
	if err != nil {
		return nil, err
	}
	return d.unseal(ctx, h, message, sender)
}

// develop would, by its last argument, show a window of the library with who sent it.
func (d *Dialect) develop(ctx context.Context, a *arguments) (any, error) {
	message := a.either(0)
	a.optionalFlag(1)
	return d.unsealLast(ctx, a, message, nil)
}

func (d *Dialect) developEx(ctx context.Context, a *arguments) (any, error) {
	message, sender := a.either(0), a.optionalBytes(1)
	a.optionalFlag(2)
	return d.unsealLast(ctx, a, message, sender)
}

func (d *Dialect) unsealLast(ctx context.Context, a *arguments, message, sender []byte) (any, error) {
	if err := a.err(); err != nil {
		return nil, err
	}
	h, err := d.lastKey()
	if err != nil {
		return nil, err
	}
	return d.unseal(ctx, h, message, sender)
}
