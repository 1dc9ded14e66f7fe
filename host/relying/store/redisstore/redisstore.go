// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package redisstore keeps in Redis what the servers of a cabinet remember together,
// or in what speaks its protocol, such as Valkey. It needs version 6.2 or later.
//
// Redis has to be the cabinet's alone, or of programs that are trusted as much: what
// stands there decides who has signed in, and documents that wait for a phone stand
// there as they are. Elsewhere than on one machine it is reached by TLS.
//
// It must never forget before the time. [Store.Check] sees that it does not drop
// keys to make room. A replica that takes over from a main server may have missed its
// last writes; then a login of that moment could be repeated, for
// [relying.ChallengeLife], by whoever has its token and the visitor's session. A
// cabinet that minds sets min-replicas-to-write, or has one server with
// appendfsync always.
package redisstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/pidpys/pidpys/host/relying/store"
)

// timeLimit is how long a question may take, with all attempts, where the client has
// ContextTimeoutEnabled; another has limits of its own.
const timeLimit = 5 * time.Second

var (
	// ErrEvicts: Redis drops keys when it is full, and answered challenges with them.
	ErrEvicts = errors.New("redisstore: Redis may forget before the time: maxmemory-policy must be noeviction")
	// ErrForeign: somebody else keeps values under our keys.
	ErrForeign = errors.New("redisstore: a value that is not ours")
)

// A Store is a [store.Store] in Redis. Its fields are set once; then it may be used
// by many goroutines. Every question is one command about one key, so that clusters
// need no care.
type Store struct {
	// Client may be of one server, a cluster or a sentinel's. A Ring is not for this:
	// a key moves when a server is lost, and has no value then.
	Client redis.UniversalClient
	// Prefix begins the names of all keys, where others are in the same Redis. Cabinets
	// that do not sign in each other's visitors have one each.
	Prefix string
	Now    func() time.Time // nil is time.Now
}

// Open is a store at an address: redis://user:password@host:6379/0, rediss:// for
// TLS, unix:///path. It asks nothing yet, so a cabinet starts whether Redis is there
// or not. Closing the Client is the caller's.
func Open(address, prefix string) (*Store, error) {
	options, err := redis.ParseURL(address)
	if err != nil {
		return nil, errors.New("redisstore: not an address of Redis") // err may hold the password
	}
	options.ContextTimeoutEnabled = true
	options.DialerRetries, options.MaxRetries = 1, 1 // a visitor waits, and may press again
	return &Store{Client: redis.NewClient(options), Prefix: prefix}, nil
}

// Check tells whether Redis answers and keeps what it was told: for a cabinet's start
// and its checks of health.
func (s *Store) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	info, err := s.Client.Info(ctx, "memory").Result()
	if err != nil {
		return failed(err)
	}
	if !strings.Contains(info, "\r\nmaxmemory_policy:noeviction\r\n") {
		return ErrEvicts
	}
	return nil
}

// Add is SET with NX, which one caller alone is told OK.
func (s *Store) Add(ctx context.Context, key string, value []byte, expires time.Time) (bool, error) {
	if err := store.Check(key, value); err != nil {
		return false, err
	}
	life := expires.Sub(s.now())
	if life <= 0 {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	added, err := s.Client.SetNX(ctx, s.Prefix+key, marshal(value, expires), roundUp(life)).Result()
	if err != nil {
		return false, failed(err)
	}
	return added, nil
}

// Look is GET.
func (s *Store) Look(ctx context.Context, key string) ([]byte, error) {
	return s.read(ctx, s.Client.Get, key)
}

// Take is GETDEL, which one caller alone has the value of.
func (s *Store) Take(ctx context.Context, key string) ([]byte, error) {
	return s.read(ctx, s.Client.GetDel, key)
}

func (s *Store) read(ctx context.Context, command func(context.Context, string) *redis.StringCmd, key string) ([]byte, error) {
	if store.Check(key, nil) != nil {
		return nil, store.ErrAbsent
	}
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	record, err := command(ctx, s.Prefix+key).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return nil, store.ErrAbsent
	case err != nil:
		return nil, failed(err)
	}
	return s.parse(record)
}

// expiry is how many octets of a record say when it expires, before the value: Redis
// goes by its own clock and counts from when it is told, the cabinet by s.Now.
const expiry = 8

func marshal(value []byte, expires time.Time) []byte {
	record := make([]byte, expiry, expiry+len(value))
	binary.BigEndian.PutUint64(record, uint64(expires.UnixNano()))
	return append(record, value...)
}

func (s *Store) parse(record []byte) ([]byte, error) {
	if len(record) < expiry || len(record) > expiry+store.MaxValue {
		return nil, ErrForeign
	}
	if expires := time.Unix(0, int64(binary.BigEndian.Uint64(record))); !s.now().Before(expires) {
		return nil, store.ErrAbsent
	}
	return record[expiry:], nil
}

// roundUp is in milliseconds, which Redis counts.
func roundUp(life time.Duration) time.Duration {
	return (life + time.Millisecond - 1).Truncate(time.Millisecond)
}

// failed is what the client says, which knows the server's address but no value.
func failed(err error) error { return fmt.Errorf("redisstore: %w", err) }

func (s *Store) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}
