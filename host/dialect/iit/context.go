// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import "context"

// contextMethods make and free what other methods work in. Here a context holds
// nothing: keys and hashes that were made in it have handles of their own.
var contextMethods = []method{
	{name: "CtxCreate", do: (*Dialect).ctxCreate},
	{name: "CtxSetParameter", params: 3, do: (*Dialect).ctxSetParameter},
	{name: "CtxFree", params: 1, do: (*Dialect).ctxFree},
}

func (d *Dialect) ctxCreate(context.Context, *arguments) (any, error) {
	handle, err := d.handles.add(classContext, struct{}{})
	if err != nil {
		return nil, err
	}
	return handleObject(classContext, handle), nil
}

// ctxSetParameter takes what it is given: none of the parameters of a context
// means anything here.
func (d *Dialect) ctxSetParameter(_ context.Context, a *arguments) (any, error) {
	handle, _ := a.handle(0, classContext), a.text(1)
	a.setting(2)
	if err := a.err(); err != nil {
		return nil, err
	}
	return nil, d.context(handle)
}

func (d *Dialect) ctxFree(_ context.Context, a *arguments) (any, error) {
	handle := a.handle(0, classContext)
	if err := a.err(); err != nil {
		return nil, err
	}
	return nil, d.handles.free(classContext, handle)
}

// context reports whether a handle is that of a context.
func (d *Dialect) context(handle string) error {
	_, err := find[struct{}](d.handles, classContext, handle)
	return err
}
