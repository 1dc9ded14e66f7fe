// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"math"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/modulefile"
	"github.com/pidpys/pidpys/hardware/wire"
)

// A function is one of a module, by its place in CK_FUNCTION_LIST (PKCS #11 3.1,
// pkcs11f.h).
type function struct {
	name  string
	place int
}

// The functions that are called.
var (
	cInitialize        = function{"C_Initialize", 0}
	cFinalize          = function{"C_Finalize", 1}
	cGetInfo           = function{"C_GetInfo", 2}
	cGetSlotList       = function{"C_GetSlotList", 4}
	cGetSlotInfo       = function{"C_GetSlotInfo", 5}
	cGetTokenInfo      = function{"C_GetTokenInfo", 6}
	cGetMechanismList  = function{"C_GetMechanismList", 7}
	cGetMechanismInfo  = function{"C_GetMechanismInfo", 8}
	cOpenSession       = function{"C_OpenSession", 12}
	cCloseSession      = function{"C_CloseSession", 13}
	cLogin             = function{"C_Login", 18}
	cLogout            = function{"C_Logout", 19}
	cCreateObject      = function{"C_CreateObject", 20}
	cDestroyObject     = function{"C_DestroyObject", 22}
	cGetAttributeValue = function{"C_GetAttributeValue", 24}
	cFindObjectsInit   = function{"C_FindObjectsInit", 26}
	cFindObjects       = function{"C_FindObjects", 27}
	cFindObjectsFinal  = function{"C_FindObjectsFinal", 28}
	cDecryptInit       = function{"C_DecryptInit", 33}
	cDecrypt           = function{"C_Decrypt", 34}
	cSignInit          = function{"C_SignInit", 42}
	cSign              = function{"C_Sign", 43}
	cGenerateKeyPair   = function{"C_GenerateKeyPair", 59}
	cDeriveKey         = function{"C_DeriveKey", 62}
)

// places is how many functions every version of PKCS #11 has: in the list of 2.0
// nothing follows C_CancelFunction, C_WaitForSlotEvent is of 2.01.
const places = 67

// functions are the addresses of a module's functions, in the order of
// CK_FUNCTION_LIST.
type functions [places]uintptr

// functionsAt calls C_GetFunctionList.
func functionsAt(entry uintptr) (functions, error) {
	var list unsafe.Pointer
	rv, _, _ := purego.SyscallN(entry, uintptr(unsafe.Pointer(&list)))
	if err := failed(modulefile.Entry, rv); err != nil {
		return functions{}, err
	}
	if list == nil {
		return functions{}, refused(&modulefile.Error{Reason: modulefile.NoPKCS11, Detail: "it gives no list of functions"})
	}
	var all functions
	first := aligned(versionSize)
	structure := unsafe.Slice((*byte)(list), first+places*pointerSize)
	for i := range all {
		all[i] = pointerAt(structure[first+i*pointerSize:])
	}
	return all, nil
}

// call calls a function. What its arguments point to stays where it is meanwhile;
// what that points to must be [lent].
//
//go:uintptrescapes
func (all *functions) call(f function, args ...uintptr) error {
	entry := all[f.place]
	if entry == 0 { // against the standard
		return failed(f.name, uintptr(cryptoki.FunctionNotSupported))
	}
	rv, _, _ := purego.SyscallN(entry, args...)
	return failed(f.name, rv)
}

// failed is what a function returned, or nil. CK_RV has the width of CK_ULONG;
// what else a register holds does not count. Values beyond 32 bits are none of the
// standard, nor CKR_OK.
func failed(name string, rv uintptr) error {
	if value := cryptoki.RV(min(ulong(rv), math.MaxUint32)); value != cryptoki.OK {
		return &wire.Error{Kind: wire.Returned, Function: name, RV: value}
	}
	return nil
}
