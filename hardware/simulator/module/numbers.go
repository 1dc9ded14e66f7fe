// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import "github.com/pidpys/pidpys/hardware/cryptoki"

// Return values that only a module gives.
const (
	dataLengthRange cryptoki.RV = 0x021
	sessionParallel cryptoki.RV = 0x0B4
	userTypeInvalid cryptoki.RV = 0x103
	bufferTooSmall  cryptoki.RV = 0x150
)

// Classes of objects: CK_OBJECT_CLASS.
const (
	classData        = 0
	classCertificate = 1
	classPublicKey   = 2
	classPrivateKey  = 3
	classSecretKey   = 4
)

// keyGenericSecret is the type of what C_DeriveKey makes.
const keyGenericSecret = 0x10

// keyForeign is a key type of nobody.
const keyForeign = 0x8F0F0F0F

// Attributes: CK_ATTRIBUTE_TYPE.
const (
	attrClass              = 0x000
	attrToken              = 0x001
	attrPrivate            = 0x002
	attrLabel              = 0x003
	attrApplication        = 0x010
	attrValue              = 0x011
	attrCertificateType    = 0x080
	attrIssuer             = 0x081
	attrSerialNumber       = 0x082
	attrKeyType            = 0x100
	attrSubject            = 0x101
	attrID                 = 0x102
	attrSensitive          = 0x103
	attrEncrypt            = 0x104
	attrDecrypt            = 0x105
	attrWrap               = 0x106
	attrUnwrap             = 0x107
	attrSign               = 0x108
	attrSignRecover        = 0x109
	attrVerify             = 0x10A
	attrDerive             = 0x10C
	attrValueLength        = 0x161
	attrExtractable        = 0x162
	attrLocal              = 0x163
	attrNeverExtractable   = 0x164
	attrAlwaysSensitive    = 0x165
	attrModifiable         = 0x170
	attrECParams           = 0x180
	attrECPoint            = 0x181
	attrAlwaysAuthenticate = 0x202
)

// Users: CK_USER_TYPE.
const (
	userOrdinary        = 1
	userContextSpecific = 2
)

// Flags of sessions: CK_SESSION_INFO.
const (
	sessionRW     = 2
	sessionSerial = 4
)

// Flags of slots: CK_SLOT_INFO.
const (
	slotTokenPresent    = 1
	slotRemovableDevice = 2
)

// Flags of mechanisms beyond those of package cryptoki, as an Алмаз-1К gives
// them: in hardware, over GF(2^m), by parameters or name, compressed points.
const mechanismCurves = 0x0000_0001 | 0x0020_0000 | 0x0040_0000 | 0x0080_0000 | 0x0200_0000

// kdfNull is CKD_NULL: the shared secret itself.
const kdfNull = 1
