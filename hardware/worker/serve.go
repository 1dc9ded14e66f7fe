// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"io"
	"time"

	"github.com/pidpys/pidpys/hardware/wire"
)

// serve answers the requests that come from in, one after the other, on the
// goroutine that called it. It returns nil when in ends, or when nothing came
// for as long as idle. ended is called once in ends, from another goroutine and
// maybe in the middle of an answer that will never be ready: then nobody waits
// for it any more.
func serve(in io.Reader, out io.Writer, answer func(*wire.Request) *wire.Response, idle time.Duration, ended func()) error {
	requests := make(chan *wire.Request)
	done := make(chan struct{})
	defer close(done)
	failed := make(chan error, 1)
	go func() {
		for {
			q, err := wire.ReadRequest(in)
			if err != nil {
				ended()
				failed <- err
				return
			}
			select {
			case requests <- q:
			case <-done:
				clear(q.Secret)
				return
			}
		}
	}()
	wait := time.NewTimer(idle)
	defer wait.Stop()
	for {
		select {
		case q := <-requests:
			p := answer(q)
			clear(q.Secret)
			if err := respond(out, p); err != nil {
				return err
			}
			wait.Reset(idle)
		case err := <-failed:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		case <-wait.C:
			return nil
		}
	}
}

// respond writes a response, or what is wrong with it.
func respond(out io.Writer, p *wire.Response) error {
	err := wire.WriteResponse(out, p)
	if errors.Is(err, wire.ErrFrame) {
		return wire.WriteResponse(out, &wire.Response{ID: p.ID, Error: &wire.Error{Kind: wire.Invalid, Detail: err.Error()}})
	}
	return err
}
