// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"bytes"
	"context"
	"errors"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

func (st *store) needsLogin() bool { return st.token.Flags&cryptoki.TokenLoginRequired != 0 }

// login logs in, by the rules for PINs: the flags are read first, a PIN that is
// locked or was never set is not asked for, the last try is agreed to, the length
// is checked, and the PIN is sent once.
func (st *store) login(ctx context.Context) error {
	last, err := st.permit(ctx)
	if err != nil {
		return err
	}
	warned := pinOf(st.token).Tries != key.TriesUnknown
	err = st.enter(ctx, key.Question{Kind: key.AskPIN}, func(pin []byte) error {
		params := wire.Login{At: st.at, Pad: pin == nil, Last: last, Write: st.writes}
		return st.whenFree(ctx, func() error {
			_, err := st.send(ctx, st.question(wire.CallLogin, params, bytes.Clone(pin)), nil)
			return err
		})
	})
	if err != nil {
		return err
	}
	st.warned = st.warned || warned
	return st.list(ctx)
}

// permit reads the flags and says whether, and then whether as the last try, a
// PIN may be asked for.
func (st *store) permit(ctx context.Context) (last bool, err error) {
	if err := st.refresh(ctx); err != nil {
		return false, err
	}
	switch pin := pinOf(st.token); {
	case pin.Unset:
		return false, st.fail(key.ErrPINUnset)
	case pin.Tries == key.TriesNone:
		return false, st.fail(key.ErrPINLocked)
	case pin.Tries != key.TriesLast:
		return false, nil
	case st.proven:
		return true, nil
	}
	err = st.ask.Confirm(ctx, key.Question{Kind: key.AskLastTry, Ref: st.ref, Carrier: st.carrier()})
	if errors.Is(err, key.ErrCancelled) {
		return false, st.fail(key.ErrLastTry)
	}
	return true, err
}

// enter has the PIN typed, here or on the reader, and used. On the reader it is
// typed while use goes on, which then gets nil.
func (st *store) enter(ctx context.Context, q key.Question, use func(pin []byte) error) error {
	var err error
	if pinOf(st.token).Pad {
		st.ask.Show(ctx, key.Notice{Kind: key.NoticePINPad, Ref: st.ref})
		err = use(nil)
		st.ask.Show(ctx, key.Notice{Kind: key.NoticeGoOn, Ref: st.ref})
	} else {
		q.Ref, q.Carrier = st.ref, st.carrier()
		var pin []byte
		pin, err = st.ask.Secret(ctx, q)
		defer clear(pin)
		if err != nil {
			return err
		}
		if !fits(len(pin), pinOf(st.token)) {
			return st.fail(key.ErrPINLength)
		}
		err = use(pin)
	}
	return st.judge(ctx, err)
}

// fits checks a PIN's length. An empty one is never sent: to a module it means
// that the PIN is typed on the reader.
func fits(octets int, pin key.PIN) bool {
	return octets > 0 && octets <= wire.MaxSecret && octets >= pin.Min && (pin.Max == 0 || octets <= pin.Max)
}

// judge adds to an error about the PIN what the token says of it afterwards.
func (st *store) judge(ctx context.Context, err error) error {
	st.proven = err == nil
	for _, kind := range []error{key.ErrWrongPIN, key.ErrPINLength, key.ErrPINExpired, key.ErrPINLocked, key.ErrPINUnset, key.ErrLastTry} {
		if !errors.Is(err, kind) {
			continue
		}
		_ = st.refresh(ctx) // of a token that is gone, what it said last stands
		if kind == key.ErrWrongPIN && pinOf(st.token).Tries == key.TriesNone {
			kind = key.ErrPINLocked
		}
		return st.fail(kind)
	}
	return err
}

// fail is an error about the PIN, with what the token says of it.
func (st *store) fail(err error) error {
	pin := pinOf(st.token)
	if errors.Is(err, key.ErrPINLocked) {
		pin.Tries = key.TriesNone
	}
	return &key.CarrierError{Err: err, PIN: pin}
}

// carrier is the token, for whoever is asked for its PIN.
func (st *store) carrier() *key.Carrier {
	c := carrier(st.driver.module, st.token, st.ref, show(st.found))
	return &c
}

// question is a call with a PIN, or one during which it is typed.
func (st *store) question(call wire.Call, params any, pin []byte) question {
	q := question{call: call, params: params, secret: pin, limit: st.driver.source.pace.use}
	if pin == nil {
		q.limit, q.person = st.driver.source.pace.pad, true
	}
	return q
}
