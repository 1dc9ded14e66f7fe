// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"

	"github.com/pidpys/pidpys/hardware/wire"
)

// A worker is a module and its sessions, at most one with each token.
type worker struct {
	load     func(wire.Load) (module, error) // nil once it was tried
	module   module
	sessions map[uint64]*session // by slot
}

// answer does what a request says.
func (w *worker) answer(q *wire.Request) *wire.Response {
	result, secret, err := w.dispatch(q)
	p := &wire.Response{ID: q.ID, Secret: secret}
	if err == nil && result != nil {
		p.Result, err = wire.Encode(result)
	}
	if err != nil {
		clear(secret)
		return &wire.Response{ID: q.ID, Error: asWire(err)}
	}
	return p
}

// dispatch returns what goes into the result, and what is secret of it.
func (w *worker) dispatch(q *wire.Request) (result any, secret []byte, err error) {
	if loads := q.Call == wire.CallLoad; loads && w.load == nil || !loads && w.module == nil {
		return nil, nil, invalid("load comes first and once")
	}
	switch q.Call {
	case wire.CallLoad:
		return plain(with(q, w.loadCall))
	case wire.CallTokens:
		return plain(w.tokens())
	case wire.CallObjects:
		return plain(with(q, w.objects))
	case wire.CallLogin:
		return nothing(with(q, func(p wire.Login) (any, error) { return nil, w.login(p, q.Secret) }))
	case wire.CallLogout:
		return nothing(with(q, func(p wire.At) (any, error) { return nil, w.logout(p) }))
	case wire.CallSign:
		return plain(with(q, func(p wire.Sign) ([]wire.Signature, error) { return w.sign(p, q.Secret) }))
	case wire.CallDerive:
		secret, err = with(q, w.derive)
		return nil, secret, err
	case wire.CallDecrypt:
		secret, err = with(q, w.decrypt)
		return nil, secret, err
	case wire.CallGenerate:
		return plain(with(q, w.generate))
	case wire.CallPut:
		return nothing(with(q, func(p wire.Put) (any, error) { return nil, w.put(p) }))
	case wire.CallDestroy:
		return nothing(with(q, func(p wire.Destroy) (any, error) { return nil, w.destroy(p) }))
	}
	return nil, nil, invalid("unknown call")
}

// with decodes the params of a call.
func with[P, R any](q *wire.Request, call func(P) (R, error)) (R, error) {
	var params P
	if err := wire.Decode(q.Params, &params); err != nil {
		var none R
		return none, invalid(err.Error())
	}
	return call(params)
}

func plain[R any](result R, err error) (any, []byte, error) { return result, nil, err }

func nothing(_ any, err error) (any, []byte, error) { return nil, nil, err }

func (w *worker) loadCall(p wire.Load) (wire.Loaded, error) {
	load := w.load
	w.load = nil
	loaded, err := load(p)
	if err != nil {
		return wire.Loaded{}, err
	}
	info, err := loaded.Info()
	if err != nil {
		loaded.Close()
		return wire.Loaded{}, err
	}
	w.module, w.sessions = loaded, map[uint64]*session{}
	return info, nil
}

// close lets go of all devices.
func (w *worker) close() {
	if w.module == nil {
		return
	}
	for slot := range w.sessions {
		w.end(slot)
	}
	w.module.Close()
}

func invalid(detail string) error { return &wire.Error{Kind: wire.Invalid, Detail: detail} }

// asWire is an error as the host is told it.
func asWire(err error) *wire.Error {
	var known *wire.Error
	if errors.As(err, &known) {
		return known
	}
	return &wire.Error{Kind: wire.Invalid, Detail: err.Error()}
}
