// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// Kinds are the kinds of keys for which the token lists both the making and the
// signing. A driver may decline to make them all the same: [key.ErrNoGenerator].
func (st *store) Kinds() []key.Kind { return slices.Clone(st.kinds) }

// Generate has the token make a key. What goes wrong after the token began may
// leave one, which Made finds: nobody can stop a module within a call.
func (st *store) Generate(ctx context.Context, order key.Order) (key.Key, error) {
	if !slices.Contains(st.kinds, order.Kind) {
		return nil, key.ErrNoGenerator
	}
	if len(order.ID) != key.IDSize {
		return nil, fmt.Errorf("token: an identifier of %d octets", len(order.ID))
	}
	var made key.Key
	err := st.change(ctx, func(ctx context.Context) (err error) {
		made, err = st.generate(ctx, order)
		return err
	})
	return made, err
}

func (st *store) generate(ctx context.Context, order key.Order) (key.Key, error) {
	how := makings[slices.IndexFunc(makings, func(m making) bool { return m.kind == order.Kind })]
	params := how.order
	params.At, params.ID, params.Label = st.at, order.ID, order.Label
	var half wire.Key
	_, err := st.send(ctx, question{call: wire.CallGenerate, params: params, limit: st.driver.source.pace.make}, &half)
	if err != nil {
		return nil, err
	}
	st.born = append(st.born, half)
	if err := st.list(ctx); err != nil {
		return nil, err
	}
	f := st.bearing(order.ID)
	if f == nil || !how.proves(f.public) {
		st.driver.log().Warn("token: the module made another key than was ordered; it is destroyed")
		if err := st.destroy(ctx, order.ID); err != nil {
			return nil, err
		}
		return nil, key.ErrNoGenerator
	}
	return st.adopt(f), nil
}

// Made finds a key by its CKA_ID. One that can be read out, which a driver made
// and was ended before that was seen, is [key.ErrNoGenerator]; Discard destroys
// it, and likewise one whose public half nobody knows, which is not found.
func (st *store) Made(ctx context.Context, id []byte) (key.Key, error) {
	var made key.Key
	err := st.use(ctx, func(ctx context.Context) error {
		f, err := st.ordered(ctx, id)
		if err != nil {
			return err
		}
		if !f.private.Closed {
			return key.ErrNoGenerator
		}
		made = st.adopt(f)
		return nil
	})
	return made, err
}

// Discard destroys a key that has no certificate, and what is left of one that
// was half made.
func (st *store) Discard(ctx context.Context, id []byte) error {
	return st.change(ctx, func(ctx context.Context) error {
		if len(id) != key.IDSize {
			return nil
		}
		if err := st.list(ctx); err != nil {
			return err
		}
		if f := st.bearing(id); f != nil && f.certified() {
			return key.ErrKeyExists
		}
		return st.destroy(ctx, id)
	})
}

// change does an operation that changes the token, so that what it shows without
// a PIN is read anew afterwards.
func (st *store) change(ctx context.Context, do func(context.Context) error) error {
	return st.use(ctx, func(ctx context.Context) error {
		if err := st.admittedToWrite(ctx); err != nil {
			return err
		}
		st.driver.outdate(st.at, true)
		return do(ctx)
	})
}

// admittedToWrite is admitted, in a session that may change the token. It takes the
// place of one that may not, since many tokens have one alone, and with that goes
// its login.
func (st *store) admittedToWrite(ctx context.Context) error {
	switch {
	case len(st.kinds) == 0:
		return key.ErrNoGenerator
	case st.writes:
		return st.admitted(ctx)
	}
	st.writes = true
	st.later.Store(true)
	err := st.admitted(ctx)
	st.writes = err == nil // else the next use logs in again, to sign
	return err
}

// ordered reads the token anew and is the key of an order. What began before may
// have gone on when nobody awaited it any more.
func (st *store) ordered(ctx context.Context, id []byte) (*found, error) {
	if len(id) != key.IDSize {
		return nil, key.ErrNoSuchKey
	}
	if err := st.admitted(ctx); err != nil {
		return nil, err
	}
	if err := st.list(ctx); err != nil {
		return nil, err
	}
	if f := st.bearing(id); f != nil {
		return f, nil
	}
	return nil, key.ErrNoSuchKey
}

// bearing is the key that bears an identifier.
func (st *store) bearing(id []byte) *found {
	for _, f := range st.found {
		if f.private != nil && bytes.Equal(f.private.ID, id) {
			return f
		}
	}
	return nil
}

// adopt puts a key among the store's, in place of the same one as it was before.
func (st *store) adopt(f *found) key.Key {
	st.mu.Lock()
	defer st.mu.Unlock()
	k := st.key(f)
	if i := st.place(f); i >= 0 {
		st.keys[i] = k
	} else {
		st.keys = append(st.keys, k)
	}
	return k
}

// place is where a key is among the store's, or -1.
func (st *store) place(f *found) int {
	return slices.IndexFunc(st.keys, func(k key.Key) bool { return pki.EqualPublicKeys(k.Public(), f.public) })
}

// destroy destroys the key of an identifier, whatever there is of it.
func (st *store) destroy(ctx context.Context, id []byte) error {
	params := wire.Destroy{At: st.at, ID: id}
	if _, err := st.send(ctx, question{call: wire.CallDestroy, params: params, limit: st.driver.source.pace.use}, nil); err != nil {
		return err
	}
	st.born = slices.DeleteFunc(st.born, func(k wire.Key) bool { return bytes.Equal(k.ID, id) })
	if f := st.bearing(id); f != nil {
		st.mu.Lock()
		if i := st.place(f); i >= 0 {
			st.keys = slices.Delete(st.keys, i, i+1)
		}
		st.mu.Unlock()
	}
	return st.list(ctx)
}
