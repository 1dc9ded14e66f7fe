// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import "context"

// streamVerifyMethods verify a detached signature over a content that comes in
// pieces: one at a time by the older methods, several by those with a context.
var streamVerifyMethods = []method{
	{name: "BeginVerify", params: 1, do: (*Dialect).beginVerify},
	{name: "VerifyDataSpecificBegin", params: 2, do: (*Dialect).beginVerifySpecific},
	{name: "VerifyDataOnTimeBeginEx", params: 5, do: (*Dialect).beginVerifyOnTime},
	{name: "ContinueVerify", params: 1, do: (*Dialect).continueVerify},
	{name: "EndVerify", params: 1, optional: 1, do: (*Dialect).endVerify},
	{name: "BeginVerifyCtx", params: 1, do: (*Dialect).beginVerifyCtx},
	{name: "ContinueVerifyCtx", params: 2, do: (*Dialect).continueVerifyCtx},
	{name: "EndVerifyCtx", params: 2, optional: 1, do: (*Dialect).endVerifyCtx},
}

// maxVerified is how many octets, of signatures and of contents in pieces, wait at a
// time: as many as one request may have.
const maxVerified = 96 << 20

// A verification is one that waits for its content.
type verification struct {
	question
	size int  // octets that wait here
	all  *int // and those of all
}

func (d *Dialect) newVerification(q question) (*verification, error) {
	q.content = []byte{}
	v := &verification{question: q, all: &d.verifying}
	return v, v.weigh(q.signature)
}

// weigh counts octets that are to wait here.
func (v *verification) weigh(octets []byte) error {
	if len(octets) > maxVerified-*v.all {
		return fail(codeMemory)
	}
	v.size += len(octets)
	*v.all += len(octets)
	return nil
}

func (v *verification) take(piece []byte) error {
	if err := v.weigh(piece); err != nil {
		return err
	}
	v.content = append(v.content, piece...)
	return nil
}

// Close lets go of what waits.
func (v *verification) Close() {
	*v.all -= v.size
	v.size, v.question = 0, question{}
}

// setVerification takes the place of the one that the older methods began; nil:
// there is none any more.
func (d *Dialect) setVerification(v *verification) {
	if d.verification != nil {
		d.verification.Close()
	}
	d.verification = v
}

func (d *Dialect) beginVerify(_ context.Context, a *arguments) (any, error) {
	return d.begin(a, question{signature: a.either(0), index: every})
}

func (d *Dialect) beginVerifySpecific(_ context.Context, a *arguments) (any, error) {
	return d.begin(a, question{signature: a.either(1), index: a.number(0)})
}

func (d *Dialect) beginVerifyOnTime(_ context.Context, a *arguments) (any, error) {
	return d.begin(a, question{signature: a.either(1), index: a.number(0)}.judged(a, 2))
}

// begin takes the place of what was begun before.
func (d *Dialect) begin(a *arguments, q question) (any, error) {
	if err := a.err(); err != nil {
		return nil, err
	}
	d.setVerification(nil)
	v, err := d.newVerification(q)
	if err != nil {
		return nil, err
	}
	d.setVerification(v)
	return nil, nil
}

func (d *Dialect) continueVerify(_ context.Context, a *arguments) (any, error) {
	piece := a.either(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	if d.verification == nil {
		return nil, fail(codeBadParameter)
	}
	return nil, d.verification.take(piece)
}

func (d *Dialect) endVerify(ctx context.Context, a *arguments) (any, error) {
	if d.verification == nil {
		return nil, fail(codeBadParameter)
	}
	defer d.setVerification(nil)
	return d.verify(ctx, a, d.verification.question)
}

func (d *Dialect) beginVerifyCtx(_ context.Context, a *arguments) (any, error) {
	q := question{signature: a.either(0), index: every}
	if err := a.err(); err != nil {
		return nil, err
	}
	v, err := d.newVerification(q)
	if err != nil {
		return nil, err
	}
	handle, err := d.handles.add(classOperationContext, v)
	if err != nil {
		v.Close()
		return nil, err
	}
	return handleObject(classOperationContext, handle), nil
}

// continueVerifyCtx answers with the context, as its like for signatures does.
func (d *Dialect) continueVerifyCtx(_ context.Context, a *arguments) (any, error) {
	handle, piece := a.handle(0, classOperationContext), a.either(1)
	if err := a.err(); err != nil {
		return nil, err
	}
	v, err := find[*verification](d.handles, classOperationContext, handle)
	if err != nil {
		return nil, err
	}
	if err := v.take(piece); err != nil {
		return nil, err
	}
	return handleObject(classOperationContext, handle), nil
}

func (d *Dialect) endVerifyCtx(ctx context.Context, a *arguments) (any, error) {
	handle := a.handle(0, classOperationContext)
	if err := a.err(); err != nil {
		return nil, err
	}
	v, err := find[*verification](d.handles, classOperationContext, handle)
	if err != nil {
		return nil, err
	}
	defer d.handles.free(classOperationContext, handle)
	return d.verify(ctx, a, v.question)
}
