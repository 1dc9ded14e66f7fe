// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"

	"github.com/pidpys/pidpys/host/protocol"
)

// underway are calls to the page that it has not answered yet, no more than most.
// They reach it, and are waited for, in order.
type underway struct {
	*operation
	ctx   context.Context
	most  int
	asked []asked
}

type asked struct {
	*protocol.Question
	taken func() // what follows once the page has it
}

// room waits until one more may be under way.
func (u *underway) room() error {
	if len(u.asked) < u.most {
		return nil
	}
	return u.wait()
}

// ask makes one more call, as soon as there is room for it.
func (u *underway) ask(method string, params any, taken func()) error {
	if err := u.room(); err != nil {
		return err
	}
	q, err := u.conn.Ask(protocol.Page, method, params)
	if err != nil {
		return err
	}
	u.asked = append(u.asked, asked{q, taken})
	return nil
}

// finish waits for all.
func (u *underway) finish() error {
	for len(u.asked) > 0 {
		if err := u.wait(); err != nil {
			return err
		}
	}
	return nil
}

// wait waits for the oldest.
func (u *underway) wait() error {
	ctx, cancel := context.WithTimeoutCause(u.ctx, protocol.MaxReply, protocol.Fail(protocol.TimedOut))
	defer cancel()
	q := u.asked[0]
	u.asked = u.asked[1:]
	err := writeError(ctx, q.Wait(ctx, &protocol.Empty{}))
	if err == nil {
		q.taken()
	}
	return err
}

// forget waits for none of them any more.
func (u *underway) forget() {
	for _, q := range u.asked {
		q.Forget()
	}
	u.asked = nil
}

// writeError keeps why writing ended by itself, and nothing of what a page says
// of what it does not take.
func writeError(ctx context.Context, err error) error {
	switch _, said := err.(*protocol.Error); {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case said:
		return protocol.Fail(protocol.WriteFailed)
	}
	return err
}
