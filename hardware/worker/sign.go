// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// sign signs inputs one by one. What went wrong with one input is in its
// answer; after the token or the login is gone, the others fail alike without
// being tried.
func (w *worker) sign(p wire.Sign, pin []byte) ([]wire.Signature, error) {
	if len(p.Inputs) > wire.MaxSignatures || p.Context && len(p.Inputs) != 1 || !p.Context && len(pin) > 0 {
		return nil, invalid("unfit inputs or PIN")
	}
	s, info, err := w.opened(p.At)
	if err != nil {
		return nil, err
	}
	if p.Context {
		if err := admit(info, pin, p.Pad, p.Last); err != nil {
			return nil, err
		}
	}
	list := make([]wire.Signature, len(p.Inputs))
	var over error
	for i, input := range p.Inputs {
		value, err := []byte(nil), over
		if err == nil {
			value, err = w.signOne(s, p, input, pin)
		}
		if err != nil {
			list[i].Error = asWire(err)
			if lost(err) || returned(err) == cryptoki.UserNotLoggedIn {
				over = err
			}
			continue
		}
		list[i].Value = value
	}
	w.settle(p.Slot, over)
	return list, nil
}

func (w *worker) signOne(s *session, p wire.Sign, input, pin []byte) ([]byte, error) {
	err := w.module.SignInit(s.handle, p.Handle, p.Mechanism, p.PSS)
	if returned(err) == cryptoki.OperationActive {
		// One that a PIN was not given for is still there; C_Sign ends it whatever
		// it returns (PKCS #11 3.1, section 5.13.2).
		_, _ = w.module.Sign(s.handle, input)
		err = w.module.SignInit(s.handle, p.Handle, p.Mechanism, p.PSS)
	}
	if err != nil {
		return nil, err
	}
	if p.Context {
		if err := w.module.Login(s.handle, contextSpecific, pin); err != nil {
			return nil, err
		}
	}
	return w.module.Sign(s.handle, input)
}
