// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"io"
	"sync"
	"time"
)

// linger is how long the end of a connection waits for its last frame.
const linger = time.Second

// outbox writes frames one by one from a goroutine of its own. A peer that
// stops reading holds up a sender for [MaxStall] at most, and the end of the
// connection not at all.
type outbox struct {
	to     io.Writer
	frames chan []byte
	shut   sync.Once
	closed chan struct{} // no frame is taken any more
	left   chan struct{} // and none is being written
}

func newOutbox(to io.Writer) *outbox {
	return &outbox{to: to, frames: make(chan []byte), closed: make(chan struct{}), left: make(chan struct{})}
}

// run writes what is put, until the outbox is closed or writing fails.
func (b *outbox) run() {
	defer close(b.left)
	for {
		select {
		case frame := <-b.frames:
			if WriteFrame(b.to, frame) != nil {
				b.close()
				return
			}
		case <-b.closed:
			return
		}
	}
}

// put waits until frame is the one being written. The error is
// [ErrFrameTooLarge] or [ErrClosed].
func (b *outbox) put(frame []byte) error {
	if len(frame) > MaxFrame {
		return ErrFrameTooLarge
	}
	stalled := time.NewTimer(MaxStall)
	defer stalled.Stop()
	select {
	case b.frames <- frame:
		return nil
	case <-stalled.C:
		b.close()
	case <-b.closed:
	}
	return ErrClosed
}

func (b *outbox) close() { b.shut.Do(func() { close(b.closed) }) }

// finish closes the outbox, and gives the frame being written a moment.
func (b *outbox) finish() {
	b.close()
	select {
	case <-b.left:
	case <-time.After(linger):
	}
}
