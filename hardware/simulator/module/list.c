/*
 * SPDX-FileCopyrightText: The Pidpys Authors
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * C_GetFunctionList: the functions that are written in Go, and for all others
 * one that says so.
 */

//go:build !windows

#include "_cgo_export.h"

CK_ULONG C_GetFunctionList(CK_FUNCTION_LIST **out);

#define CKR_ARGUMENTS_BAD 0x07
#define CKR_FUNCTION_NOT_SUPPORTED 0x54

static CK_ULONG unsupported() { return CKR_FUNCTION_NOT_SUPPORTED; }

#define GO(name) [INDEX_##name] = (CK_FUNCTION)name

static CK_FUNCTION_LIST list = {
	.version = {2, 40},
	.functions = {
		GO(C_Initialize), GO(C_Finalize), GO(C_GetInfo),
		[INDEX_C_GetFunctionList] = (CK_FUNCTION)C_GetFunctionList,
		GO(C_GetSlotList), GO(C_GetSlotInfo), GO(C_GetTokenInfo),
		GO(C_GetMechanismList), GO(C_GetMechanismInfo),
		GO(C_OpenSession), GO(C_CloseSession), GO(C_CloseAllSessions), GO(C_GetSessionInfo),
		GO(C_Login), GO(C_Logout),
		GO(C_GetAttributeValue), GO(C_FindObjectsInit), GO(C_FindObjects), GO(C_FindObjectsFinal),
		GO(C_SignInit), GO(C_Sign), GO(C_CreateObject), GO(C_DestroyObject),
		GO(C_GenerateKeyPair), GO(C_DeriveKey),
	},
};

__attribute__((visibility("default")))
CK_ULONG C_GetFunctionList(CK_FUNCTION_LIST **out)
{
	if (!out)
		return CKR_ARGUMENTS_BAD;
	for (int i = 0; i < FUNCTION_COUNT; i++)
		if (!list.functions[i])
			list.functions[i] = unsupported;
	*out = &list;
	return 0;
}
