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

//export C_FindObjectsInit
func C_FindObjectsInit(handle C.CK_ULONG, list *C.CK_ATTRIBUTE, count C.CK_ULONG) C.CK_ULONG {
	return inSession("C_FindObjectsInit", handle, func(s *session) cryptoki.RV { return s.find(template(list, count)) })
}

//export C_FindObjects
func C_FindObjects(handle C.CK_ULONG, objects *C.CK_ULONG, room C.CK_ULONG, count *C.CK_ULONG) C.CK_ULONG {
	return inSession("C_FindObjects", handle, func(s *session) cryptoki.RV {
		if s.found == nil {
			return cryptoki.OperationNotInitialized
		}
		n := min(int(room), len(s.found))
		for i, found := range s.found[:n] {
			unsafe.Slice(objects, n)[i] = C.CK_ULONG(found)
		}
		s.found = s.found[n:]
		*count = C.CK_ULONG(n)
		return cryptoki.OK
	})
}

//export C_FindObjectsFinal
func C_FindObjectsFinal(handle C.CK_ULONG) C.CK_ULONG {
	return inSession("C_FindObjectsFinal", handle, func(s *session) cryptoki.RV {
		if s.found == nil {
			return cryptoki.OperationNotInitialized
		}
		s.found = nil
		return cryptoki.OK
	})
}

// C_GetAttributeValue answers as many attributes as it can, and the error of the
// last that it cannot.
//
//export C_GetAttributeValue
func C_GetAttributeValue(handle, id C.CK_ULONG, list *C.CK_ATTRIBUTE, count C.CK_ULONG) C.CK_ULONG {
	return inSession("C_GetAttributeValue", handle, func(s *session) cryptoki.RV {
		o := s.object(uint(id))
		if o == nil {
			return cryptoki.ObjectHandleInvalid
		}
		answer := cryptoki.OK
		for i := range unsafe.Slice(list, int(count)) {
			a := &unsafe.Slice(list, int(count))[i]
			value, known := o.attributes[uint(a.kind)]
			rv := cryptoki.AttributeTypeInvalid
			if known {
				rv = give(value, (*C.CK_BYTE)(a.value), &a.length)
			} else if a.kind == attrValue && o.attributes.is(attrSensitive) {
				rv = cryptoki.AttributeSensitive
			}
			if rv != cryptoki.OK {
				a.length, answer = unavailable, rv
			}
		}
		return answer
	})
}

//export C_CreateObject
func C_CreateObject(handle C.CK_ULONG, list *C.CK_ATTRIBUTE, count C.CK_ULONG, out *C.CK_ULONG) C.CK_ULONG {
	return inSession("C_CreateObject", handle, func(s *session) cryptoki.RV {
		created, rv := s.create(template(list, count))
		if rv == cryptoki.OK {
			*out = C.CK_ULONG(created)
		}
		return rv
	})
}

//export C_DestroyObject
func C_DestroyObject(handle, id C.CK_ULONG) C.CK_ULONG {
	return inSession("C_DestroyObject", handle, func(s *session) cryptoki.RV { return s.destroy(uint(id)) })
}
