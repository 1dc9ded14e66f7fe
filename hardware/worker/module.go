// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/modulefile"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/ownership"
)

// A module is a loaded and initialised library of PKCS #11, as far as it is used
// here. What it says is passed on as it is, so it may be anything; an error of a
// function is a [wire.Error] of kind Returned.
type module interface {
	Info() (wire.Loaded, error)
	Slots() ([]uint64, error) // with a token
	Token(slot uint64) (tokenInfo, error)
	Reader(slot uint64) (description string, flags uint32, err error)
	Mechanisms(slot uint64) ([]wire.Mechanism, error)

	OpenSession(slot uint64, writes bool) (handle uint64, err error)
	CloseSession(session uint64) error
	Login(session uint64, user user, pin []byte) error // empty: on the PIN pad
	Logout(session uint64) error

	Find(session uint64, want template, limit int) ([]uint64, error)
	Attribute(session, object uint64, kind attribute) ([]byte, error)

	SignInit(session, key uint64, mechanism cryptoki.Mechanism, pss *wire.PSS) error
	Sign(session uint64, input []byte) ([]byte, error)
	Derive(session uint64, p wire.Derive) (object uint64, err error)
	Destroy(session, object uint64) error
	Decrypt(session uint64, p wire.Decrypt) ([]byte, error)

	Generate(session uint64, mechanism cryptoki.Mechanism, public, private []setting) (publicHalf, privateHalf uint64, err error)
	Create(session uint64, object []setting) error

	Close() // C_Finalize
}

// tokenInfo is CK_TOKEN_INFO.
type tokenInfo struct {
	label, manufacturer, model, serial string
	flags                              uint32
	minPIN, maxPIN                     uint
}

// user is a CK_USER_TYPE.
type user uint

const (
	ordinary        user = 1 // CKU_USER
	contextSpecific user = 2 // CKU_CONTEXT_SPECIFIC
)

// class is a CK_OBJECT_CLASS.
type class uint

const (
	dataObject        class = 0
	certificateObject class = 1
	publicKey         class = 2
	privateKey        class = 3
	secretKey         class = 4
)

// attribute is a CK_ATTRIBUTE_TYPE.
type attribute uint

const (
	attrClass              attribute = 0x000
	attrToken              attribute = 0x001
	attrPrivate            attribute = 0x002
	attrLabel              attribute = 0x003
	attrApplication        attribute = 0x010
	attrValue              attribute = 0x011
	attrCertificateType    attribute = 0x080
	attrIssuer             attribute = 0x081
	attrSerialNumber       attribute = 0x082
	attrKeyType            attribute = 0x100
	attrSubject            attribute = 0x101
	attrID                 attribute = 0x102
	attrSensitive          attribute = 0x103
	attrDecrypt            attribute = 0x105
	attrSign               attribute = 0x108
	attrVerify             attribute = 0x10A
	attrDerive             attribute = 0x10C
	attrModulus            attribute = 0x120
	attrModulusBits        attribute = 0x121
	attrExponent           attribute = 0x122
	attrValueLength        attribute = 0x161
	attrExtractable        attribute = 0x162
	attrECParams           attribute = 0x180
	attrECPoint            attribute = 0x181
	attrAlwaysAuthenticate attribute = 0x202
)

// A setting is a CK_ATTRIBUTE of an object that is to be made.
type setting struct {
	kind  attribute
	value any // bool; uint for CK_ULONG; string or []byte
}

// template is what objects are searched by.
type template struct {
	class       class
	application string // of data objects
}

// loadModule checks a module as a file, loads it, and proves that what was
// loaded is what was checked.
func loadModule(p wire.Load) (module, error) {
	file, err := modulefile.Open(p.Path, ownership.Policy{User: p.User})
	if err == nil {
		defer file.Close()
		err = file.Check()
	}
	if err != nil {
		return nil, refused(err)
	}
	return load(file)
}

// refused is an error of package modulefile as the host is told it.
func refused(err error) error {
	var known *modulefile.Error
	if errors.As(err, &known) {
		return &wire.Error{Kind: wire.Refused, Reason: string(known.Reason), Detail: known.Detail}
	}
	return &wire.Error{Kind: wire.Refused, Reason: string(modulefile.Loading), Detail: err.Error()}
}
