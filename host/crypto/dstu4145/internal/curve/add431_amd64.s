// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "m431_amd64.h"

// Addition as in add257_amd64.s. A multiplication takes all registers, so that
// what lies between rounds is kept on the stack, aligned: Λ in every lane, X Z
// Λ+Z X, and X + v, which is squared.
#define L0   0(R8)
#define L1  64(R8)
#define L2 128(R8)
#define L3 192(R8)
#define E0 256(R8)
#define E1 320(R8)
#define E2 384(R8)
#define E3 448(R8)
#define S0 512(R8)
#define S1 528(R8)
#define S2 544(R8)
#define S3 560(R8)

// LOAD puts two words of Z where the first round wants them, and those of Λ and
// of X Z Λ+Z X on the stack.
#define LOAD(at, b, l, e) \
	VBROADCASTI64X2 projective_z+at(DI), b; \
	VBROADCASTI64X2 projective_lambda+at(DI), T0; \
	VMOVDQA64 b, T1; \
	VBROADCASTI64X2 projective_x+at(DI), K3, T1; \
	VPXORQ T0, T1, K5, T1; \
	VMOVDQU64 T0, l; \
	VMOVDQU64 T1, e

// SECOND makes operands of the second round: of r, which the first has left,
// Λ and X Z Λ+Z X. It leaves X + v in s.
#define SECOND(r, l, e, s, a, b) \
	VSHUFI64X2 LANES(1, 1, 1, 1), r, r, a; \
	VMOVDQU64 e, b; \
	VPXORQ l, a, a; \
	VPXORQ r, b, T0; \
	VMOVDQA64 r, K1, b; \
	VMOVDQU64 X27, s

// THIRD makes operands of the third round, a and b, of a and of B in the lowest
// lane of d.
#define THIRD(d, a, b) \
	VMOVDQA64 a, b; \
	VSHUFI64X2.Z LANES(0, 0, 0, 0), d, d, K2, T0; \
	VSHUFI64X2.Z LANES(3, 3, 0, 0), a, a, K3, a; \
	VPXORQ T0, a, a; \
	VMOVDQA64 a, K4, b

// FIRST makes of what the third round has left what lies between rounds, and b = Z.
#define FIRST(r, l, e, b) \
	VSHUFI64X2 LANES(1, 1, 1, 1), r, r, b; \
	VSHUFI64X2 LANES(2, 2, 2, 2), r, r, T0; \
	VSHUFI64X2 LANES(3, 3, 3, 3), r, r, T1; \
	VSHUFI64X2 LANES(0, 1, 1, 0), r, r, T2; \
	VPXORQ T0, T1, T0; \
	VPXORQ T0, T2, K5, T2; \
	VMOVDQU64 T0, l; \
	VMOVDQU64 T2, e

#define STORE(xr, xb, l, at) \
	VMOVDQU64 xr, projective_x+at(DI); \
	VMOVDQU64 l, X16; \
	VMOVDQU64 X16, projective_lambda+at(DI); \
	VMOVDQU64 xb, projective_z+at(DI)

// func addAll431(p *projective, points *Point, n int)
TEXT ·addAll431(SB), 0, $640-24
	MOVQ p+0(FP), DI
	MOVQ points+8(FP), SI
	MOVQ n+16(FP), CX
	LEAQ 63(SP), R8
	ANDQ $~63, R8
	CONSTANTS

	MOVL $0x03, AX; KMOVB AX, K1 // lane 0
	MOVL $0xfc, AX; KMOVB AX, K2 // all others
	MOVL $0xc3, AX; KMOVB AX, K3 // lanes 0 and 3
	MOVL $0xc0, AX; KMOVB AX, K4 // lane 3
	MOVL $0x30, AX; KMOVB AX, K5 // lane 2

	LOAD(0, B0, L0, E0)
	LOAD(16, B1, L1, E1)
	LOAD(32, B2, L2, E2)
	VPBROADCASTQ projective_z+48(DI), B3
	VPBROADCASTQ projective_lambda+48(DI), T0
	VPANDQ LAST, B3, B3
	VPANDQ LAST, T0, T0
	VMOVDQA64 B3, T1
	VPBROADCASTQ projective_x+48(DI), K3, T1
	VPANDQ LAST, T1, T1
	VPXORQ T0, T1, K5, T1
	VMOVDQU64 T0, L3
	VMOVDQU64 T1, E3

next:
	VMOVDQU64 Point_x(SI), X0
	VINSERTI64X2 $1, Point_lambda(SI), Y0, Y0
	VMOVDQU64 Point_x+16(SI), X1
	VINSERTI64X2 $1, Point_lambda+16(SI), Y1, Y1
	VMOVDQU64 Point_x+32(SI), X2
	VINSERTI64X2 $1, Point_lambda+32(SI), Y2, Y2
	VMOVQ Point_x+48(SI), X3
	VMOVQ Point_lambda+48(SI), X27
	VINSERTI64X2 $1, X27, Y3, Y3

#include "ymm431_amd64.h"
	MULTIPLY
	REDUCE

#include "zmm431_amd64.h"
	SECOND(R0, L0, E0, S0, A0, B0)
	SECOND(R1, L1, E1, S1, A1, B1)
	SECOND(R2, L2, E2, S2, A2, B2)
	SECOND(R3, L3, E3, S3, A3, B3)
	MULTIPLY
	REDUCE
	VMOVDQA64 R0, A0
	VMOVDQA64 R1, A1
	VMOVDQA64 R2, A2
	VMOVDQA64 R3, A3

	// The square of S0 to S3.
	VMOVDQU64 S0, X4
	VMOVDQU64 S1, X5
	VMOVDQU64 S2, X6
	VMOVDQU64 S3, X7

#include "ymm431_amd64.h"
	VPCLMULQDQ $0x00, B0, B0, C0
	VPCLMULQDQ $0x11, B0, B0, C1
	VPCLMULQDQ $0x00, B1, B1, C2
	VPCLMULQDQ $0x11, B1, B1, C3
	VPCLMULQDQ $0x00, B2, B2, C4
	VPCLMULQDQ $0x11, B2, B2, C5
	VPCLMULQDQ $0x00, B3, B3, C6
	REDUCE

#include "zmm431_amd64.h"
	THIRD(R0, A0, B0)
	THIRD(R1, A1, B1)
	THIRD(R2, A2, B2)
	THIRD(R3, A3, B3)
	MULTIPLY
	REDUCE
	FIRST(R0, L0, E0, B0)
	FIRST(R1, L1, E1, B1)
	FIRST(R2, L2, E2, B2)
	FIRST(R3, L3, E3, B3)
	ADDQ $Point__size, SI
	DECQ CX
	JNZ next

	STORE(X8, X4, L0, 0)
	STORE(X11, X5, L1, 16)
	STORE(X14, X6, L2, 32)
	VMOVQ X17, projective_x+48(DI)
	VMOVDQU64 L3, X16
	VMOVQ X16, projective_lambda+48(DI)
	VMOVQ X7, projective_z+48(DI)
	VMOVDQU64 ZERO, L0
	VMOVDQU64 ZERO, L1
	VMOVDQU64 ZERO, L2
	VMOVDQU64 ZERO, L3
	VMOVDQU64 ZERO, E0
	VMOVDQU64 ZERO, E1
	VMOVDQU64 ZERO, E2
	VMOVDQU64 ZERO, E3
	VMOVDQU64 ZERO, S0
	VZEROUPPER
	RET
