// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "m257_amd64.h"
#include "double_amd64.h"

// SECOND makes an operand of the second round, a and b, of what the first has
// left in a register. The coefficient a of the curve is 0.
#define SECOND(r, a, b) \
	VSHUFI64X2.Z LANES(1, 0, 1, 1), r, r, K2, T0; \
	VSHUFI64X2 LANES(0, 3, 0, 0), r, r, T1; \
	VMOVDQA64 r, b; \
	VPXORQ T0, T1, a; \
	VPXORQ T0, T1, K3, b

// func doubleTimes257(p *projective, n int)
TEXT ·doubleTimes257(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), DI
	MOVQ n+8(FP), CX
	CONSTANTS
	MASKS
	LOAD(0, A01, B01)
	LOAD(16, A23, B23)
	VPBROADCASTQ projective_lambda+32(DI), AM
	VPBROADCASTQ projective_z+32(DI), BM
	ARRANGE(AM, BM)
	VPBROADCASTQ projective_x+32(DI), K6, AM
	VPSUBQ AM, ZERO, AM
	VPSUBQ BM, ZERO, BM
	JMP double

next:
	FIRST(R01, A01, B01)
	FIRST(R23, A23, B23)
	FIRST(RM, AM, BM)

double:
	MULTIPLY
	REDUCE
	SECOND(R01, A01, B01)
	SECOND(R23, A23, B23)
	SECOND(RM, AM, BM)
	MULTIPLY
	REDUCE
	DECQ CX
	JNZ next

	FIRST(R01, A01, B01)
	FIRST(R23, A23, B23)
	FIRST(RM, AM, BM)
	VPSRLQ $63, AM, AM
	STORE(A01, X0, 0)
	STORE(A23, X1, 16)
	STOREWORD(AM, X2, 32)
	VZEROUPPER
	RET
