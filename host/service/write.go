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
	w := &writer{calls: underway{operation: o, ctx: ctx, most: protocol.MaxWrites}, document: document}
	defer w.calls.forget()
	err := produce(w)
	if err == nil {
		err = w.finish()
	}
	return w.size, err
}

// writer cuts what is written into pieces. At most [protocol.MaxWrites] of them
// are under way.
type writer struct {
	calls    underway
	document int
	piece    []byte // not handed over yet
	size     int64  // handed over
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
	return w.calls.finish()
}

func (w *writer) hand() error {
	params := protocol.Write{Call: w.calls.call.id, Document: w.document, Offset: w.size, Data: w.piece}
	if err := w.calls.ask(protocol.MethodWrite, params, func() {}); err != nil {
		return err
	}
	w.size += int64(len(w.piece))
	w.piece = w.piece[:0]
	return nil
}
