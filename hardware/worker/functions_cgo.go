// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build cgo

package main

/*
#include <stddef.h>

// CK_FUNCTION_LIST and CK_ATTRIBUTE (PKCS #11 3.1, pkcs11t.h, pkcs11f.h); on
// Windows they are packed, and CK_ULONG has four octets everywhere there.
typedef unsigned long ck_ulong;
typedef unsigned char ck_byte;
#ifdef _WIN32
#pragma pack(push, 1)
#endif
struct functions {
	ck_byte version[2];
	void (*function[68])(void);
};
struct attribute {
	ck_ulong type;
	void *value;
	ck_ulong length;
};
#ifdef _WIN32
#pragma pack(pop)
#endif

// Places of functions in the list.
enum { C_Login = 18, C_GetAttributeValue = 24, C_Decrypt = 34 };

static ck_ulong function_list(void *entry, struct functions **list)
{
	return ((ck_ulong (*)(struct functions **))entry)(list);
}

static ck_ulong login(struct functions *list, ck_ulong session, ck_ulong user, ck_byte *pin, ck_ulong length)
{
	return ((ck_ulong (*)(ck_ulong, ck_ulong, ck_byte *, ck_ulong))list->function[C_Login])(session, user, pin, length);
}

static ck_ulong attribute(struct functions *list, ck_ulong session, ck_ulong object, ck_ulong type, void *value, ck_ulong *length)
{
	struct attribute one = { type, value, *length };
	ck_ulong rv = ((ck_ulong (*)(ck_ulong, ck_ulong, struct attribute *, ck_ulong))list->function[C_GetAttributeValue])(session, object, &one, 1);
	*length = one.length;
	return rv;
}

static ck_ulong decrypt(struct functions *list, ck_ulong session, ck_byte *in, ck_ulong inLength, ck_byte *out, ck_ulong *outLength)
{
	return ((ck_ulong (*)(ck_ulong, ck_byte *, ck_ulong, ck_byte *, ck_ulong *))list->function[C_Decrypt])(session, in, inLength, out, outLength);
}
*/
import "C"

import (
	"fmt"
	"unsafe"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/modulefile"
	"github.com/pidpys/pidpys/hardware/wire"
)

// functions are those that are called without miekg/pkcs11: those that carry
// secrets, of which it leaves copies in memory, and C_GetAttributeValue, whose
// lengths it misreads where CK_ULONG has four octets.
type functions struct{ list *C.struct_functions }

// functionsAt calls C_GetFunctionList.
func functionsAt(entry unsafe.Pointer) (functions, error) {
	var f functions
	rv := C.function_list(entry, &f.list)
	if err := failed(modulefile.Entry, rv); err != nil {
		return functions{}, err
	}
	if f.list == nil {
		return functions{}, refused(&modulefile.Error{Reason: modulefile.NoPKCS11, Detail: "it gives no list of functions"})
	}
	return f, nil
}

// Login lends the module the PIN itself, which modules do not keep. What
// follows the PIN is a zero octet, for those that look for one.
func (f functions) Login(session uint64, user user, pin []byte) error {
	var first *C.ck_byte
	if len(pin) > 0 {
		ended := make([]byte, len(pin)+1)
		defer clear(ended)
		copy(ended, pin)
		first = (*C.ck_byte)(&ended[0])
	}
	return failed("C_Login", C.login(f.list, C.ck_ulong(session), C.ck_ulong(user), first, C.ck_ulong(len(pin))))
}

// Attribute reads an attribute of at most [wire.MaxObject] octets.
func (f functions) Attribute(session, object uint64, kind attribute) ([]byte, error) {
	const usual, tooSmall = 2048, 0x150 // CKR_BUFFER_TOO_SMALL
	value := make([]byte, usual)
	length, rv := f.attribute(session, object, kind, value)
	if rv == tooSmall {
		// Then the length is that of the value, or, of older modules, none.
		length, rv = f.attribute(session, object, kind, nil)
		if rv == C.ck_ulong(cryptoki.OK) && length <= wire.MaxObject {
			value = make([]byte, length)
			length, rv = f.attribute(session, object, kind, value)
		}
	}
	if err := failed("C_GetAttributeValue", rv); err != nil {
		clear(value)
		return nil, err
	}
	if length > C.ck_ulong(len(value)) { // CK_UNAVAILABLE_INFORMATION too
		clear(value)
		return nil, &wire.Error{Kind: wire.Invalid, Detail: fmt.Sprintf("attribute %#x of %d octets", kind, length)}
	}
	return value[:length:length], nil
}

func (f functions) attribute(session, object uint64, kind attribute, value []byte) (length, rv C.ck_ulong) {
	length = C.ck_ulong(len(value))
	rv = C.attribute(f.list, C.ck_ulong(session), C.ck_ulong(object), C.ck_ulong(kind), unsafe.Pointer(unsafe.SliceData(value)), &length)
	return length, rv
}

// decrypt is C_Decrypt, whose C_DecryptInit has been called.
func (f functions) decrypt(session uint64, ciphertext []byte) ([]byte, error) {
	out := make([]byte, len(ciphertext)+wire.MaxSecret)
	length := C.ck_ulong(len(out))
	in := (*C.ck_byte)(unsafe.SliceData(ciphertext))
	rv := C.decrypt(f.list, C.ck_ulong(session), in, C.ck_ulong(len(ciphertext)), (*C.ck_byte)(&out[0]), &length)
	if err := failed("C_Decrypt", rv); err != nil {
		clear(out)
		return nil, err
	}
	if length > C.ck_ulong(len(out)) {
		clear(out)
		return nil, invalid("a plaintext that is too long")
	}
	return out[:length], nil
}

// failed is what a function returned, or nil.
func failed(function string, rv C.ck_ulong) error {
	if rv == C.ck_ulong(cryptoki.OK) {
		return nil
	}
	return &wire.Error{Kind: wire.Returned, Function: function, RV: cryptoki.RV(rv)}
}
