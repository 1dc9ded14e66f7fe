// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

// ulong is CK_ULONG, which has four octets there whatever the processor.
type ulong = uint32

// alignment: structures are packed there (PKCS #11 3.1, section 2.1).
const alignment = 1
