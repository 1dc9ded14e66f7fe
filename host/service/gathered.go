// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"

	"github.com/pidpys/pidpys/host/protocol"
)

// gathered is a blob of the page's that is read whole before anybody is asked about it,
// since what is in it decides what to ask. It is read from the page once: what was
// looked at is what is signed.
type gathered struct {
	memory
	from blobAt
	size int64
	done chan struct{} // closed once memory is there
}

func (o *operation) gatherer(f protocol.File) *gathered {
	return &gathered{from: blobAt{o, protocol.Page, f.Blob}, size: f.Size, done: make(chan struct{})}
}

// gather reads the blob. It is called once.
func (g *gathered) gather(ctx context.Context) error {
	all := make(memory, 0, g.size)
	err := g.from.o.stream(ctx, g.from, g.size, func(_ int, piece []byte) error {
		all = append(all, piece...)
		return nil
	})
	if err != nil {
		return err
	}
	g.memory = all
	close(g.done)
	return nil
}

func (g *gathered) read(ctx context.Context, offset, length int64) ([]byte, error) {
	select {
	case <-g.done:
		return g.memory.read(ctx, offset, length)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// whole is octets that are all here.
type whole interface{ whole() []byte }

func (m memory) whole() []byte { return m }
