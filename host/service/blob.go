// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"io"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/protocol"
)

// keptPieces is how many pieces of a blob are remembered: a reader that goes back
// and forth mostly stays near where it was.
const keptPieces = 8

// blob is a file of the page that is read here and there.
type blob struct {
	protocol.File
	o   *operation
	ctx context.Context

	mu   sync.Mutex
	kept []keptPiece // the one read last comes last
}

type keptPiece struct {
	index  int
	octets []byte
}

func (o *operation) newBlob(ctx context.Context, f protocol.File) *blob {
	return &blob{File: f, o: o, ctx: ctx}
}

// ReadAt reads as [io.ReaderAt] says. The file must stay as it is: a page that
// changes it deceives itself.
func (b *blob) ReadAt(p []byte, offset int64) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for n < len(p) {
		at := offset + int64(n)
		if at < 0 || at >= b.Size {
			return n, io.EOF
		}
		index := int(at / protocol.PieceSize)
		piece, err := b.piece(index)
		if err != nil {
			return n, err
		}
		n += copy(p[n:], piece[at-int64(index)*protocol.PieceSize:])
	}
	return n, nil
}

func (b *blob) piece(index int) ([]byte, error) {
	if i := slices.IndexFunc(b.kept, func(k keptPiece) bool { return k.index == index }); i >= 0 {
		found := b.kept[i]
		b.kept = append(slices.Delete(b.kept, i, i+1), found)
		return found.octets, nil
	}
	offset, length := extent(b.Size, index)
	octets, err := b.o.read(b.ctx, protocol.Page, b.Blob, offset, length)
	if err != nil {
		return nil, err
	}
	b.o.heard()
	if len(b.kept) == keptPieces {
		b.kept = slices.Delete(b.kept, 0, 1)
	}
	b.kept = append(b.kept, keptPiece{index, octets})
	return octets, nil
}
