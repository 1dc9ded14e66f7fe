// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"context"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/service"
)

// appendMethods put one more signature beside those of a message, of which nothing
// else changes. Its form stays: detached, or with the document inside.
var appendMethods = []method{
	{name: "CtxAppendSign", params: 5, do: (*Dialect).ctxAppendSign},
	{name: "CtxAppendSignHash", params: 5, do: (*Dialect).ctxAppendSignHash},
	{name: "AppendSign", params: 2, do: (*Dialect).appendSign},
	{name: "AppendSignHash", params: 2, do: (*Dialect).appendSignHash},
	{name: "AppendSignInternal", params: 2, do: (*Dialect).appendSignInternal},
}

// appendTo signs once more what a message is over. A document beside it, nil for
// none, must be the one inside, if there is one inside.
func (d *Dialect) appendTo(ctx context.Context, s signing, message, data []byte) (any, error) {
	sd, inside, err := openMessage(message)
	switch {
	case err != nil:
		return nil, err
	case inside == nil && data == nil, inside != nil && data != nil && !bytes.Equal(inside, data):
		return nil, fail(codeBadParameter)
	}
	s.form = formOf(inside == nil)
	o, err := d.order(s)
	if err != nil {
		return nil, err
	}
	paper := service.Paper{}
	if inside == nil {
		paper.Content = data
	}
	return d.placeInto(ctx, s.key, o, sd, message, paper)
}

// appendDigest is appendTo by the hash of the document.
func (d *Dialect) appendDigest(ctx context.Context, s signing, message, value []byte) (any, error) {
	sd, inside, err := openMessage(message)
	if err != nil {
		return nil, err
	}
	s.form = formOf(inside == nil)
	o, err := d.order(s)
	if err != nil {
		return nil, err
	}
	if o.Hash, err = digestHash(o.Hash, len(value)); err != nil {
		return nil, err
	}
	paper := service.Paper{}
	if inside == nil {
		if paper, err = d.paper(o.Hash, value); err != nil {
			return nil, err
		}
	} else if !bytes.Equal(o.Hash.Sum(inside), value) {
		return nil, fail(codeBadParameter)
	}
	return d.placeInto(ctx, s.key, o, sd, message, paper)
}

// placeInto has an order done whose signature goes into a message. A detached one of
// nobody says nothing about the document: a new one is as good.
func (d *Dialect) placeInto(ctx context.Context, h service.Held, o service.SignOrder, sd *cms.SignedData, message []byte, paper service.Paper) (any, error) {
	o.Papers = []service.Paper{paper}
	if !sd.Detached || len(sd.SignerInfos) > 0 {
		o.Previous = message
	}
	return d.place(ctx, h, o)
}

func (d *Dialect) ctxAppendSign(ctx context.Context, a *arguments) (any, error) {
	s := signing{algorithm: a.number(1), bare: !a.flag(4)}
	data, message := a.optionalBytes(2), a.either(3)
	var err error
	if s.key, err = d.heldKey(a, 0); err != nil {
		return nil, err
	}
	return d.appendTo(ctx, s, message, data)
}

func (d *Dialect) ctxAppendSignHash(ctx context.Context, a *arguments) (any, error) {
	s := signing{algorithm: a.number(1), bare: !a.flag(4)}
	value, message := a.base64(2), a.either(3)
	var err error
	if s.key, err = d.heldKey(a, 0); err != nil {
		return nil, err
	}
	return d.appendDigest(ctx, s, message, value)
}

func (d *Dialect) appendSign(ctx context.Context, a *arguments) (any, error) {
	return d.appendLast(ctx, a, signing{}, a.either(1), a.bytes(0))
}

func (d *Dialect) appendSignInternal(ctx context.Context, a *arguments) (any, error) {
	return d.appendLast(ctx, a, signing{bare: !a.flag(0)}, a.either(1), nil)
}

func (d *Dialect) appendSignHash(ctx context.Context, a *arguments) (any, error) {
	value, message := a.base64(0), a.either(1)
	s, err := d.signingLast(a, signing{})
	if err != nil {
		return nil, err
	}
	return d.appendDigest(ctx, s, message, value)
}

func (d *Dialect) appendLast(ctx context.Context, a *arguments, s signing, message, data []byte) (any, error) {
	s, err := d.signingLast(a, s)
	if err != nil {
		return nil, err
	}
	return d.appendTo(ctx, s, message, data)
}
