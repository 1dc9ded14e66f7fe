/*
 * SPDX-FileCopyrightText: The Pidpys Authors
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * The types of OASIS PKCS #11 2.40 (sections 3 and 5) that the module takes or
 * gives, laid out as programs expect them everywhere but on Windows.
 */
#ifndef PIDPYS_CRYPTOKI_H
#define PIDPYS_CRYPTOKI_H

typedef unsigned char CK_BYTE;
typedef unsigned long CK_ULONG;

typedef struct {
	CK_BYTE major, minor;
} CK_VERSION;

typedef struct {
	CK_VERSION cryptokiVersion;
	CK_BYTE manufacturerID[32];
	CK_ULONG flags;
	CK_BYTE libraryDescription[32];
	CK_VERSION libraryVersion;
} CK_INFO;

typedef struct {
	CK_BYTE slotDescription[64], manufacturerID[32];
	CK_ULONG flags;
	CK_VERSION hardwareVersion, firmwareVersion;
} CK_SLOT_INFO;

typedef struct {
	CK_BYTE label[32], manufacturerID[32], model[16], serialNumber[16];
	CK_ULONG flags;
	CK_ULONG maxSessionCount, sessionCount, maxRwSessionCount, rwSessionCount;
	CK_ULONG maxPinLen, minPinLen;
	CK_ULONG totalPublicMemory, freePublicMemory, totalPrivateMemory, freePrivateMemory;
	CK_VERSION hardwareVersion, firmwareVersion;
	CK_BYTE utcTime[16];
} CK_TOKEN_INFO;

typedef struct {
	CK_ULONG slotID, state, flags, deviceError;
} CK_SESSION_INFO;

typedef struct {
	CK_ULONG kind; /* CK_ATTRIBUTE_TYPE */
	void *value;
	CK_ULONG length;
} CK_ATTRIBUTE;

typedef struct {
	CK_ULONG mechanism;
	void *parameter;
	CK_ULONG length;
} CK_MECHANISM;

typedef struct {
	CK_ULONG minKeySize, maxKeySize, flags;
} CK_MECHANISM_INFO;

typedef struct {
	CK_ULONG kdf, sharedDataLength;
	CK_BYTE *sharedData;
	CK_ULONG publicDataLength;
	CK_BYTE *publicData;
} CK_ECDH1_DERIVE_PARAMS;

/* All 68, in the order of the standard. */
#define CRYPTOKI_FUNCTIONS(X) \
	X(C_Initialize) X(C_Finalize) X(C_GetInfo) X(C_GetFunctionList) \
	X(C_GetSlotList) X(C_GetSlotInfo) X(C_GetTokenInfo) X(C_GetMechanismList) \
	X(C_GetMechanismInfo) X(C_InitToken) X(C_InitPIN) X(C_SetPIN) \
	X(C_OpenSession) X(C_CloseSession) X(C_CloseAllSessions) X(C_GetSessionInfo) \
	X(C_GetOperationState) X(C_SetOperationState) X(C_Login) X(C_Logout) \
	X(C_CreateObject) X(C_CopyObject) X(C_DestroyObject) X(C_GetObjectSize) \
	X(C_GetAttributeValue) X(C_SetAttributeValue) \
	X(C_FindObjectsInit) X(C_FindObjects) X(C_FindObjectsFinal) \
	X(C_EncryptInit) X(C_Encrypt) X(C_EncryptUpdate) X(C_EncryptFinal) \
	X(C_DecryptInit) X(C_Decrypt) X(C_DecryptUpdate) X(C_DecryptFinal) \
	X(C_DigestInit) X(C_Digest) X(C_DigestUpdate) X(C_DigestKey) X(C_DigestFinal) \
	X(C_SignInit) X(C_Sign) X(C_SignUpdate) X(C_SignFinal) \
	X(C_SignRecoverInit) X(C_SignRecover) \
	X(C_VerifyInit) X(C_Verify) X(C_VerifyUpdate) X(C_VerifyFinal) \
	X(C_VerifyRecoverInit) X(C_VerifyRecover) \
	X(C_DigestEncryptUpdate) X(C_DecryptDigestUpdate) \
	X(C_SignEncryptUpdate) X(C_DecryptVerifyUpdate) \
	X(C_GenerateKey) X(C_GenerateKeyPair) X(C_WrapKey) X(C_UnwrapKey) X(C_DeriveKey) \
	X(C_SeedRandom) X(C_GenerateRandom) \
	X(C_GetFunctionStatus) X(C_CancelFunction) X(C_WaitForSlotEvent)

#define CRYPTOKI_INDEX(name) INDEX_##name,
enum { CRYPTOKI_FUNCTIONS(CRYPTOKI_INDEX) FUNCTION_COUNT };

/* A function is called with the arguments of its own kind. */
typedef CK_ULONG (*CK_FUNCTION)();

typedef struct {
	CK_VERSION version;
	CK_FUNCTION functions[FUNCTION_COUNT];
} CK_FUNCTION_LIST;

#endif
