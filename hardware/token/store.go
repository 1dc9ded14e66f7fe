// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/pidpys/pidpys/hardware/lockfile"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A store is a token that is this one's turn to use, and a session with it.
type store struct {
	driver *driver
	at     wire.At
	ref    key.Ref
	id     []byte // of the keys that are wanted; nil: all
	ask    key.Asker

	process *process // the worker that the session is in
	// mechanisms are those of the token, and kinds the new keys that it makes; it
	// does not change them.
	mechanisms []wire.Mechanism
	kinds      []key.Kind
	release    func() // lets looks list the token again
	turn       *lockfile.Lock

	// work has an element while one operation, of several calls and questions,
	// goes on. What follows is its own.
	work  chan struct{}
	token wire.Token // as it was last seen
	// writes: the session that is logged in, or is yet to be, may change the token.
	writes bool
	// proven: a PIN was right in this session. Some modules go on saying that the
	// last try is left.
	proven bool
	// warned: the token warned before the PIN that was right. Then a new worker is
	// the surest way to see what it says now.
	warned bool
	found  []*found // with private halves, once logged in
	// born are the public halves of keys made here, since some tokens keep none.
	born []wire.Key

	mu   sync.Mutex
	keys []key.Key
	// later: the PIN is typed on the reader when a key is first used.
	later atomic.Bool

	life context.Context // ends with Close
	end  context.CancelFunc
	once sync.Once
}

func newStore(p place, ref key.Ref, id []byte, ask key.Asker, writes bool) *store {
	st := &store{driver: p.driver, at: p.At, token: p.Token, ref: ref, id: id, ask: ask, writes: writes, work: make(chan struct{}, 1)}
	st.life, st.end = context.WithCancel(p.driver.source.life)
	return st
}

// open waits for this store's turn, looks at the token and logs in.
func (st *store) open(ctx context.Context) error {
	if err := st.begin(ctx); errors.Is(err, key.ErrTokenRemoved) {
		return key.ErrNoToken // it was never there for this store
	} else if err != nil {
		return err
	}
	if st.writes && len(st.kinds) == 0 {
		return key.ErrNoGenerator
	}
	go st.keepAlive()
	if st.needsLogin() {
		if pinOf(st.token).Pad && len(st.found) > 0 {
			st.later.Store(true)
		} else if err := st.login(ctx); err != nil {
			return err
		}
	}
	for _, f := range st.found {
		hidden := f.private == nil && !st.later.Load() // of which only the public half is there
		if !hidden && (st.id == nil || bytes.Equal(f.id, st.id)) {
			st.keys = append(st.keys, st.key(f))
		}
	}
	if st.id != nil && len(st.keys) == 0 {
		return key.ErrNoSuchKey
	}
	return nil
}

// keepAlive keeps the worker, which ends when nobody asks it anything for some
// minutes: people may take longer to read what they sign, and in the middle of an
// operation to find their PIN. An error shows when the key is used.
func (st *store) keepAlive() {
	for pause(st.life, st.driver.source.pace.alive) == nil {
		_, _ = st.driver.token(st.life, st.process, st.at)
	}
}

// begin takes the turn and reads what needs no PIN.
func (st *store) begin(ctx context.Context) (err error) {
	waited := false
	st.turn, err = st.driver.source.takeTurn(ctx, st.token, func() {
		waited = true
		st.ask.Show(ctx, key.Notice{Kind: key.NoticeTurn, Ref: st.ref})
	})
	if err != nil {
		return err
	}
	if waited {
		st.ask.Show(ctx, key.Notice{Kind: key.NoticeGoOn, Ref: st.ref})
	}
	if st.process, err = st.driver.running(ctx); err != nil {
		return err
	}
	if st.release, err = st.driver.hold(ctx, st.at); err != nil {
		return err
	}
	if err := st.refresh(ctx); err != nil {
		return err
	}
	st.mechanisms, st.kinds = st.token.Mechanisms, kindsOf(st.token)
	return st.list(ctx)
}

// refresh reads what the token says of itself now.
func (st *store) refresh(ctx context.Context) error {
	now, err := st.driver.token(ctx, st.process, st.at)
	if err == nil {
		st.token = now
	}
	return err
}

// list reads the objects that may be seen now.
func (st *store) list(ctx context.Context) error {
	return st.whenFree(ctx, func() error {
		objects, err := st.driver.objects(ctx, st.process, st.at)
		if err == nil {
			objects.Public = append(objects.Public, st.born...)
			st.found = match(objects)
		}
		return err
	})
}

// whenFree does what needs a session, again and again for a while if another
// program has the token's only one. Nothing reached the token then.
func (st *store) whenFree(ctx context.Context, do func() error) error {
	patience, end := context.WithTimeout(ctx, st.driver.source.pace.busy)
	defer end()
	for {
		err := do()
		if !errors.Is(err, key.ErrTokenBusy) {
			return err
		}
		if pause(patience, st.driver.source.pace.retry) != nil {
			return cmp.Or(ctx.Err(), err)
		}
	}
}

// use does one operation with the token: nobody else's meanwhile, and none once
// the store is closed.
func (st *store) use(ctx context.Context, do func(ctx context.Context) error) error {
	if st.life.Err() != nil {
		return key.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case st.work <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-st.life.Done():
		return key.ErrClosed
	}
	defer func() { <-st.work }()
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer context.AfterFunc(st.life, end)()
	err := do(ctx)
	if err != nil && st.life.Err() != nil {
		return key.ErrClosed
	}
	return err
}

// send asks the worker for something about the token.
func (st *store) send(ctx context.Context, q question, result any) ([]byte, error) {
	st.driver.busy.Add(1)
	defer st.driver.busy.Add(-1)
	secret, err := st.process.ask(ctx, q, result)
	if err != nil {
		return nil, st.lost(ctx, st.driver.explain(err))
	}
	return secret, nil
}

// lost looks whether a token that failed is there at all, since modules differ in
// what they say of one that is not.
func (st *store) lost(ctx context.Context, err error) error {
	var failed *key.DriverError
	if !errors.Is(err, key.ErrSessionLost) && !(errors.As(err, &failed) && failed.Call != "") {
		return err
	}
	if !st.process.running() {
		return err
	}
	if _, gone := st.driver.token(ctx, st.process, st.at); errors.Is(gone, key.ErrTokenRemoved) {
		return gone
	}
	return err
}

// Keys returns the token's keys, or those that the reference names.
func (st *store) Keys(ctx context.Context) ([]key.Key, error) {
	if st.life.Err() != nil {
		return nil, key.ErrClosed
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	return slices.Clone(st.keys), ctx.Err()
}

// admitted logs in, if that was left for the first use of a key.
func (st *store) admitted(ctx context.Context) error {
	if !st.later.Load() {
		return nil
	}
	if err := st.login(ctx); err != nil {
		return err
	}
	st.later.Store(false)
	return nil
}

// ready is admitted, and finds the private half of a key in the session that goes
// on.
func (st *store) ready(ctx context.Context, f *found) (*wire.Key, error) {
	if err := st.admitted(ctx); err != nil {
		return nil, err
	}
	for _, now := range st.found {
		if now.private != nil && pki.EqualPublicKeys(now.public, f.public) {
			return now.private, nil
		}
	}
	return nil, key.ErrNoSuchKey
}

// Close logs out and lets the next one have its turn. An operation that goes on
// ends with [key.ErrClosed].
func (st *store) Close() error {
	st.once.Do(func() {
		st.end()
		st.work <- struct{}{}
		if st.release != nil {
			st.leave()
		}
		if st.turn != nil {
			_ = st.turn.Unlock()
		}
	})
	return nil
}

// leave ends the session. A worker that does not come to it is ended instead,
// which ends the session too; a module that hangs must not hold up whoever
// closes.
func (st *store) leave() {
	ctx, end := context.WithTimeout(context.Background(), st.driver.source.pace.leave)
	defer end()
	err := st.driver.logout(ctx, st.process, st.at)
	st.release()
	if err != nil || st.warned && st.driver.alone() {
		st.process.dismiss()
	}
}
