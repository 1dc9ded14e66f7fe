// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "m431_amd64.h"
#include "double_amd64.h"

// SECOND makes an operand of the second round, a and b, of what the first has
// left in a register. The coefficient a of the curve is 1.
#define SECOND(r, a, b) \
	VSHUFI64X2 LANES(0, 3, 0, 0), r, r, a; \
	VSHUFI64X2 LANES(1, 1, 1, 1), r, r, T0; \
	VSHUFI64X2 LANES(2, 2, 2, 2), r, r, T1; \
	VPTERNLOGQ $0x96, T0, T1, K2, a; \
	VMOVDQA64 r, b; \
	VMOVDQA64 a, K3, b

// func doubleTimes431(p *projective, n int)
TEXT ·doubleTimes431(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), DI
	MOVQ n+8(FP), CX
	CONSTANTS
	MASKS
	LOAD(0, A0, B0)
	LOAD(16, A1, B1)
	LOAD(32, A2, B2)
	VPBROADCASTQ projective_lambda+48(DI), A3
	VPBROADCASTQ projective_z+48(DI), B3
	ARRANGE(A3, B3)
	VPBROADCASTQ projective_x+48(DI), K6, A3
	VPANDQ LAST, A3, A3
	VPANDQ LAST, B3, B3
	JMP double

next:
	FIRST(R0, A0, B0)
	FIRST(R1, A1, B1)
	FIRST(R2, A2, B2)
	FIRST(R3, A3, B3)

double:
	MULTIPLY
	REDUCE
	SECOND(R0, A0, B0)
	SECOND(R1, A1, B1)
	SECOND(R2, A2, B2)
	SECOND(R3, A3, B3)
	MULTIPLY
	REDUCE
	DECQ CX
	JNZ next

	FIRST(R0, A0, B0)
	FIRST(R1, A1, B1)
	FIRST(R2, A2, B2)
	FIRST(R3, A3, B3)
	STORE(A0, X0, 0)
	STORE(A1, X1, 16)
	STORE(A2, X2, 32)
	STOREWORD(A3, X3, 48)
	VZEROUPPER
	RET
