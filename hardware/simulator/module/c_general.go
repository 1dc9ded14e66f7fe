// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package main

/*
#include <stdlib.h>
#include "cryptoki.h"
*/
import "C"

import (
	"maps"
	"slices"
	"unsafe"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
)

// C_Initialize reads the environment through C: what the program has set since
// it began is not in the copy of this runtime. Locking is the module's own, so
// whatever is said of it will do.
//
//export C_Initialize
func C_Initialize(unsafe.Pointer) C.CK_ULONG {
	turn.Lock()
	already := current != nil
	if !already {
		name := C.CString(simulator.Folder)
		current = open(C.GoString(C.getenv(name)))
		C.free(unsafe.Pointer(name))
	}
	turn.Unlock()
	if already {
		return C.CK_ULONG(cryptoki.CryptokiInitialized)
	}
	rv := inDrawer("C_Initialize", func(*drawer) cryptoki.RV { return cryptoki.OK })
	if rv != C.CK_ULONG(cryptoki.OK) {
		finalize()
	}
	return rv
}

//export C_Finalize
func C_Finalize(unsafe.Pointer) C.CK_ULONG {
	rv := inDrawer("C_Finalize", func(*drawer) cryptoki.RV { return cryptoki.OK })
	if rv == C.CK_ULONG(cryptoki.OK) {
		finalize()
	}
	return rv
}

func finalize() {
	turn.Lock()
	defer turn.Unlock()
	current.closeAll(nil)
	current = nil
}

//export C_GetInfo
func C_GetInfo(info *C.CK_INFO) C.CK_ULONG {
	return inDrawer("C_GetInfo", func(*drawer) cryptoki.RV {
		*info = C.CK_INFO{cryptokiVersion: C.CK_VERSION{2, 40}, libraryVersion: C.CK_VERSION{1, 0}}
		pad(info.manufacturerID[:], "Pidpys")
		pad(info.libraryDescription[:], "Simulated tokens")
		return cryptoki.OK
	})
}

//export C_GetSlotList
func C_GetSlotList(present C.CK_BYTE, list *C.CK_ULONG, count *C.CK_ULONG) C.CK_ULONG {
	return inDrawer("C_GetSlotList", func(d *drawer) cryptoki.RV {
		var ids []uint
		for _, id := range slices.Sorted(maps.Keys(d.slots)) {
			if present == 0 || d.slots[id].state.Plugged {
				ids = append(ids, id)
			}
		}
		return giveNumbers(ids, list, count)
	})
}

//export C_GetSlotInfo
func C_GetSlotInfo(id C.CK_ULONG, info *C.CK_SLOT_INFO) C.CK_ULONG {
	return inSlot("C_GetSlotInfo", id, false, func(_ *drawer, s *slot) cryptoki.RV {
		*info = C.CK_SLOT_INFO{flags: slotRemovableDevice}
		if s.state.Plugged {
			info.flags |= slotTokenPresent
		}
		pad(info.slotDescription[:], s.state.Manufacturer+" "+s.state.Model)
		pad(info.manufacturerID[:], s.state.Manufacturer)
		return cryptoki.OK
	})
}

//export C_GetTokenInfo
func C_GetTokenInfo(id C.CK_ULONG, info *C.CK_TOKEN_INFO) C.CK_ULONG {
	return inSlot("C_GetTokenInfo", id, true, func(d *drawer, s *slot) cryptoki.RV {
		*info = C.CK_TOKEN_INFO{
			flags:             C.CK_ULONG(s.state.Flags()),
			minPinLen:         C.CK_ULONG(s.state.MinPIN),
			maxPinLen:         C.CK_ULONG(s.state.MaxPIN),
			totalPublicMemory: unavailable, freePublicMemory: unavailable,
			totalPrivateMemory: unavailable, freePrivateMemory: unavailable,
			hardwareVersion: C.CK_VERSION{1, 0}, firmwareVersion: C.CK_VERSION{1, 0},
		}
		if !s.state.Shared {
			info.maxSessionCount, info.maxRwSessionCount = 1, 1
		}
		for _, open := range d.sessions {
			if open.slot == s {
				info.sessionCount++
			}
		}
		pad(info.label[:], s.state.Label)
		pad(info.manufacturerID[:], s.state.Manufacturer)
		pad(info.model[:], s.state.Model)
		pad(info.serialNumber[:], s.state.Serial)
		pad(info.utcTime[:], "")
		return cryptoki.OK
	})
}

// mechanisms of a token and what each is for.
func mechanisms(s *slot) map[cryptoki.Mechanism]uint {
	all := map[cryptoki.Mechanism]uint{
		cryptoki.DSTU4145:                   cryptoki.MechanismSign,
		cryptoki.DSTU4145KeyPairGen:         cryptoki.MechanismGenerateKeyPair,
		cryptoki.DSTU4145ECDHDerive:         cryptoki.MechanismDerive,
		cryptoki.DSTU4145ECDHCofactorDerive: cryptoki.MechanismDerive,
	}
	if s.state.Mute {
		delete(all, cryptoki.DSTU4145)
	}
	if s.state.Fixed {
		delete(all, cryptoki.DSTU4145KeyPairGen)
	}
	return all
}

//export C_GetMechanismList
func C_GetMechanismList(id C.CK_ULONG, list *C.CK_ULONG, count *C.CK_ULONG) C.CK_ULONG {
	return inSlot("C_GetMechanismList", id, true, func(_ *drawer, s *slot) cryptoki.RV {
		var numbers []uint
		for _, mechanism := range slices.Sorted(maps.Keys(mechanisms(s))) {
			numbers = append(numbers, uint(mechanism))
		}
		return giveNumbers(numbers, list, count)
	})
}

//export C_GetMechanismInfo
func C_GetMechanismInfo(id C.CK_ULONG, mechanism C.CK_ULONG, info *C.CK_MECHANISM_INFO) C.CK_ULONG {
	return inSlot("C_GetMechanismInfo", id, true, func(_ *drawer, s *slot) cryptoki.RV {
		use, known := mechanisms(s)[cryptoki.Mechanism(mechanism)]
		if !known {
			return cryptoki.MechanismInvalid
		}
		*info = C.CK_MECHANISM_INFO{minKeySize: 163, maxKeySize: 431, flags: C.CK_ULONG(use | mechanismCurves)}
		return cryptoki.OK
	})
}
