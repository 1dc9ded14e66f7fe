// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/service"
)

// containerMethods sign documents in a container with them, and PDF files in
// themselves. Nobody has seen what the methods without a key's handle take.
var containerMethods = []method{
	{name: "CtxASiCSign", params: 7, do: (*Dialect).ctxASiCSign},
	{name: "CtxPDFSign", params: 4, do: (*Dialect).ctxPDFSign},
}

// containerForms are the types of containers.
var containerForms = map[int]service.Form{1: service.ASiCS, 2: service.ASiCE}

// Kinds of signatures in containers: only the first is made.
const (
	containerCAdES = 1
	containerXAdES = 2
)

// pdfLevels are those of signatures in PDF files.
var pdfLevels = map[int]cades.Level{1: cades.LevelBB, 4: cades.LevelBT}

func (d *Dialect) ctxASiCSign(ctx context.Context, a *arguments) (any, error) {
	algorithm, kind, signature, level := a.number(1), a.number(2), a.number(3), a.number(4)
	names, contents := a.texts(5), a.bytesList(6)
	h, err := d.heldKey(a, 0)
	if err != nil {
		return nil, err
	}
	form, known := containerForms[kind]
	switch {
	case !known, signature != containerCAdES && signature != containerXAdES:
		return nil, fail(codeBadParameter)
	case signature == containerXAdES:
		return nil, fail(codeNotSupported)
	case len(names) != len(contents), len(names) == 0, form == service.ASiCS && len(names) != 1:
		return nil, fail(codeBadParameter)
	}
	reached, err := levelOf(level)
	if err != nil {
		return nil, err
	}
	o, err := d.order(signing{key: h, algorithm: algorithm, form: form, level: reached})
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		o.Papers = append(o.Papers, service.Paper{Name: name, Content: contents[i]})
	}
	return d.place(ctx, h, o)
}

func (d *Dialect) ctxPDFSign(ctx context.Context, a *arguments) (any, error) {
	algorithm, file, n := a.number(1), a.bytes(2), a.number(3)
	h, err := d.heldKey(a, 0)
	if err != nil {
		return nil, err
	}
	level, known := pdfLevels[n]
	switch {
	case !known:
		return nil, fail(codeNotSupported)
	case !pades.Begins(file): // nobody agrees to what cannot be done
		return nil, fail(codeFormats)
	}
	o, err := d.order(signing{key: h, algorithm: algorithm, form: service.PDF, level: level})
	if err != nil {
		return nil, err
	}
	o.Papers = []service.Paper{{Content: file, Type: "application/pdf"}}
	return d.place(ctx, h, o)
}
