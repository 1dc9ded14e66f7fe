// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package main

/*
#include "cryptoki.h"
#include "fault.h"
*/
import "C"

import (
	"sync"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
)

// The module does one call after the other, whatever threads they come from.
var (
	turn    sync.Mutex
	current *drawer // nil before C_Initialize
)

// inDrawer does a call that is for no token in particular.
func inDrawer(function string, do func(d *drawer) cryptoki.RV) C.CK_ULONG {
	turn.Lock()
	defer turn.Unlock()
	if current == nil {
		return C.CK_ULONG(cryptoki.CryptokiNotInitialized)
	}
	if current.refresh() != nil {
		return C.CK_ULONG(cryptoki.DeviceError)
	}
	for _, s := range current.slots {
		if rv, failed := fail(function, s); failed {
			return C.CK_ULONG(rv)
		}
	}
	return C.CK_ULONG(do(current))
}

// inSlot does a call for a slot, with present for the token in it.
func inSlot(function string, id C.CK_ULONG, present bool, do func(d *drawer, s *slot) cryptoki.RV) C.CK_ULONG {
	turn.Lock()
	defer turn.Unlock()
	if current == nil {
		return C.CK_ULONG(cryptoki.CryptokiNotInitialized)
	}
	s, rv := current.slot(uint(id), present)
	if rv != cryptoki.OK {
		return C.CK_ULONG(rv)
	}
	rv, failed := fail(function, s)
	if !failed {
		rv = do(current, s)
	}
	return C.CK_ULONG(rv)
}

// inSession does a call for a session.
func inSession(function string, handle C.CK_ULONG, do func(s *session) cryptoki.RV) C.CK_ULONG {
	turn.Lock()
	defer turn.Unlock()
	if current == nil {
		return C.CK_ULONG(cryptoki.CryptokiNotInitialized)
	}
	s, rv := current.session(uint(handle))
	if rv != cryptoki.OK {
		return C.CK_ULONG(rv)
	}
	rv, failed := fail(function, s.slot)
	if !failed {
		rv = do(s)
	}
	return C.CK_ULONG(rv)
}

// fail does what the token's fault says for a function, and says whether that was
// all, so that the function goes no further.
func fail(function string, s *slot) (rv cryptoki.RV, failed bool) {
	fault := s.state.Fault
	if fault == nil || fault.On != function {
		return cryptoki.OK, false
	}
	if fault.Once {
		if s.token.Break(nil) != nil || s.refresh() != nil {
			return cryptoki.DeviceError, true
		}
	}
	switch fault.Kind {
	case simulator.Segv:
		C.fault_segv()
	case simulator.Abort:
		C.fault_abort()
	case simulator.Exit:
		C.fault_exit()
	case simulator.Hang:
		C.fault_hang()
	case simulator.Heap:
		C.fault_heap()
	case simulator.Print:
		C.fault_print()
	case simulator.Return:
		return fault.Value, true
	}
	return cryptoki.OK, false
}
