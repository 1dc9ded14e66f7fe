// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Command module is a PKCS #11 module (OASIS PKCS #11 2.40), built as a shared
// library, whose tokens are those of package simulator. They sign, agree on
// secrets and make keys by DSTU 4145 with the numbers that vendors of Ukrainian
// carriers use, count tries of the PIN, have one session over all programs, and
// break in every way that a test asks for.
//
// Files whose names begin with c_ face C; the others know nothing of it. There is
// no such module for Windows, where the structures of PKCS #11 have no alignment
// and Go sees none of their pointers.
package main

func main() {} // of a shared library: never called
