// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package store is what the servers of a cabinet remember together: which
// challenges were answered, and what phones are asked to confirm. [NewMemory] is
// for a cabinet of one server; package redisstore for those of several. Another
// store has three methods to write and a test to pass, package storetest.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Limits of what a store is given, in octets.
const (
	MaxKey = 256
	// MaxValue is ample for the documents of a request to a phone, in base64.
	MaxValue = 32 << 20
)

var (
	// ErrAbsent: nothing is kept under the key, or not any more.
	ErrAbsent = errors.New("store: nothing under this key")
	// ErrLimit: a key or a value outside the limits.
	ErrLimit = errors.New("store: outside the limits")
	// ErrFull: there is no room. What was kept before stays.
	ErrFull = errors.New("store: full")
)

// A Store keeps values until they expire. Its servers' sign-ins are as safe as its
// promise that of several calls one alone is told yes, from whichever servers they
// come: a store that forgets before the time lets challenges be answered twice. So
// what it cannot do it says by an error, within seconds, and drops nothing to make
// room.
//
// Keys are any octets, and every key is used for one value in its life. Nobody
// changes a value that was given to a store or came from one. Values may be secret
// or personal.
type Store interface {
	// Add keeps a value under a key that has none, and reports whether it did. It is
	// false too if the value would have expired by now. After an error the value may
	// be there or not, and who adds it again may be told false.
	Add(ctx context.Context, key string, value []byte, expires time.Time) (bool, error)
	// Look is the value under a key, or [ErrAbsent].
	Look(ctx context.Context, key string) ([]byte, error)
	// Take is Look, and forgets the value: it is given to one caller at most.
	Take(ctx context.Context, key string) ([]byte, error)
}

// A Waiter is a [Store] that knows when something is added.
type Waiter interface {
	// Wait is Look for what may come yet. Its error is ctx's when that ends before.
	Wait(ctx context.Context, key string) ([]byte, error)
}

// pause is how often a store is looked at that tells nobody of news. A visitor whose
// phone has confirmed waits half of it longer.
const pause = 200 * time.Millisecond

// Wait is the value under a key as soon as there is one. When ctx ends before, the
// error is ctx's.
func Wait(ctx context.Context, s Store, key string) ([]byte, error) {
	if w, ok := s.(Waiter); ok {
		return w.Wait(ctx, key)
	}
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		value, err := s.Look(ctx, key)
		if ctx.Err() != nil && err != nil {
			return nil, ctx.Err()
		}
		if !errors.Is(err, ErrAbsent) {
			return value, err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Check is [ErrLimit] for what no store keeps: no key, or too long a one, or too
// long a value. Stores ask it first.
func Check(key string, value []byte) error {
	switch {
	case key == "" || len(key) > MaxKey:
		return fmt.Errorf("%w: a key of %d octets", ErrLimit, len(key))
	case len(value) > MaxValue:
		return fmt.Errorf("%w: a value of %d octets", ErrLimit, len(value))
	}
	return nil
}
