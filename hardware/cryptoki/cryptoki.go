// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cryptoki names the numbers of PKCS #11 that this program uses: those
// of the standard (OASIS PKCS #11 3.1, pkcs11t.h) and the vendor-defined ones of
// Ukrainian carriers, without loading anything.
//
// The standard has no numbers for national algorithms. Those here are published
// in UAPKI's header pkcs11t-ua.h; the mechanisms among them agree with what an
// Алмаз-1К lists. A carrier is asked what it offers before any is used.
package cryptoki

// A KeyType is a CK_KEY_TYPE.
type KeyType uint32

// Key types.
const (
	KeyRSA      KeyType = 0x00
	KeyEC       KeyType = 0x03
	KeyDSTU4145 KeyType = 0x80420131 // CKK_DSTU4145
)

// A Mechanism is a CK_MECHANISM_TYPE.
type Mechanism uint32

// Mechanisms.
const (
	RSAPKCSKeyPairGen Mechanism = 0x0000
	RSAPKCS           Mechanism = 0x0001
	RSAX509           Mechanism = 0x0003
	RSAPKCSOAEP       Mechanism = 0x0009
	RSAPKCSPSS        Mechanism = 0x000D
	ECKeyPairGen      Mechanism = 0x1040
	ECDSA             Mechanism = 0x1041
	ECDH1Derive       Mechanism = 0x1050

	DSTU4145                   Mechanism = 0x80420031 // signs a hash that is ready
	DSTU4145WithGOST34311      Mechanism = 0x80420032
	DSTU4145KeyPairGen         Mechanism = 0x80420042
	DSTU4145ECDHDerive         Mechanism = 0x80420043
	DSTU4145ECDHCofactorDerive Mechanism = 0x80420044

	SHA1   Mechanism = 0x0220
	SHA256 Mechanism = 0x0250
	SHA384 Mechanism = 0x0260
	SHA512 Mechanism = 0x0270
)

// Flags of mechanisms: CK_MECHANISM_INFO.
const (
	MechanismDecrypt         = 0x0000_0200
	MechanismSign            = 0x0000_0800
	MechanismGenerateKeyPair = 0x0001_0000
	MechanismDerive          = 0x0008_0000
)

// Flags of tokens: CK_TOKEN_INFO.
const (
	TokenWriteProtected = 0x0000_0002
	TokenLoginRequired  = 0x0000_0004
	TokenPINInitialized = 0x0000_0008
	TokenPINPad         = 0x0000_0100 // CKF_PROTECTED_AUTHENTICATION_PATH
	TokenInitialized    = 0x0000_0400
	TokenPINCountLow    = 0x0001_0000
	TokenPINFinalTry    = 0x0002_0000
	TokenPINLocked      = 0x0004_0000
	TokenPINToBeChanged = 0x0008_0000
)

// CertificateApplication is the CKA_APPLICATION of a data object (CKO_DATA) in
// which UAPKI keeps a certificate on carriers that have no certificate objects.
const CertificateApplication = "UAPKI-CERTIFICATE"
