// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package main

import "unsafe"

// ulong is CK_ULONG, C's unsigned long.
type ulong = uintptr

// alignment is that of CK_ULONG and pointers in structures.
const alignment = int(unsafe.Sizeof(uintptr(0)))
