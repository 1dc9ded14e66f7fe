// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"

	"github.com/pidpys/pidpys/host/protocol"
)

// errand is the caller of an operation that a [Desk] has done.
type errand struct {
	result any
	err    error
}

func (e *errand) Reply(result any) { e.result = result }
func (e *errand) Fail(err error)   { e.err = err }

// have does an operation, with the keys of h or, if that is nil, with those that the
// person opens, of which w says more. The window calls it by that action.
func (d *Desk) have(ctx context.Context, action string, o *operation, h Held, w Wanted) (any, error) {
	if len(w.File) > protocol.MaxFile {
		return nil, tooLarge
	}
	if h != nil {
		var ours bool
		if o.held, ours = h.(*held); !ours {
			return nil, protocol.Fail(protocol.InvalidParams)
		}
		return o.held.use(func() (any, error) { return d.run(ctx, action, o) })
	}
	o.hints = w.Certificates
	if o.wanted = w.named(); o.wanted != nil {
		defer clear(o.wanted.File)
	}
	return d.run(ctx, action, o)
}

func (d *Desk) run(ctx context.Context, action string, o *operation) (any, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	e := new(errand)
	o.call = call{caller: e, action: action}
	if err := d.begin(o); err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { o.end(context.Cause(ctx)) })()
	<-o.ended
	return e.result, e.err
}
