// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/sha256"
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
	size  int64
	fetch func(index int) ([]byte, error) // a piece of it

	mu   sync.Mutex
	kept []keptPiece // the one read last comes last
}

type keptPiece struct {
	index  int
	octets []byte
}

// newBlob is a file that nobody looked at before. What was read once must stay as it is.
func (o *operation) newBlob(ctx context.Context, f protocol.File) *blob {
	seen := make(map[int][sha256.Size]byte)
	return &blob{size: f.Size, fetch: func(index int) ([]byte, error) {
		offset, length := extent(f.Size, index)
		piece, err := o.read(ctx, protocol.Page, f.Blob, offset, length)
		if err != nil {
			return nil, err
		}
		o.heard()
		sum := sha256.Sum256(piece)
		if before, known := seen[index]; known && before != sum {
			return nil, protocol.Fail(protocol.DocumentChanged)
		}
		seen[index] = sum
		return piece, nil
	}}
}

// blobOf is a document that was read before, and must be what it was.
func (o *operation) blobOf(ctx context.Context, d *document) *blob {
	return &blob{size: d.Size, fetch: func(index int) ([]byte, error) { return o.reread(ctx, d, index) }}
}

// ReadAt reads as [io.ReaderAt] says.
func (b *blob) ReadAt(p []byte, offset int64) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for n < len(p) {
		at := offset + int64(n)
		if at < 0 || at >= b.size {
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
	octets, err := b.fetch(index)
	if err != nil {
		return nil, err
	}
	if len(b.kept) == keptPieces {
		b.kept = slices.Delete(b.kept, 0, 1)
	}
	b.kept = append(b.kept, keptPiece{index, octets})
	return octets, nil
}

// rest forgets what was read, for who holds many of these.
func (b *blob) rest() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept = nil
}
