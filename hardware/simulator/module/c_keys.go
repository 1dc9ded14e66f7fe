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

//export C_SignInit
func C_SignInit(handle C.CK_ULONG, mechanism *C.CK_MECHANISM, key C.CK_ULONG) C.CK_ULONG {
	return inSession("C_SignInit", handle, func(s *session) cryptoki.RV {
		return s.signInit(cryptoki.Mechanism(mechanism.mechanism), uint(key))
	})
}

// C_Sign asked for the length alone, or with too small a buffer, leaves the
// operation as it is.
//
//export C_Sign
func C_Sign(handle C.CK_ULONG, data *C.CK_BYTE, length C.CK_ULONG, signature *C.CK_BYTE, room *C.CK_ULONG) C.CK_ULONG {
	return inSession("C_Sign", handle, func(s *session) cryptoki.RV {
		if s.signing == nil {
			return cryptoki.OperationNotInitialized
		}
		if size := s.signing.size(); signature == nil || *room < C.CK_ULONG(size) {
			return give(make([]byte, size), signature, room)
		}
		value, rv := s.sign(octets(data, length))
		if rv != cryptoki.OK {
			return rv
		}
		return give(value, signature, room)
	})
}

//export C_DeriveKey
func C_DeriveKey(handle C.CK_ULONG, mechanism *C.CK_MECHANISM, key C.CK_ULONG, list *C.CK_ATTRIBUTE, count C.CK_ULONG, out *C.CK_ULONG) C.CK_ULONG {
	return inSession("C_DeriveKey", handle, func(s *session) cryptoki.RV {
		parameter := (*C.CK_ECDH1_DERIVE_PARAMS)(mechanism.parameter)
		if parameter == nil || uintptr(mechanism.length) != unsafe.Sizeof(*parameter) || parameter.kdf != kdfNull {
			return cryptoki.MechanismParamInvalid
		}
		secret, rv := s.derive(cryptoki.Mechanism(mechanism.mechanism), octets(parameter.publicData, parameter.publicDataLength),
			uint(key), template(list, count))
		if rv == cryptoki.OK {
			*out = C.CK_ULONG(secret)
		}
		return rv
	})
}

//export C_GenerateKeyPair
func C_GenerateKeyPair(handle C.CK_ULONG, mechanism *C.CK_MECHANISM, publicList *C.CK_ATTRIBUTE, publicCount C.CK_ULONG,
	privateList *C.CK_ATTRIBUTE, privateCount C.CK_ULONG, publicOut, privateOut *C.CK_ULONG) C.CK_ULONG {
	return inSession("C_GenerateKeyPair", handle, func(s *session) cryptoki.RV {
		public, private, rv := s.generate(cryptoki.Mechanism(mechanism.mechanism),
			template(publicList, publicCount), template(privateList, privateCount))
		if rv == cryptoki.OK {
			*publicOut, *privateOut = C.CK_ULONG(public), C.CK_ULONG(private)
		}
		return rv
	})
}
