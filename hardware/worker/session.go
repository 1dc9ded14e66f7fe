// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"slices"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// A session is open with a token.
type session struct {
	serial   string // of the token
	handle   uint64
	writes   bool // it may change the token
	loggedIn bool
}

// present reads CK_TOKEN_INFO anew and wants the token to be there that the host
// means. A session with one that is not there any more is ended.
func (w *worker) present(at wire.At) (tokenInfo, error) {
	info, err := w.inserted(at.Slot)
	if s := w.sessions[at.Slot]; s != nil && (err != nil || text(info.serial) != s.serial) {
		w.end(at.Slot)
	}
	if absent(err) || err == nil && text(info.serial) != at.Serial {
		err = &wire.Error{Kind: wire.Gone}
	}
	return info, err
}

// inserted is whichever token is in a slot.
//
// The list of slots comes first, since some modules look into the readers only
// then: else OpenSC tells what it remembers of a card that was pulled.
func (w *worker) inserted(slot uint64) (tokenInfo, error) {
	slots, err := w.module.Slots()
	if err != nil {
		return tokenInfo{}, err
	}
	if !slices.Contains(slots, slot) {
		return tokenInfo{}, &wire.Error{Kind: wire.Gone}
	}
	return w.module.Token(slot)
}

// session is the one with a token that is present, opened if there is none. One
// that writes takes the place of one that does not: many tokens have one alone.
func (w *worker) session(at wire.At, writes bool) (*session, error) {
	if s := w.sessions[at.Slot]; s != nil && (s.writes || !writes) {
		return s, nil
	}
	w.end(at.Slot)
	handle, err := w.module.OpenSession(at.Slot, writes)
	if err != nil {
		return nil, err
	}
	s := &session{serial: at.Serial, handle: handle, writes: writes}
	w.sessions[at.Slot] = s
	return s, nil
}

// opened is the session in which the host learned the handles that it names. It
// is not opened anew, for then they may be those of other keys.
func (w *worker) opened(at wire.At) (*session, tokenInfo, error) {
	info, err := w.present(at)
	if err != nil {
		return nil, tokenInfo{}, err
	}
	s := w.sessions[at.Slot]
	if s == nil {
		return nil, tokenInfo{}, &wire.Error{Kind: wire.Ended}
	}
	return s, info, nil
}

// writing is the session in which the token may be changed. Without a login private
// keys are hidden, also from whoever looks whether there is one.
func (w *worker) writing(at wire.At) (*session, error) {
	s, _, err := w.opened(at)
	if err == nil && !(s.writes && s.loggedIn) {
		return nil, invalid("the session may not change the token")
	}
	return s, err
}

// end logs out and closes the session with a slot, if there is one. Errors say
// only that there was none any more.
func (w *worker) end(slot uint64) {
	s := w.sessions[slot]
	if s == nil {
		return
	}
	delete(w.sessions, slot)
	if s.loggedIn {
		_ = w.module.Logout(s.handle)
	}
	_ = w.module.CloseSession(s.handle)
}

// settle ends the session if an error says that it is of no use any more.
func (w *worker) settle(slot uint64, err error) {
	if lost(err) {
		w.end(slot)
	}
}

// logout ends the session, whether or not the token is still there.
func (w *worker) logout(at wire.At) error {
	w.end(at.Slot)
	return nil
}

// returned is the value that a function of the module returned, or OK.
func returned(err error) cryptoki.RV {
	var known *wire.Error
	if errors.As(err, &known) && known.Kind == wire.Returned {
		return known.RV
	}
	return cryptoki.OK
}

// absent: no token is in the slot, or no slot is there.
func absent(err error) bool {
	switch returned(err) {
	case cryptoki.TokenNotPresent, cryptoki.TokenNotRecognized, cryptoki.DeviceRemoved, cryptoki.SlotIDInvalid:
		return true
	}
	return false
}

// lost: what was open with the token is not any more.
func lost(err error) bool {
	switch returned(err) {
	case cryptoki.SessionClosed, cryptoki.SessionHandleInvalid, cryptoki.DeviceError, cryptoki.CryptokiNotInitialized:
		return true
	}
	return absent(err)
}
