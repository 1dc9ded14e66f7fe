// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"unsafe"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// address is that of the first octet, for an argument of a call.
func address(octets []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(octets)) }

// filled is what a module says that it wrote into memory lent to it. The rest is
// wiped, for some decrypt there before they move the plaintext to its place; all of
// it is, if the call failed or the module says that it wrote more than that.
func filled(memory []byte, length uint64, err error) ([]byte, error) {
	if err == nil && length > uint64(len(memory)) { // CK_UNAVAILABLE_INFORMATION too
		err = invalid(fmt.Sprintf("%d octets where %d were lent", length, len(memory)))
	}
	if err != nil {
		clear(memory)
		return nil, err
	}
	clear(memory[length:])
	return memory[:length:length], nil
}

func (m *loaded) OpenSession(slot uint64, writes bool) (uint64, error) {
	const serial, readWrite = 4, 2 // CKF_SERIAL_SESSION, CKF_RW_SESSION
	flags := uintptr(serial)
	if writes {
		flags |= readWrite
	}
	var handle ulong
	err := m.call(cOpenSession, uintptr(slot), flags, 0, 0, uintptr(unsafe.Pointer(&handle)))
	return uint64(handle), err
}

func (m *loaded) CloseSession(session uint64) error { return m.call(cCloseSession, uintptr(session)) }

// Login lends the module the PIN itself, which modules do not keep. What
// follows the PIN is a zero octet, for those that look for one.
func (m *loaded) Login(session uint64, user user, pin []byte) error {
	if len(pin) == 0 {
		return m.call(cLogin, uintptr(session), uintptr(user), 0, 0)
	}
	ended := make([]byte, len(pin)+1)
	defer clear(ended)
	copy(ended, pin)
	return m.call(cLogin, uintptr(session), uintptr(user), uintptr(address(ended)), uintptr(len(pin)))
}

func (m *loaded) Logout(session uint64) error { return m.call(cLogout, uintptr(session)) }

// Find returns what was found until a call failed.
func (m *loaded) Find(session uint64, want template, limit int) ([]uint64, error) {
	search := []setting{{attrClass, uint(want.class)}}
	if want.application != "" {
		search = append(search, setting{attrApplication, want.application})
	}
	var room lent
	defer room.back()
	first, number := room.template(search)
	if err := m.call(cFindObjectsInit, uintptr(session), first, number); err != nil {
		return nil, err
	}
	var found []uint64
	var err error
	for len(found) < limit {
		some := make([]ulong, limit-len(found))
		var count ulong
		err = m.call(cFindObjects, uintptr(session), uintptr(unsafe.Pointer(&some[0])), uintptr(len(some)), uintptr(unsafe.Pointer(&count)))
		if err != nil || count == 0 {
			break
		}
		for _, object := range some[:min(uint64(count), uint64(len(some)))] {
			found = append(found, uint64(object))
		}
	}
	_ = m.call(cFindObjectsFinal, uintptr(session))
	return found, err
}

// Attribute reads an attribute of at most [wire.MaxObject] octets.
func (m *loaded) Attribute(session, object uint64, kind attribute) ([]byte, error) {
	const usual = 2048
	value := make([]byte, usual)
	length, err := m.attribute(session, object, kind, value)
	if returned(err) == cryptoki.BufferTooSmall {
		// Then the length is that of the value, or, of older modules, none.
		length, err = m.attribute(session, object, kind, nil)
		if err == nil && length <= wire.MaxObject {
			clear(value)
			value = make([]byte, length)
			length, err = m.attribute(session, object, kind, value)
		}
	}
	return filled(value, length, err)
}

func (m *loaded) attribute(session, object uint64, kind attribute, value []byte) (length uint64, err error) {
	var room lent
	defer room.back()
	one := record{}.number(uint64(kind)).pointer(room.octets(value)).number(uint64(len(value)))
	err = m.call(cGetAttributeValue, uintptr(session), uintptr(object), uintptr(address(one)), 1)
	return ulongAt(one[len(one)-ulongSize:]), err
}

func (m *loaded) SignInit(session, key uint64, mechanism cryptoki.Mechanism, pss *wire.PSS) error {
	var parameter record
	if pss != nil { // CK_RSA_PKCS_PSS_PARAMS
		parameter = parameter.number(uint64(pss.Hash)).number(generator(pss.Hash)).number(uint64(pss.Salt))
	}
	var room lent
	defer room.back()
	return m.call(cSignInit, uintptr(session), room.mechanism(mechanism, parameter), uintptr(key))
}

// Sign gives room for every signature there is, so that the module is not asked for
// its length first.
func (m *loaded) Sign(session uint64, input []byte) ([]byte, error) {
	value := make([]byte, 2048)
	length := ulong(len(value))
	err := m.call(cSign, uintptr(session), uintptr(address(input)), uintptr(len(input)), uintptr(address(value)), uintptr(unsafe.Pointer(&length)))
	return filled(value, uint64(length), err)
}

// Derive agrees by CK_ECDH1_DERIVE_PARAMS upon an object of the session.
func (m *loaded) Derive(session uint64, p wire.Derive) (uint64, error) {
	const genericSecret, null = uint(0x10), 1 // CKK_GENERIC_SECRET, CKD_NULL
	var room lent
	defer room.back()
	how := room.mechanism(p.Mechanism, record{}.number(null).number(0).pointer(0).number(uint64(len(p.Point))).pointer(room.octets(p.Point)))
	first, number := room.template([]setting{
		{attrClass, uint(secretKey)},
		{attrKeyType, genericSecret},
		{attrToken, false},
		{attrSensitive, false},
		{attrExtractable, true},
		{attrValueLength, uint(p.Length)},
	})
	var object ulong
	err := m.call(cDeriveKey, uintptr(session), how, uintptr(p.Handle), first, number, uintptr(unsafe.Pointer(&object)))
	return uint64(object), err
}

func (m *loaded) Destroy(session, object uint64) error {
	return m.call(cDestroyObject, uintptr(session), uintptr(object))
}

func (m *loaded) Decrypt(session uint64, p wire.Decrypt) ([]byte, error) {
	const specified = 1 // CKZ_DATA_SPECIFIED
	var room lent
	defer room.back()
	var parameter record
	if p.Mechanism == cryptoki.RSAPKCSOAEP { // CK_RSA_PKCS_OAEP_PARAMS
		parameter = parameter.number(uint64(p.Hash)).number(generator(p.Hash)).number(specified).
			pointer(room.octets(p.Label)).number(uint64(len(p.Label)))
	}
	if err := m.call(cDecryptInit, uintptr(session), room.mechanism(p.Mechanism, parameter), uintptr(p.Handle)); err != nil {
		return nil, err
	}
	value := make([]byte, len(p.Ciphertext)+wire.MaxSecret)
	length := ulong(len(value))
	err := m.call(cDecrypt, uintptr(session), uintptr(address(p.Ciphertext)), uintptr(len(p.Ciphertext)),
		uintptr(address(value)), uintptr(unsafe.Pointer(&length)))
	return filled(value, uint64(length), err)
}

func (m *loaded) Generate(session uint64, mechanism cryptoki.Mechanism, public, private []setting) (publicHalf, privateHalf uint64, err error) {
	var room lent
	defer room.back()
	first, number := room.template(public)
	second, numberOfSecond := room.template(private)
	var halves [2]ulong
	err = m.call(cGenerateKeyPair, uintptr(session), room.mechanism(mechanism, nil), first, number, second, numberOfSecond,
		uintptr(unsafe.Pointer(&halves[0])), uintptr(unsafe.Pointer(&halves[1])))
	return uint64(halves[0]), uint64(halves[1]), err
}

func (m *loaded) Create(session uint64, object []setting) error {
	var room lent
	defer room.back()
	first, number := room.template(object)
	var handle ulong
	return m.call(cCreateObject, uintptr(session), first, number, uintptr(unsafe.Pointer(&handle)))
}

// generator is MGF1 with a hash, CK_RSA_PKCS_MGF_TYPE.
func generator(hash cryptoki.Mechanism) uint64 {
	switch hash {
	case cryptoki.SHA256:
		return 2
	case cryptoki.SHA384:
		return 3
	case cryptoki.SHA512:
		return 4
	}
	return 1
}
