// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"slices"

	"github.com/pidpys/pidpys/host/protocol"
)

const (
	// recheckWhole: a document up to this size is read again whole after
	// consent; of a larger one, recheckPieces besides the first and the last.
	recheckWhole  = 4 << 20
	recheckPieces = 6
)

// recheck looks at a document once more between consent and signature: whole if it is
// small, else at the first, the last and some random pieces. It answers what a document of
// no more than maxIdentity holds, and of a longer one nothing.
func (o *operation) recheck(ctx context.Context, d *document) ([]byte, error) {
	if err := d.failed(); err != nil || d.unseen() {
		return nil, err
	}
	if d.Size <= recheckWhole {
		var short []byte
		err := o.stream(ctx, d.octets, d.Size, func(i int, piece []byte) error {
			if d.Size <= maxIdentity {
				short = bytes.Clone(piece)
			}
			return d.match(i, piece)
		})
		return short, gone(err)
	}
	picked := []int{0, len(d.sums) - 1}
	for range recheckPieces {
		picked = append(picked, rand.IntN(len(d.sums)))
	}
	slices.Sort(picked)
	for _, i := range slices.Compact(picked) {
		if _, err := o.reread(ctx, d, i); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// reopen reads a document once more from its start to its end; it must be what
// it was.
func (o *operation) reopen(ctx context.Context, index int) io.ReadCloser {
	d := o.documents[index]
	return o.pipe(ctx, func(ctx context.Context, out io.Writer) error {
		return o.about(d, gone(o.stream(ctx, d.octets, d.Size, func(i int, piece []byte) error {
			if err := d.match(i, piece); err != nil {
				return err
			}
			o.progress(index, i+1)
			_, err := out.Write(piece)
			return err
		})))
	})
}

// reread pulls one piece again; it must be what it was.
func (o *operation) reread(ctx context.Context, d *document, i int) ([]byte, error) {
	offset, length := extent(d.Size, i)
	piece, err := d.octets.read(ctx, offset, length)
	if err != nil {
		return nil, o.about(d, gone(err))
	}
	return piece, o.about(d, d.match(i, piece))
}

func (d *document) match(i int, piece []byte) error {
	if sha256.Sum256(piece) != d.sums[i] {
		return protocol.Fail(protocol.DocumentChanged)
	}
	return nil
}

// gone says of a document that was read once and cannot be read again what
// that means: browsers refuse to read a file that was written to meanwhile.
func gone(err error) error {
	if errors.Is(err, protocol.Fail(protocol.ReadFailed)) {
		return protocol.Fail(protocol.DocumentChanged)
	}
	return err
}
