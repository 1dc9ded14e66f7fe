// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "m431_amd64.h"

#define LEFT  T0
#define RIGHT T1
#include "ladder_amd64.h"

// The ladder as in ladder257_amd64.s. A multiplication takes all registers, so
// that what lies between rounds is kept on the stack, aligned.
#define U0   0(R12)
#define U1  64(R12)
#define U2 128(R12)
#define U3 192(R12)
#define V0 256(R12)
#define V1 320(R12)
#define V2 384(R12)
#define V3 448(R12)

#define LOAD(at, u, v) \
	VBROADCASTI64X2 ladderPoint_x+at(SI), T0; \
	VBROADCASTI64X2 ladderPoint_x+at(DI), K1, T0; \
	VBROADCASTI64X2 ladderPoint_z+at(SI), T1; \
	VBROADCASTI64X2 ladderPoint_z+at(DI), K2, T1; \
	VMOVDQU64 T0, u; \
	VMOVDQU64 T1, v

#define FIRST(u, v, a, b) \
	VMOVDQU64 u, T2; \
	VMOVDQA64 LEFT, a; \
	VMOVDQA64 RIGHT, b; \
	VPERMI2Q v, T2, a; \
	VPERMI2Q v, T2, b

// SECOND leaves X(l)² in u.
#define SECOND(r, a, b, u) \
	VSHUFI64X2 LANES(0, 0, 0, 0), r, r, T0; \
	VSHUFI64X2 LANES(1, 1, 3, 3), r, r, b; \
	VSHUFI64X2 LANES(2, 2, 2, 2), r, r, T1; \
	VMOVDQA64 r, a; \
	VPXORQ T0, r, K1, a; \
	VPXORQ T0, b, K1, b; \
	VMOVDQU64 T1, u

#define THIRD(r, a, b, u, v) \
	VSHUFI64X2 LANES(1, 3, 0, 0), r, r, a; \
	VMOVDQU64 r, v; \
	VPXORQ u, a, K1, a; \
	VMOVDQA64 a, K1, b

// BETWEEN leaves X'(h) and X'(l) in u, given uv in v.
#define BETWEEN(r, u, v) \
	VMOVDQA64 r, T0; \
	VPXORQ v, T0, K4, T0; \
	VMOVDQU64 T0, u

#define STORE(a, at) \
	VEXTRACTI64X2 $1, a, ladderPoint_x+at(DI); \
	VEXTRACTI64X2 $3, a, ladderPoint_z+at(DI)

// func ladder431(low, high *ladderPoint, x, rootB *gf2m.Element, k *modn.Scalar, n int)
TEXT ·ladder431(SB), 0, $576-48
	MOVQ low+0(FP), DI
	MOVQ high+8(FP), SI
	MOVQ x+16(FP), R8
	MOVQ rootB+24(FP), R9
	MOVQ k+32(FP), R10
	MOVQ n+40(FP), DX
	LEAQ 63(SP), R12
	ANDQ $~63, R12
	CONSTANTS

	MOVL $0x0c, AX; KMOVB AX, K1 // lane 1
	MOVL $0x30, AX; KMOVB AX, K2 // lane 2
	MOVL $0xc0, AX; KMOVB AX, K3 // lane 3
	MOVL $0x03, AX; KMOVB AX, K4 // lane 0

	LOAD(0, U0, V0)
	LOAD(16, U1, V1)
	LOAD(32, U2, V2)
	VPBROADCASTQ ladderPoint_x+48(SI), T0
	VPBROADCASTQ ladderPoint_x+48(DI), K1, T0
	VPBROADCASTQ ladderPoint_z+48(SI), T1
	VPBROADCASTQ ladderPoint_z+48(DI), K2, T1
	VPANDQ LAST, T0, T0
	VPANDQ LAST, T1, T1
	VMOVDQU64 T0, U3
	VMOVDQU64 T1, V3
	XORL R11, R11

next:
	NEXTBIT
	SWAP
	FIRST(U0, V0, A0, B0)
	FIRST(U1, V1, A1, B1)
	FIRST(U2, V2, A2, B2)
	FIRST(U3, V3, A3, B3)
	MULTIPLY
	REDUCE
	SECOND(R0, A0, B0, U0)
	SECOND(R1, A1, B1, U1)
	SECOND(R2, A2, B2, U2)
	SECOND(R3, A3, B3, U3)
	VBROADCASTI64X2 0(R9), K3, B0
	VBROADCASTI64X2 16(R9), K3, B1
	VBROADCASTI64X2 32(R9), K3, B2
	VPBROADCASTQ 48(R9), K3, B3
	VPANDQ LAST, B3, B3
	MULTIPLY
	REDUCE
	VMOVDQU64 0(R8), X4
	VMOVDQU64 16(R8), X5
	VMOVDQU64 32(R8), X6
	VMOVQ 48(R8), X7
	THIRD(R0, A0, B0, U0, V0)
	THIRD(R1, A1, B1, U1, V1)
	THIRD(R2, A2, B2, U2, V2)
	THIRD(R3, A3, B3, U3, V3)

#include "ymm431_amd64.h"
	MULTIPLY
	REDUCE

#include "zmm431_amd64.h"
	BETWEEN(R0, U0, V0)
	BETWEEN(R1, U1, V1)
	BETWEEN(R2, U2, V2)
	BETWEEN(R3, U3, V3)
	TESTQ DX, DX
	JNZ next

	MOVQ R11, AX
	SWAP
	FIRST(U0, V0, A0, B0)
	FIRST(U1, V1, A1, B1)
	FIRST(U2, V2, A2, B2)
	FIRST(U3, V3, A3, B3)
	STORE(A0, 0)
	STORE(A1, 16)
	STORE(A2, 32)
	VEXTRACTI64X2 $1, A3, X8
	VEXTRACTI64X2 $3, A3, X9
	VMOVQ X8, ladderPoint_x+48(DI)
	VMOVQ X9, ladderPoint_z+48(DI)
	VMOVDQU64 ZERO, U0
	VMOVDQU64 ZERO, U1
	VMOVDQU64 ZERO, U2
	VMOVDQU64 ZERO, U3
	VMOVDQU64 ZERO, V0
	VMOVDQU64 ZERO, V1
	VMOVDQU64 ZERO, V2
	VMOVDQU64 ZERO, V3
	VZEROUPPER
	RET
