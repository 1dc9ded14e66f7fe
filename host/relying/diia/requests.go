// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/pidpys/pidpys/host/relying/store"
)

var (
	// ErrUnknown: no such request of this session, or it is over and forgotten.
	ErrUnknown = errors.New("diia: no such request")
	// ErrReplayed: a callback for the request came before.
	ErrReplayed = errors.New("diia: a second callback for one request")
)

// Keep is how long after its end a request is remembered, for its result to be
// collected.
const Keep = 10 * time.Minute

// requests are those that were begun and not collected yet, in a store that all
// servers of the cabinet share. Of one there are
//
//	request:key    what it is, until Keep after it expires
//	trace:trace    its key, until it expires
//	claimed:trace  that a callback came, as long as the request is kept
//	outcome:key    what became of it, as long or longer: without the request it is nothing
//
// where key is made by [keyOf] and trace is of the name that Diia's callback has,
// a digest: whoever sees the store's keys has nothing that could be signed.
type requests struct{ store.Store }

func traceOf(trace string) string {
	sum := sha256.Sum256([]byte(trace))
	return hex.EncodeToString(sum[:])
}

// put keeps a request until it is collected, or [Keep] has passed since it expired.
func (q requests) put(ctx context.Context, key, trace string, request []byte, expires time.Time) error {
	if err := q.add(ctx, "request:"+key, request, expires.Add(Keep)); err != nil {
		return err
	}
	return q.add(ctx, "trace:"+traceOf(trace), []byte(key), expires)
}

// errTwice: names that nobody guesses are alike, or the request was over before it began.
var errTwice = errors.New("diia: a request that was kept before or would be over")

func (q requests) add(ctx context.Context, key string, value []byte, expires time.Time) error {
	added, err := q.Add(ctx, key, value, expires)
	if err == nil && !added {
		err = errTwice
	}
	return err
}

// awaits is the key of a request by its trace. Its error is the one that claim would
// have, and it changes nothing: it is asked before the body of a callback is read,
// which is long and from anybody.
func (q requests) awaits(ctx context.Context, trace string) (key string, err error) {
	found, err := q.look(ctx, "trace:"+traceOf(trace))
	if err != nil {
		return "", err
	}
	switch _, err := q.look(ctx, "claimed:"+traceOf(trace)); {
	case err == nil:
		return "", ErrReplayed
	case !errors.Is(err, ErrUnknown):
		return "", err
	}
	return string(found), nil
}

// claim gives the request to the first who asks by its trace. It is [ErrReplayed] to
// all others, who may also be told [ErrUnknown], as those are who ask too late or for
// what never was. A server that dies with its claim leaves a request that nobody
// confirms.
func (q requests) claim(ctx context.Context, trace string, until time.Time) (key string, request []byte, err error) {
	key, err = q.awaits(ctx, trace)
	if err != nil {
		return "", nil, err
	}
	request, err = q.look(ctx, "request:"+key)
	if err != nil {
		return "", nil, err
	}
	first, err := q.Add(ctx, "claimed:"+traceOf(trace), nil, until)
	if err == nil && !first {
		err = ErrReplayed
	}
	if err != nil {
		return "", nil, err
	}
	return key, request, nil
}

// settle keeps what became of a request. The first that is kept counts.
func (q requests) settle(ctx context.Context, key string, outcome []byte, until time.Time) error {
	_, err := q.Add(ctx, "outcome:"+key, outcome, until)
	return err
}

// wait gives the request, and its outcome if that comes within a while; else outcome
// and error are nil.
func (q requests) wait(ctx context.Context, key string, while time.Duration) (request, outcome []byte, err error) {
	request, err = q.look(ctx, "request:"+key)
	if err != nil {
		return nil, nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, while)
	defer cancel()
	outcome, err = store.Wait(waiting, q.Store, "outcome:"+key)
	if err != nil && waiting.Err() != nil {
		return request, nil, ctx.Err()
	}
	return request, outcome, err
}

// take forgets a request that was settled and gives it with its outcome. Of several
// calls with one key at most one gets it; it is ErrUnknown to the others, and while
// there is no outcome.
func (q requests) take(ctx context.Context, key string) (request, outcome []byte, err error) {
	request, err = q.look(ctx, "request:"+key)
	if err != nil {
		return nil, nil, err
	}
	outcome, err = q.Take(ctx, "outcome:"+key)
	if err != nil {
		return nil, nil, known(err)
	}
	_, _ = q.Take(ctx, "request:"+key) // or it expires by itself
	return request, outcome, nil
}

func (q requests) look(ctx context.Context, key string) ([]byte, error) {
	value, err := q.Look(ctx, key)
	return value, known(err)
}

// known is an error of the store in this package's words.
func known(err error) error {
	if errors.Is(err, store.ErrAbsent) {
		return ErrUnknown
	}
	return err
}
