// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"time"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// Hurry makes a source of a test wait for less: for a call that hangs, for
// another program, between two looks.
func (s *Source) Hurry() {
	s.pace.load, s.pace.list, s.pace.read, s.pace.use = 4*time.Second, time.Second, time.Second, time.Second
	s.pace.make, s.pace.pad = time.Second, time.Second
	s.pace.busy, s.pace.leave = 300*time.Millisecond, 300*time.Millisecond
	s.pace.poll, s.pace.repair, s.pace.retry = 20*time.Millisecond, 100*time.Millisecond, 10*time.Millisecond
}

// Calm makes a source of a test wait for longer than anything takes, also on a
// machine that has other things to do.
func (s *Source) Calm() { s.pace.list, s.pace.read = time.Minute, time.Minute }

// Attentive makes a source of a test look for cards all the time, and wait for
// the answer to a login for longer than anybody would.
func (s *Source) Attentive() { s.pace.attend, s.pace.use = time.Millisecond, time.Hour }

// Lively makes a source of a test keep its workers awake by a word all the time.
func (s *Source) Lively() { s.pace.alive = time.Millisecond }

// Calls is how many calls the running workers were asked.
func (s *Source) Calls() uint32 {
	var n uint32
	for _, d := range s.drivers {
		if p := d.present(); p != nil {
			p.turn <- struct{}{}
			n += p.calls
			<-p.turn
		}
	}
	return n
}

// Workers is how many workers run.
func (s *Source) Workers() int {
	n := 0
	for _, d := range s.drivers {
		if d.present() != nil {
			n++
		}
	}
	return n
}

// Busy reports whether a worker is in the middle of a call.
func (s *Source) Busy() bool {
	for _, d := range s.drivers {
		if p := d.present(); p != nil && len(p.turn) > 0 {
			return true
		}
	}
	return false
}

// Folder is where the source keeps its files.
func (s *Source) Folder() string { return s.config.Folder }

// Aside reports whether the module of a row is set aside.
func (s *Source) Aside(row int) bool {
	file, err := s.drivers[row].locate()
	return err == nil && s.quarantine.holds(file.fingerprint)
}

// Unchecked has the token make signatures as Sign does, and looks at none.
func Unchecked(ctx context.Context, k key.Key, d key.Digest, n int) error {
	var inner *tokenKey
	switch k := k.(type) {
	case *tokenKey:
		inner = k
	case *decryptingKey:
		inner = k.tokenKey
	}
	task, err := prepare(inner.public, d)
	if err != nil {
		return err
	}
	return inner.store.use(ctx, func(ctx context.Context) error {
		private, err := inner.store.ready(ctx, inner.found)
		if err != nil {
			return err
		}
		for ; n > 0; n -= maxBatch {
			params := wire.Sign{At: inner.store.at, Handle: private.Handle, Mechanism: task.mechanism}
			for range min(n, maxBatch) {
				params.Inputs = append(params.Inputs, task.input)
			}
			var signatures []wire.Signature
			if _, err := inner.store.send(ctx, question{call: wire.CallSign, params: params, limit: time.Minute}, &signatures); err != nil {
				return err
			}
			for _, s := range signatures {
				if s.Error != nil {
					return s.Error
				}
			}
		}
		return nil
	})
}
