// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak && linux

#include "textflag.h"

// A client request of valgrind is an exchange of BX with itself after four
// rotations of DI by 128 bits in all. A processor does nothing; valgrind sees the
// sequence, reads six words where AX points and answers in DX.

// func request(words *[6]uintptr) (answer uintptr)
TEXT ·request(SB), NOSPLIT, $0-16
	MOVQ words+0(FP), AX
	XORL DX, DX
	ROLQ $3, DI
	ROLQ $13, DI
	ROLQ $61, DI
	ROLQ $51, DI
	XCHGQ BX, BX
	MOVQ DX, answer+8(FP)
	RET
