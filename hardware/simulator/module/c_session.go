// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package main

// #include "cryptoki.h"
import "C"

import (
	"unsafe"

	"github.com/pidpys/pidpys/hardware/cryptoki"
)

//export C_OpenSession
func C_OpenSession(id, flags C.CK_ULONG, application, notify unsafe.Pointer, out *C.CK_ULONG) C.CK_ULONG {
	return inSlot("C_OpenSession", id, true, func(d *drawer, s *slot) cryptoki.RV {
		if flags&sessionSerial == 0 {
			return sessionParallel
		}
		handle, rv := d.open(s, flags&sessionRW != 0)
		if rv == cryptoki.OK {
			*out = C.CK_ULONG(handle)
		}
		return rv
	})
}

//export C_CloseSession
func C_CloseSession(handle C.CK_ULONG) C.CK_ULONG {
	return inSession("C_CloseSession", handle, func(*session) cryptoki.RV {
		current.close(uint(handle))
		return cryptoki.OK
	})
}

//export C_CloseAllSessions
func C_CloseAllSessions(id C.CK_ULONG) C.CK_ULONG {
	return inSlot("C_CloseAllSessions", id, false, func(d *drawer, s *slot) cryptoki.RV {
		d.closeAll(s)
		return cryptoki.OK
	})
}

//export C_GetSessionInfo
func C_GetSessionInfo(handle C.CK_ULONG, info *C.CK_SESSION_INFO) C.CK_ULONG {
	return inSession("C_GetSessionInfo", handle, func(s *session) cryptoki.RV {
		// States are numbered: public, user (both read only), then the same two
		// for sessions that write.
		*info = C.CK_SESSION_INFO{slotID: C.CK_ULONG(s.slot.state.Slot), flags: sessionSerial}
		if s.writes {
			info.flags |= sessionRW
			info.state = 2
		}
		if s.slot.loggedIn {
			info.state++
		}
		return cryptoki.OK
	})
}

//export C_Login
func C_Login(handle, user C.CK_ULONG, pin *C.CK_BYTE, length C.CK_ULONG) C.CK_ULONG {
	return inSession("C_Login", handle, func(s *session) cryptoki.RV {
		if pin == nil {
			return s.login(uint(user), nil)
		}
		return s.login(uint(user), octets(pin, length))
	})
}

//export C_Logout
func C_Logout(handle C.CK_ULONG) C.CK_ULONG {
	return inSession("C_Logout", handle, func(s *session) cryptoki.RV { return current.logout(s.slot) })
}
