// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/pidpys/pidpys/host/protocol"
)

// read asks role for length octets of a blob at offset, no more than a piece,
// and gets exactly so many or an error.
func (o *operation) read(ctx context.Context, role protocol.Role, blob string, offset, length int64) ([]byte, error) {
	data, err := o.readUpTo(ctx, role, blob, offset, length)
	if err == nil && int64(len(data)) != length {
		clear(data)
		return nil, protocol.Fail(protocol.ReadFailed)
	}
	return data, err
}

// readUpTo is read of a blob whose size nobody told.
func (o *operation) readUpTo(ctx context.Context, role protocol.Role, blob string, offset, length int64) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, protocol.MaxReply, protocol.Fail(protocol.TimedOut))
	defer cancel()
	var answer protocol.Data
	err := o.conn.Call(ctx, role, protocol.MethodRead, protocol.Read{Blob: blob, Offset: offset, Length: length}, &answer)
	if err != nil {
		return nil, readError(ctx, err)
	}
	return answer.Data, nil
}

// readError keeps why reading ended by itself, and of what a reader says only
// the code that section 8 of PROTOCOL.md gives to it.
func readError(ctx context.Context, err error) error {
	switch _, said := err.(*protocol.Error); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, protocol.Fail(protocol.UnknownBlob)):
		return protocol.Fail(protocol.UnknownBlob)
	case said:
		return protocol.Fail(protocol.ReadFailed)
	}
	return err
}

// octets are where something is read from: a blob, or memory.
type octets interface {
	// read answers exactly length octets at offset, no more than a piece, or an
	// error. Nobody changes them.
	read(ctx context.Context, offset, length int64) ([]byte, error)
}

// at is a blob of whoever has that role.
func (o *operation) at(role protocol.Role, blob string) octets { return blobAt{o, role, blob} }

type blobAt struct {
	o    *operation
	role protocol.Role
	blob string
}

func (b blobAt) read(ctx context.Context, offset, length int64) ([]byte, error) {
	return b.o.read(ctx, b.role, b.blob, offset, length)
}

// memory is octets that are here already.
type memory []byte

func (m memory) read(ctx context.Context, offset, length int64) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return m[offset : offset+length], nil
}

// pieces is how many pieces a blob of size octets has.
func pieces(size int64) int { return int((size + protocol.PieceSize - 1) / protocol.PieceSize) }

// extent is where piece i of a blob of size octets lies.
func extent(size int64, i int) (offset, length int64) {
	offset = int64(i) * protocol.PieceSize
	return offset, min(protocol.PieceSize, size-offset)
}

// stream reads size octets from their start to their end, and calls use with each piece in turn;
// use must not keep it. At most [protocol.MaxReads] pieces are in memory or
// under way.
func (o *operation) stream(ctx context.Context, from octets, size int64, use func(i int, piece []byte) error) error {
	type result struct {
		piece []byte
		err   error
	}
	ctx, cancel := context.WithCancel(ctx)
	var reading sync.WaitGroup
	defer reading.Wait()
	defer cancel()

	var waiting []chan result
	for i, next := 0, 0; i < pieces(size); i++ {
		for ; next < pieces(size) && len(waiting) < protocol.MaxReads; next++ {
			reply := make(chan result, 1)
			waiting = append(waiting, reply)
			offset, length := extent(size, next)
			reading.Go(func() {
				piece, err := from.read(ctx, offset, length)
				reply <- result{piece, err}
			})
		}
		r := <-waiting[0]
		waiting = waiting[1:]
		if r.err != nil {
			return r.err
		}
		o.heard()
		if err := use(i, r.piece); err != nil {
			return err
		}
	}
	return nil
}

// open is stream as a reader; Close stops it and waits for it.
func (o *operation) open(ctx context.Context, role protocol.Role, f protocol.File) io.ReadCloser {
	return o.pipe(ctx, func(ctx context.Context, out io.Writer) error {
		return o.stream(ctx, o.at(role, f.Blob), f.Size, func(_ int, piece []byte) error {
			_, err := out.Write(piece)
			return err
		})
	})
}

// pipe is what produce writes as a reader; Close stops it and waits for it.
func (o *operation) pipe(ctx context.Context, produce func(context.Context, io.Writer) error) io.ReadCloser {
	ctx, cancel := context.WithCancel(ctx)
	in, out := io.Pipe()
	r := &reader{PipeReader: in, cancel: cancel}
	r.streaming.Go(func() { out.CloseWithError(produce(ctx, out)) })
	return r
}

type reader struct {
	*io.PipeReader
	cancel    context.CancelFunc
	streaming sync.WaitGroup
}

func (r *reader) Close() error {
	r.cancel()
	err := r.PipeReader.Close()
	r.streaming.Wait()
	return err
}

// slurp reads a small file whole: a key or certificates, from the window.
func (o *operation) slurp(ctx context.Context, f protocol.File) ([]byte, error) {
	if f.Size > protocol.MaxFile {
		return nil, tooLarge
	}
	data := make([]byte, 0, f.Size)
	err := o.stream(ctx, o.at(protocol.Window, f.Blob), f.Size, func(_ int, piece []byte) error {
		data = append(data, piece...)
		clear(piece)
		return nil
	})
	if err != nil {
		clear(data)
		return nil, err
	}
	return data, nil
}
