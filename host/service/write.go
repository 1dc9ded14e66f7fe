// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"io"

	"github.com/pidpys/pidpys/host/protocol"
)

// write hands the page what produce writes, which is made of the document of
// that index. It answers how many octets these are once the page has them all.
func (o *operation) write(ctx context.Context, document int, produce func(io.Writer) error) (int64, error) {
	w := &writer{operation: o, ctx: ctx, document: document}
	defer w.forget()
	err := produce(w)
	if err == nil {
		err = w.finish()
	}
	return w.size, err
}

// writer cuts what is written into pieces. At most [protocol.MaxWrites] of them
// are under way.
type writer struct {
	*operation
	ctx      context.Context
	document int
	piece    []byte // not handed over yet
	size     int64  // handed over
	asked    []*protocol.Question
}

// Write takes all of p, or fails for good.
func (w *writer) Write(p []byte) (int, error) {
	taken := 0
	for taken < len(p) {
		n := min(protocol.PieceSize-len(w.piece), len(p)-taken)
		w.piece = append(w.piece, p[taken:taken+n]...)
		taken += n
		if len(w.piece) == protocol.PieceSize {
			if err := w.hand(); err != nil {
				return taken, err
			}
		}
	}
	return taken, nil
}

// finish hands over the last piece and waits for the page.
func (w *writer) finish() error {
	if len(w.piece) > 0 {
		if err := w.hand(); err != nil {
			return err
		}
	}
	for len(w.asked) > 0 {
		if err := w.wait(); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) hand() error {
	if len(w.asked) == protocol.MaxWrites {
		if err := w.wait(); err != nil {
			return err
		}
	}
	params := protocol.Write{Call: w.call.id, Document: w.document, Offset: w.size, Data: w.piece}
	q, err := w.conn.Ask(protocol.Page, protocol.MethodWrite, params)
	if err != nil {
		return err
	}
	w.asked = append(w.asked, q)
	w.size += int64(len(w.piece))
	w.piece = w.piece[:0]
	return nil
}

// wait waits for the oldest piece under way.
func (w *writer) wait() error {
	ctx, cancel := context.WithTimeoutCause(w.ctx, protocol.MaxReply, protocol.Fail(protocol.TimedOut))
	defer cancel()
	q := w.asked[0]
	w.asked = w.asked[1:]
	return writeError(ctx, q.Wait(ctx, &protocol.Empty{}))
}

// writeError keeps why writing ended by itself, and nothing of what a page says
// of a piece that it does not take.
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

func (w *writer) forget() {
	for _, q := range w.asked {
		q.Forget()
	}
}
