// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptoki

import "fmt"

// An RV is a CK_RV: what a function of PKCS #11 returns.
type RV uint32

// Return values that this program knows what to do about.
const (
	OK                       RV = 0x000
	HostMemory               RV = 0x002
	SlotIDInvalid            RV = 0x003
	GeneralError             RV = 0x005
	FunctionFailed           RV = 0x006
	ArgumentsBad             RV = 0x007
	NoEvent                  RV = 0x008
	NeedToCreateThreads      RV = 0x009
	CantLock                 RV = 0x00A
	AttributeReadOnly        RV = 0x010
	AttributeSensitive       RV = 0x011
	AttributeTypeInvalid     RV = 0x012
	AttributeValueInvalid    RV = 0x013
	DeviceError              RV = 0x030
	DeviceMemory             RV = 0x031
	DeviceRemoved            RV = 0x032
	EncryptedDataInvalid     RV = 0x040
	EncryptedDataLenRange    RV = 0x041
	FunctionCanceled         RV = 0x050
	FunctionNotSupported     RV = 0x054
	KeyHandleInvalid         RV = 0x060
	KeySizeRange             RV = 0x062
	KeyTypeInconsistent      RV = 0x063
	KeyFunctionNotPermitted  RV = 0x068
	MechanismInvalid         RV = 0x070
	MechanismParamInvalid    RV = 0x071
	ObjectHandleInvalid      RV = 0x082
	OperationActive          RV = 0x090
	OperationNotInitialized  RV = 0x091
	PINIncorrect             RV = 0x0A0
	PINInvalid               RV = 0x0A1
	PINLenRange              RV = 0x0A2
	PINExpired               RV = 0x0A3
	PINLocked                RV = 0x0A4
	SessionClosed            RV = 0x0B0
	SessionCount             RV = 0x0B1
	SessionHandleInvalid     RV = 0x0B3
	SessionReadOnly          RV = 0x0B5
	TemplateIncomplete       RV = 0x0D0
	TemplateInconsistent     RV = 0x0D1
	TokenNotPresent          RV = 0x0E0
	TokenNotRecognized       RV = 0x0E1
	WriteProtected           RV = 0x0E2
	UserAlreadyLoggedIn      RV = 0x100
	UserNotLoggedIn          RV = 0x101
	UserPINNotInitialized    RV = 0x102
	UserAnotherAlreadyLogged RV = 0x104
	DomainParamsInvalid      RV = 0x130
	CurveNotSupported        RV = 0x140
	BufferTooSmall           RV = 0x150
	CryptokiNotInitialized   RV = 0x190
	CryptokiInitialized      RV = 0x191
	ECParamsNotFound         RV = 0x80420406 // of Ukrainian carriers, by UAPKI's header
)

// String is the value in hexadecimal, as vendors quote it.
func (rv RV) String() string { return fmt.Sprintf("0x%03X", uint32(rv)) }
