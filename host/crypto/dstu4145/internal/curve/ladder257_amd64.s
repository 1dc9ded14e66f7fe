// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"
#include "m257_amd64.h"
#include "ladder_amd64.h"

// A step of the ladder (see ladder in ladder.go) in three rounds of products, in
// the lanes 0 to 3, where l is low and h is high, or the other way round if the
// bit is 1, and s = √b:
//
//	X(h) X(l) X(l) Z(l)  times  Z(l) Z(h) X(l) Z(l),  which gives  u v X(l)² Z(l)²,
//	u u+v X(l)² Z(l)²    times  v u+v Z(l)² s,        which gives  uv Z'(h) Z'(l) sZ(l)²,
//	Z'(h) X(l)²+sZ(l)²   times  x X(l)²+sZ(l)²,       which gives  x·Z'(h) X'(l),
//
// and X'(h) = x·Z'(h) + uv.

// Between steps: X'(h) X'(l) – –, and – Z'(h) Z'(l) –.
#define U01 Z21
#define U23 Z22
#define UM  Z23
#define V01 Z24
#define V23 Z25
#define VM  Z26

#define LEFT  Z27
#define RIGHT Z28

#define FIRST(x, y, a, b) \
	VMOVDQA64 LEFT, a; \
	VMOVDQA64 RIGHT, b; \
	VPERMI2Q y, x, a; \
	VPERMI2Q y, x, b

// SECOND leaves X(l)² in x.
#define SECOND(r, a, b, x) \
	VSHUFI64X2 LANES(0, 0, 0, 0), r, r, T0; \
	VSHUFI64X2 LANES(1, 1, 3, 3), r, r, b; \
	VSHUFI64X2 LANES(2, 2, 2, 2), r, r, x; \
	VMOVDQA64 r, a; \
	VPXORQ T0, r, K1, a; \
	VPXORQ T0, b, K1, b

#define THIRD(r, a, b, x, y) \
	VSHUFI64X2 LANES(1, 3, 0, 0), r, r, a; \
	VMOVDQA64 r, y; \
	VPXORQ x, a, K1, a; \
	VMOVDQA64 a, K1, b

// func ladder257(low, high *ladderPoint, x, rootB *gf2m.Element, k *modn.Scalar, n int)
TEXT ·ladder257(SB), NOSPLIT, $0-48
	MOVQ low+0(FP), DI
	MOVQ high+8(FP), SI
	MOVQ x+16(FP), R8
	MOVQ rootB+24(FP), R9
	MOVQ k+32(FP), R10
	MOVQ n+40(FP), DX
	CONSTANTS

	MOVL $0x0c, AX; KMOVB AX, K1 // lane 1
	MOVL $0x30, AX; KMOVB AX, K2 // lane 2
	MOVL $0xc0, AX; KMOVB AX, K3 // lane 3

	VBROADCASTI64X2 ladderPoint_x(SI), U01
	VBROADCASTI64X2 ladderPoint_x(DI), K1, U01
	VBROADCASTI64X2 ladderPoint_x+16(SI), U23
	VBROADCASTI64X2 ladderPoint_x+16(DI), K1, U23
	VPBROADCASTQ ladderPoint_x+32(SI), UM
	VPBROADCASTQ ladderPoint_x+32(DI), K1, UM
	VPSUBQ UM, ZERO, UM
	VBROADCASTI64X2 ladderPoint_z(SI), V01
	VBROADCASTI64X2 ladderPoint_z(DI), K2, V01
	VBROADCASTI64X2 ladderPoint_z+16(SI), V23
	VBROADCASTI64X2 ladderPoint_z+16(DI), K2, V23
	VPBROADCASTQ ladderPoint_z+32(SI), VM
	VPBROADCASTQ ladderPoint_z+32(DI), K2, VM
	VPSUBQ VM, ZERO, VM
	XORL R11, R11 // the bit before

next:
	NEXTBIT
	SWAP
	FIRST(U01, V01, A01, B01)
	FIRST(U23, V23, A23, B23)
	FIRST(UM, VM, AM, BM)
	MULTIPLY
	REDUCE
	SECOND(R01, A01, B01, U01)
	SECOND(R23, A23, B23, U23)
	SECOND(RM, AM, BM, UM)
	VBROADCASTI64X2 0(R9), K3, B01
	VBROADCASTI64X2 16(R9), K3, B23
	VPBROADCASTQ 32(R9), T0
	VPSUBQ T0, ZERO, K3, BM
	MULTIPLY
	REDUCE
	VMOVDQU64 0(R8), X3
	VMOVDQU64 16(R8), X4
	VPBROADCASTQ 32(R8), X18
	VPSUBQ X18, X29, X5
	THIRD(R01, A01, B01, U01, V01)
	THIRD(R23, A23, B23, U23, V23)
	THIRD(RM, AM, BM, UM, VM)

#include "ymm257_amd64.h"
	MULTIPLY
	REDUCE

#include "zmm257_amd64.h"
	VPXORQ X24, X6, X21
	VMOVDQA64 R01, K1, U01
	VPXORQ X25, X7, X22
	VMOVDQA64 R23, K1, U23
	VPXORQ X26, X8, X23
	VMOVDQA64 RM, K1, UM
	TESTQ DX, DX
	JNZ next

	MOVQ R11, AX
	SWAP
	FIRST(U01, V01, A01, B01)
	FIRST(U23, V23, A23, B23)
	FIRST(UM, VM, AM, BM)
	VPSRLQ $63, AM, AM
	VEXTRACTI64X2 $1, A01, ladderPoint_x(DI)
	VEXTRACTI64X2 $1, A23, ladderPoint_x+16(DI)
	VEXTRACTI64X2 $1, AM, X8
	VMOVQ X8, ladderPoint_x+32(DI)
	VEXTRACTI64X2 $3, A01, ladderPoint_z(DI)
	VEXTRACTI64X2 $3, A23, ladderPoint_z+16(DI)
	VEXTRACTI64X2 $3, AM, X8
	VMOVQ X8, ladderPoint_z+32(DI)
	VZEROUPPER
	RET
