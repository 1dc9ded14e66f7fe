// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"
#include "vbmi_amd64.h"

// Encryption of a single block, for modes in which blocks wait for each other. The
// block is the beginning of a register, in the order of its octets: nothing needs
// to be sliced, but all four substitutions are needed, and a choice from them by
// rows. What counts is how long one instruction waits for another.

#define X R0

// UP sets y to x with row r+n, around, in the place of row r.
#define UP(n, x, y) VPRORQ $(8*n), x, y

#define DST   DI
#define SRC   SI
#define KEY   R8
#define ROUND R9
#define SIZE  CX

// func encryptBlock(dst, src *byte, size int, keys *state, rounds int, shift *[64]uint8, pi *[4][256]uint8)
TEXT ·encryptBlock(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DST
	MOVQ src+8(FP), SRC
	MOVQ size+16(FP), SIZE
	MOVQ keys+24(FP), KEY
	MOVQ rounds+32(FP), ROUND
	MOVQ shift+40(FP), BX
	MOVQ pi+48(FP), AX
	LOAD_SUBSTITUTION(AX)
	VMOVDQU64    (BX), Z31
	LEAQ         ·factors(SB), AX
	VPBROADCASTQ 0(AX), Z20
	VPBROADCASTQ 8(AX), Z21
	VPBROADCASTQ 16(AX), Z22

	// K1 are the octets of the block; K2, K3 and K4 are rows 1 and 5, 3 and 7, and
	// 2, 3, 6 and 7.
	MOVQ  $-1, AX
	BZHIQ SIZE, AX, AX
	KMOVQ AX, K1
	MOVQ  $0x2222222222222222, AX
	KMOVQ AX, K2
	MOVQ  $0x8888888888888888, AX
	KMOVQ AX, K3
	MOVQ  $0xcccccccccccccccc, AX
	KMOVQ AX, K4

	VMOVDQU8.Z (SRC), K1, X
	VPADDQ     (KEY), X, X

round:
	ADDQ      $64, KEY
	VPERMB    X, Z31, X
	VPMOVB2M  X, K5
	VMOVDQA64 X, T0
	VMOVDQA64 X, T1
	VMOVDQA64 X, T2
	VMOVDQA64 X, T3
	VMOVDQA64 X, R1
	VMOVDQA64 X, R2
	VMOVDQA64 X, R3
	VPERMI2B  Z1, Z0, T0
	VPERMI2B  Z3, Z2, X
	VPERMI2B  Z5, Z4, T1
	VPERMI2B  Z7, Z6, R1
	VPERMI2B  Z9, Z8, T2
	VPERMI2B  Z11, Z10, R2
	VPERMI2B  Z13, Z12, T3
	VPERMI2B  Z15, Z14, R3
	VMOVDQU8  T1, K2, T0
	VMOVDQU8  T3, K3, T2
	VMOVDQU8  R1, K2, X
	VMOVDQU8  R3, K3, R2
	VMOVDQU8  T2, K4, T0
	VMOVDQU8  R2, K4, X
	VMOVDQU8  X, K5, T0

	// The matrix, as in encrypt_vbmi_amd64.s, with T0 for x0.
	UP(1, T0, R1)
	UP(2, T0, R2)
	UP(3, T0, R3)
	UP(4, T0, T4)
	UP(5, T0, T5)
	UP(6, T0, T6)
	UP(7, T0, T1)
	VMOVDQA64      T0, X
	VPXORQ         R2, T1, T1
	VPXORQ         T5, T6, T5
	VPTERNLOGQ     $0x96, R1, R2, X
	VGF2P8AFFINEQB $0, Z20, T1, T1
	VGF2P8AFFINEQB $0, Z21, T5, T5
	VGF2P8AFFINEQB $0, Z22, T4, T4
	VPTERNLOGQ     $0x96, R3, T6, X
	DECQ           ROUND
	JZ             last
	VPXORQ         (KEY), X, X
	VPTERNLOGQ     $0x96, T1, T5, T4
	VPXORQ         T4, X, X
	JMP            round

last:
	VPTERNLOGQ $0x96, T1, T5, T4
	VPXORQ     T4, X, X
	VPADDQ     (KEY), X, X
	VMOVDQU8   X, K1, (DST)
	VZEROUPPER
	RET
