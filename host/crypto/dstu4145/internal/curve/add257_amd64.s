// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "m257_amd64.h"

// Addition of affine points (see add in group.go) in three rounds of products,
// in the lanes 0 to 3, with u = λ(q)·Z, v = x(q)·Z, A = Λ + u, B = (X + v)²:
//
//	x(q) λ(q) – –    times   Z Z – –,           which gives   v u – –,
//	A A A A          times   v Z Λ+Z X,         which gives   Av AZ A(Λ+Z) AX,
//	AX B B Av+B      times   Av AZ A(Λ+Z) Av+B, which gives   X' Z' A·B·(Λ+Z) (Av+B)²,
//
// and Λ' is the sum of the last two. This is one product more than need be: for it,
// the second round does without B, which is squared beside it.

// Between rounds: Λ in every lane, and X Z Λ+Z X.
#define L01 Z23
#define L23 Z24
#define LM  Z25
#define E01 Z26
#define E23 Z27
#define EM  Z28

// SECOND makes operands of the second round: of r, which the first has left,
// Λ and X Z Λ+Z X. It leaves X + v in the lowest lane of e.
#define SECOND(r, l, e, a, b) \
	VSHUFI64X2 LANES(1, 1, 1, 1), r, r, a; \
	VMOVDQA64 e, b; \
	VPXORQ r, e, e; \
	VMOVDQA64 r, K1, b; \
	VPXORQ l, a, a

// THIRD makes operands of the third round, of r and of B in the lowest lane of d.
#define THIRD(r, d, a, b) \
	VSHUFI64X2.Z LANES(0, 0, 0, 0), d, d, K2, T0; \
	VSHUFI64X2.Z LANES(3, 3, 0, 0), r, r, K3, a; \
	VMOVDQA64 r, b; \
	VPXORQ T0, a, a; \
	VMOVDQA64 a, K4, b

// FIRST makes of what the third round has left what lies between rounds, and b = Z.
#define FIRST(r, l, e, b) \
	VSHUFI64X2 LANES(1, 1, 1, 1), r, r, b; \
	VSHUFI64X2 LANES(2, 2, 2, 2), r, r, l; \
	VSHUFI64X2 LANES(3, 3, 3, 3), r, r, T0; \
	VSHUFI64X2 LANES(0, 1, 1, 0), r, r, e; \
	VPXORQ T0, l, l; \
	VPXORQ l, e, K5, e

// func addAll257(p *projective, points *Point, n int)
TEXT ·addAll257(SB), NOSPLIT, $0-24
	MOVQ p+0(FP), DI
	MOVQ points+8(FP), SI
	MOVQ n+16(FP), CX
	CONSTANTS

	MOVL $0x03, AX; KMOVB AX, K1 // lane 0
	MOVL $0xfc, AX; KMOVB AX, K2 // all others
	MOVL $0xc3, AX; KMOVB AX, K3 // lanes 0 and 3
	MOVL $0xc0, AX; KMOVB AX, K4 // lane 3
	MOVL $0x30, AX; KMOVB AX, K5 // lane 2

	VBROADCASTI64X2 projective_z(DI), B01
	VBROADCASTI64X2 projective_z+16(DI), B23
	VPBROADCASTQ projective_z+32(DI), BM
	VPSUBQ BM, ZERO, BM
	VBROADCASTI64X2 projective_lambda(DI), L01
	VBROADCASTI64X2 projective_lambda+16(DI), L23
	VPBROADCASTQ projective_lambda+32(DI), LM
	VPSUBQ LM, ZERO, LM
	VMOVDQA64 B01, E01
	VBROADCASTI64X2 projective_x(DI), K3, E01
	VPXORQ L01, E01, K5, E01
	VMOVDQA64 B23, E23
	VBROADCASTI64X2 projective_x+16(DI), K3, E23
	VPXORQ L23, E23, K5, E23
	VPBROADCASTQ projective_x+32(DI), T2
	VMOVDQA64 BM, EM
	VPSUBQ T2, ZERO, K3, EM
	VPXORQ LM, EM, K5, EM

next:
	VMOVDQU64 Point_x(SI), X0
	VINSERTI64X2 $1, Point_lambda(SI), Y0, Y0
	VMOVDQU64 Point_x+16(SI), X1
	VINSERTI64X2 $1, Point_lambda+16(SI), Y1, Y1
	VPBROADCASTQ Point_lambda+32(SI), Y2
	VPBROADCASTQ Point_x+32(SI), X18
	VMOVDQA64 Z18, K1, AM
	VPSUBQ AM, ZERO, AM

#include "ymm257_amd64.h"
	MULTIPLY
	REDUCE

#include "zmm257_amd64.h"
	SECOND(R01, L01, E01, A01, B01)
	SECOND(R23, L23, E23, A23, B23)
	SECOND(RM, LM, EM, AM, BM)
	MULTIPLY
	REDUCE
	VMOVDQA64 R01, L01
	VMOVDQA64 R23, L23
	VMOVDQA64 RM, LM

	// The square of E01, E23, EM.
#include "ymm257_amd64.h"
	VPCLMULQDQ $0x00, Y26, Y26, R01
	VPCLMULQDQ $0x11, Y26, Y26, R23
	VPCLMULQDQ $0x00, Y27, Y27, P1
	VPCLMULQDQ $0x11, Y27, Y27, Q1
	ADDPRODUCT(Y28, TOP01, R01)
	ADDPRODUCT(Y28, TOP23, R23)
	REDUCE

#include "zmm257_amd64.h"
	VMOVDQA64 R01, E01
	VMOVDQA64 R23, E23
	VMOVDQA64 RM, EM
	THIRD(L01, E01, A01, B01)
	THIRD(L23, E23, A23, B23)
	THIRD(LM, EM, AM, BM)
	MULTIPLY
	REDUCE
	FIRST(R01, L01, E01, B01)
	FIRST(R23, L23, E23, B23)
	FIRST(RM, LM, EM, BM)
	ADDQ $Point__size, SI
	DECQ CX
	JNZ next

	VPSRLQ $63, LM, LM
	VPSRLQ $63, EM, EM
	VPSRLQ $63, BM, BM
	VMOVDQU64 X6, projective_x(DI)
	VMOVDQU64 X7, projective_x+16(DI)
	VMOVQ X28, projective_x+32(DI)
	VMOVDQU64 X23, projective_lambda(DI)
	VMOVDQU64 X24, projective_lambda+16(DI)
	VMOVQ X25, projective_lambda+32(DI)
	VMOVDQU64 X3, projective_z(DI)
	VMOVDQU64 X4, projective_z+16(DI)
	VMOVQ X5, projective_z+32(DI)
	VZEROUPPER
	RET
