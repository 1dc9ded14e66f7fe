// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"os"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/lockfile"
	"github.com/pidpys/pidpys/hardware/simulator"
)

// A drawer is what one process sees of the folder: a slot for each token, and
// its own sessions.
type drawer struct {
	folder   string
	slots    map[uint]*slot
	sessions map[uint]*session
	last     uint // handle of the session opened last
}

// A slot is a token as it was read last.
type slot struct {
	token    *simulator.Token
	file     os.FileInfo // of what was read
	state    *simulator.State
	objects  []*object
	handles  map[string]uint // of objects, by their origin: they do not change in a process
	loggedIn bool
}

// A session ends when it is closed, when its token is pulled, or with the process.
type session struct {
	slot      *slot
	insertion int
	writes    bool
	turn      *lockfile.Lock // nil if the token has any number of sessions
	found     []uint         // what C_FindObjects has still to tell; nil: no search
	signing   *signing
	derived   []*object // handles from firstDerived on
}

func open(folder string) *drawer {
	return &drawer{folder: folder, slots: map[uint]*slot{}, sessions: map[uint]*session{}}
}

// refresh reads what has changed in the folder.
func (d *drawer) refresh() error {
	tokens, err := simulator.Tokens(d.folder)
	if err != nil {
		return err
	}
	for i, token := range tokens {
		id := uint(i)
		if d.slots[id] == nil {
			d.slots[id] = &slot{token: token, handles: map[string]uint{}}
		}
		if err := d.slots[id].refresh(); err != nil {
			return err
		}
	}
	return nil
}

func (s *slot) refresh() error {
	file, err := os.Stat(s.token.Path())
	if err != nil {
		return err
	}
	if s.file != nil && os.SameFile(file, s.file) && file.ModTime().Equal(s.file.ModTime()) {
		return nil
	}
	state, err := s.token.State()
	if err != nil {
		return err
	}
	objects, err := objectsOf(state)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if s.handles[o.origin] == 0 {
			s.handles[o.origin] = uint(len(s.handles)) + 1
		}
		o.handle = s.handles[o.origin]
	}
	s.file, s.state, s.objects = file, state, objects
	return nil
}

// open begins a session.
func (d *drawer) open(s *slot, writes bool) (uint, cryptoki.RV) {
	if writes && s.state.ReadOnly {
		return 0, cryptoki.WriteProtected
	}
	opened := &session{slot: s, insertion: s.state.Insertions, writes: writes}
	if !s.state.Shared {
		turn, err := s.token.Occupy()
		if errors.Is(err, lockfile.ErrHeld) {
			return 0, cryptoki.SessionCount
		} else if err != nil {
			return 0, cryptoki.DeviceError
		}
		opened.turn = turn
	}
	d.last++
	d.sessions[d.last] = opened
	return d.last, cryptoki.OK
}

// close ends a session. With the last one of a token goes its login.
func (d *drawer) close(handle uint) {
	s := d.sessions[handle]
	delete(d.sessions, handle)
	if s.turn != nil {
		_ = s.turn.Unlock()
	}
	for _, other := range d.sessions {
		if other.slot == s.slot {
			return
		}
	}
	s.slot.loggedIn = false
}

// closeAll ends the sessions of a token, or all with nil.
func (d *drawer) closeAll(of *slot) {
	for handle, s := range d.sessions {
		if of == nil || s.slot == of {
			d.close(handle)
		}
	}
}

// session finds a session whose token was in the slot all the time.
func (d *drawer) session(handle uint) (*session, cryptoki.RV) {
	s := d.sessions[handle]
	if s == nil {
		return nil, cryptoki.SessionHandleInvalid
	}
	if err := s.slot.refresh(); err != nil {
		return nil, cryptoki.DeviceError
	}
	if state := s.slot.state; !state.Plugged || state.Insertions != s.insertion {
		d.closeAll(s.slot)
		return nil, cryptoki.DeviceRemoved
	}
	return s, cryptoki.OK
}

// slot finds a slot, and with present only one that holds a token.
func (d *drawer) slot(id uint, present bool) (*slot, cryptoki.RV) {
	if err := d.refresh(); err != nil {
		return nil, cryptoki.DeviceError
	}
	s := d.slots[id]
	if s == nil {
		return nil, cryptoki.SlotIDInvalid
	}
	if present && !s.state.Plugged {
		return nil, cryptoki.TokenNotPresent
	}
	return s, cryptoki.OK
}

// enter tries a PIN, nil being what is typed on the reader, and writes the tries
// down before anybody learns how it went.
func (s *slot) enter(pin []byte) cryptoki.RV {
	if s.state.Pad != (pin == nil) {
		return cryptoki.ArgumentsBad
	}
	var rv cryptoki.RV
	err := s.token.Update(func(state *simulator.State) {
		if state.Pad {
			rv = state.EnterOnPad()
		} else {
			rv = state.Enter(string(pin))
		}
	})
	if err != nil || s.refresh() != nil {
		return cryptoki.DeviceError
	}
	return rv
}

// login is C_Login.
func (s *session) login(user uint, pin []byte) cryptoki.RV {
	switch {
	case user == userContextSpecific:
		if s.signing == nil || !s.signing.always {
			return cryptoki.OperationNotInitialized
		}
		rv := s.slot.enter(pin)
		s.signing.allowed = rv == cryptoki.OK
		return rv
	case user != userOrdinary:
		return userTypeInvalid
	case s.slot.loggedIn:
		return cryptoki.UserAlreadyLoggedIn
	}
	rv := s.slot.enter(pin)
	s.slot.loggedIn = rv == cryptoki.OK
	return rv
}

// logout is C_Logout: what the sessions were doing ends, and derived secrets go.
func (d *drawer) logout(of *slot) cryptoki.RV {
	if !of.loggedIn {
		return cryptoki.UserNotLoggedIn
	}
	of.loggedIn = false
	for _, s := range d.sessions {
		if s.slot == of {
			s.found, s.signing, s.derived = nil, nil, nil
		}
	}
	return cryptoki.OK
}
