// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// login logs in as CKU_USER. The PIN goes to the module at most once; whoever
// wants it sent again sends another request. A session that was opened for
// nothing is closed, so that it keeps nobody else from the token.
func (w *worker) login(p wire.Login, pin []byte) error {
	info, err := w.present(p.At)
	if err != nil {
		return err
	}
	if err := admit(info, pin, p.Pad, p.Last); err != nil {
		return err
	}
	s, err := w.session(p.At, p.Write)
	if err != nil {
		return err
	}
	err = w.module.Login(s.handle, ordinary, pin)
	if err != nil && returned(err) != cryptoki.UserAlreadyLoggedIn {
		w.end(p.Slot)
		return err
	}
	s.loggedIn = true
	return nil
}

// admit holds the rules for PINs against what the token says at this moment.
func admit(info tokenInfo, pin []byte, pad, last bool) error {
	padded := info.flags&cryptoki.TokenPINPad != 0
	switch {
	case info.flags&cryptoki.TokenPINLocked != 0:
		return &wire.Error{Kind: wire.Locked}
	case info.flags&cryptoki.TokenPINInitialized == 0:
		return &wire.Error{Kind: wire.Unset}
	case info.flags&cryptoki.TokenPINFinalTry != 0 && !last:
		return &wire.Error{Kind: wire.LastTry}
	case pad != padded:
		return invalid("the token says otherwise where its PIN is typed")
	case pad && len(pin) > 0:
		return invalid("a PIN for a PIN pad")
	case pad:
		return nil
	case len(pin) == 0, len(pin) < octets(info.minPIN), octets(info.maxPIN) > 0 && len(pin) > octets(info.maxPIN):
		return &wire.Error{Kind: wire.Length}
	}
	return nil
}
