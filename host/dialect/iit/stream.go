// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
)

// streamMethods sign a document that comes in pieces, by the key that was read last.
// The signature is detached. The person sees the document, if it is not too long to
// be kept: see [memory].
//
// Methods whose names end in Ctx have several documents on their way at a time, the
// others one by DSTU 4145 and one by RSA.
var streamMethods = []method{
	{name: "ContinueSign", params: 1, do: continueSign(withGOST34311)},
	{name: "ContinueRSASign", params: 1, do: continueSign(withRSA)},
	{name: "EndSign", do: (*Dialect).endSign},
	{name: "EndRSASign", params: 1, do: (*Dialect).endRSASign},
	{name: "AppendSignBegin", params: 1, do: (*Dialect).appendSignBegin},
	{name: "ContinueSignCtx", params: 2, do: continueSignCtx(withGOST34311)},
	{name: "ContinueRSASignCtx", params: 2, do: continueSignCtx(withRSA)},
	{name: "EndSignCtx", params: 2, do: endSignCtx(withGOST34311)},
	{name: "EndRSASignCtx", params: 2, do: endSignCtx(withRSA)},
	{name: "ResetOperation", do: (*Dialect).resetOperation},
	{name: "ResetOperationCtx", params: 1, do: (*Dialect).resetOperationCtx},
}

// A stream is a document on its way.
type stream struct {
	algorithm int
	*hashContext
	previous []byte // a message that gets one more signature; nil: none
}

// newStream begins a document that the key that was read last signs.
func (d *Dialect) newStream(algorithm int) (*stream, error) {
	h, err := d.lastKey()
	if err != nil {
		return nil, err
	}
	public := h.Keys()[0].Key.Public()
	hash, err := contentHash(algorithm, public)
	if err != nil {
		return nil, err
	}
	if hash == nil {
		hash = pki.DefaultHash(public)
	}
	return &stream{algorithm: algorithm, hashContext: d.newHash(hash)}, nil
}

// signStream signs a document that came to its end.
func (d *Dialect) signStream(ctx context.Context, s *stream, bare bool) (any, error) {
	h, err := d.lastKey()
	if err != nil {
		return nil, err
	}
	value, err := s.end()
	if err != nil {
		return nil, err
	}
	order := signing{key: h, algorithm: s.algorithm, form: service.Detached, bare: bare}
	if s.previous != nil {
		return d.appendDigest(ctx, order, s.previous, value)
	}
	return d.signDigest(ctx, order, value)
}

func continueSign(algorithm int) action {
	return func(d *Dialect, _ context.Context, a *arguments) (any, error) {
		data := a.bytes(0)
		if err := a.err(); err != nil {
			return nil, err
		}
		if d.streams[algorithm] == nil {
			s, err := d.newStream(algorithm)
			if err != nil {
				return nil, err
			}
			d.streams[algorithm] = s
		}
		return nil, d.streams[algorithm].write(data)
	}
}

func (d *Dialect) endSign(ctx context.Context, _ *arguments) (any, error) {
	return d.endStream(ctx, withGOST34311, false)
}

func (d *Dialect) endRSASign(ctx context.Context, a *arguments) (any, error) {
	bare := !a.flag(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	return d.endStream(ctx, withRSA, bare)
}

func (d *Dialect) endStream(ctx context.Context, algorithm int, bare bool) (any, error) {
	s := d.streams[algorithm]
	if s == nil {
		return nil, fail(codeBadParameter)
	}
	delete(d.streams, algorithm)
	return d.signStream(ctx, s, bare)
}

// appendSignBegin begins a document that a detached message is over. What was on its
// way is dropped.
func (d *Dialect) appendSignBegin(_ context.Context, a *arguments) (any, error) {
	message := a.either(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	_, inside, err := openMessage(message)
	switch {
	case err != nil:
		return nil, err
	case inside != nil:
		return nil, fail(codeBadParameter)
	}
	s, err := d.newStream(withGOST34311)
	if err != nil {
		return nil, err
	}
	d.dropStream(withGOST34311)
	s.previous = message
	d.streams[withGOST34311] = s
	return nil, nil
}

func (d *Dialect) dropStream(algorithm int) {
	if s := d.streams[algorithm]; s != nil {
		s.Close()
		delete(d.streams, algorithm)
	}
}

// continueSignCtx answers with the context, a new one where the page has none yet: it
// gives null, or one without a handle.
func continueSignCtx(algorithm int) action {
	return func(d *Dialect, _ context.Context, a *arguments) (any, error) {
		handle, data := a.begun(0), a.bytes(1)
		if err := a.err(); err != nil {
			return nil, err
		}
		if handle == "" {
			s, err := d.newStream(algorithm)
			if err != nil {
				return nil, err
			}
			if handle, err = d.handles.add(classOperationContext, s); err != nil {
				return nil, err
			}
		}
		s, err := d.streamOf(handle, algorithm)
		if err != nil {
			return nil, err
		}
		return handleObject(classOperationContext, handle), s.write(data)
	}
}

// begun reads the handle of an operation, empty where there is none yet.
func (a *arguments) begun(i int) string {
	if a.null(i) {
		return ""
	}
	f := a.fields(i, classOperationContext)
	if string(f.member("handle")) == "null" {
		return ""
	}
	return f.text("handle")
}

// streamOf is that of a context. Operations of other kinds have such contexts, too.
func (d *Dialect) streamOf(handle string, algorithm int) (*stream, error) {
	s, err := find[*stream](d.handles, classOperationContext, handle)
	if err == nil && s.algorithm != algorithm {
		err = fail(codeBadParameter)
	}
	return s, err
}

// endSignCtx frees the context, too.
func endSignCtx(algorithm int) action {
	return func(d *Dialect, ctx context.Context, a *arguments) (any, error) {
		handle, bare := a.handle(0, classOperationContext), !a.flag(1)
		if err := a.err(); err != nil {
			return nil, err
		}
		s, err := d.streamOf(handle, algorithm)
		if err != nil {
			return nil, err
		}
		signed, err := d.signStream(ctx, s, bare)
		_ = d.handles.free(classOperationContext, handle)
		return signed, err
	}
}

// resetOperation drops what methods without a context have on its way.
func (d *Dialect) resetOperation(context.Context, *arguments) (any, error) {
	d.dropStream(withGOST34311)
	d.dropStream(withRSA)
	d.setVerification(nil)
	return nil, nil
}

// resetOperationCtx is no mistake after the end of the operation, which has freed the
// context: pages do both.
func (d *Dialect) resetOperationCtx(_ context.Context, a *arguments) (any, error) {
	handle := a.begun(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	_ = d.handles.free(classOperationContext, handle)
	return nil, nil
}
