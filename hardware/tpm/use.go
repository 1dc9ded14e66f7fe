// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/go-tpm/tpm2"

	"github.com/pidpys/pidpys/hardware/lockfile"
)

// use does something with the TPM and the folder while no other process of this
// user does. Who leaves in the middle of a command is not kept waiting, but the
// next one is, until the TPM has come to its end.
func (s *Source) use(ctx context.Context, do func(*device) error) error {
	turn, err := s.takeTurn(ctx)
	if err != nil {
		return err
	}
	return s.connect(ctx, s.pace.limit, do, func() { _ = turn.Unlock() })
}

// with does something with an entry's object loaded.
func (s *Source) with(ctx context.Context, e *entry, do func(*device, *parent, tpm2.NamedHandle) error) error {
	return s.use(ctx, func(d *device) error {
		p, err := d.parent(e.name)
		if err != nil {
			return err
		}
		object, err := d.load(p, &e.wrapped)
		if err != nil {
			return err
		}
		return do(d, p, object)
	})
}

// glance asks the TPM something that loads nothing and needs no turn.
func (s *Source) glance(ctx context.Context, do func(*device) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.connect(ctx, s.pace.glance, do, func() {})
}

// alone changes the folder while no other process of this user does.
func (s *Source) alone(ctx context.Context, do func() error) error {
	turn, err := s.takeTurn(ctx)
	if err != nil {
		return err
	}
	defer turn.Unlock()
	return do()
}

// connect does something in one connection, within a limit, and calls done when
// that is closed.
func (s *Source) connect(ctx context.Context, limit time.Duration, do func(*device) error, done func()) error {
	inner, err := s.config.Device()
	if err != nil {
		done()
		return err
	}
	limited, end := context.WithTimeout(ctx, limit)
	defer end()
	d := &device{ctx: limited, inner: inner}
	err = do(d)
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		defer done()
		d.close(s.pace.grace)
	}()
	select {
	case <-closed:
	case <-limited.Done():
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// takeTurn waits until no other process of this user is at the TPM.
func (s *Source) takeTurn(ctx context.Context) (*lockfile.Lock, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.config.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("tpm: %w", err)
	}
	turn, err := lockfile.Await(ctx, filepath.Join(s.config.Folder, "turn.lock"), s.pace.retry, nil)
	if err != nil {
		return nil, fmt.Errorf("tpm: %w", err)
	}
	return turn, nil
}
