// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"
#include "vbmi_amd64.h"

// Encryption of whole batches. See vbmi_amd64.h for how octets lie in registers.

// S0…S3 are R0…R3 with their halves exchanged, so rows 4…7 and then 0…3.
#define S0 Z20
#define S1 Z21
#define S2 Z22
#define S3 Z23

// SHIFT sets r to a register with its two rows shifted, and s to the same with the
// halves exchanged. How far rows shift depends on the size of the block: two tables
// of indices know it, for both at once.
#define SHIFT(r, s, shift, across) \
	VMOVDQU64 shift(SHIFTS), T0;  \
	VMOVDQU64 across(SHIFTS), T1; \
	VPERMB    r, T1, s;           \
	VPERMB    r, T0, r

// MIX sets z to row i of the product by the matrix, plus the round key, when x0 is
// row i of the factor and x1…x7 are the next rows around. The matrix has
//
//	1 1 5 1 8 6 7 4
//
// for them, which is taken as (x0+x1+x2+x3+x6) + 4(x2+x7) + 6(x5+x6) + 8x4. A
// multiplication by a constant in GF(2⁸) is linear over GF(2), and so one
// VGF2P8AFFINEQB, whatever the modulus: its matrix of bits knows that. VPTERNLOGQ
// with the table 0x96 adds three operands.
//
// In a register that begins with row i the other half is row i+4; as the rows of
// the matrix are circular shifts of one, both come out right at once.
#define MIX(z, x0, x1, x2, x3, x4, x5, x6, x7, key) \
	VPXORQ              x2, x7, T5;            \
	VPXORQ              x5, x6, T6;            \
	VMOVDQA64           x0, z;                 \
	VPTERNLOGQ          $0x96, x1, x2, z;      \
	VGF2P8AFFINEQB      $0, BY4, T5, T5;       \
	VGF2P8AFFINEQB.BCST $0, 8(FACTORS), T6, T6;  \
	VPTERNLOGQ          $0x96, x3, x6, z;      \
	VGF2P8AFFINEQB.BCST $0, 16(FACTORS), x4, T4; \
	VPTERNLOGQ          $0x96, T5, T6, z;      \
	VPTERNLOGQ          $0x96, key, T4, z

#define BY4 Z31

#define DST     DI
#define SRC     SI
#define COUNT   CX
#define KEYS    R8
#define ROUNDS  R9
#define SLICING R10
#define SHIFTS  R11
#define BACK    R12
#define FACTORS R13
#define KEY     AX
#define ROUND   BX

// func encryptBatches(dst, src *byte, batches int, k *slicedSchedule, rounds int, s *slicing, pi *[4][256]uint8)
TEXT ·encryptBatches(SB), NOSPLIT, $0-56
	MOVQ dst+0(FP), DST
	MOVQ src+8(FP), SRC
	MOVQ batches+16(FP), COUNT
	MOVQ k+24(FP), KEYS
	MOVQ rounds+32(FP), ROUNDS
	MOVQ s+40(FP), SLICING
	MOVQ pi+48(FP), AX
	LOAD_SUBSTITUTION(AX)
	LEAQ         256(SLICING), BACK
	LEAQ         512(SLICING), SHIFTS
	LEAQ         ·factors(SB), FACTORS
	VPBROADCASTQ 0(FACTORS), BY4

batch:
	// The first key is added to the columns modulo 2⁶⁴ before they are sliced.
	VMOVDQU64 0(KEYS), T4
	VPADDQ    0(SRC), T4, T0
	VPADDQ    64(SRC), T4, T1
	VPADDQ    128(SRC), T4, T2
	VPADDQ    192(SRC), T4, T3
	PERMUTE(SLICING)
	LEAQ      (128+256)(KEYS), KEY
	MOVQ      ROUNDS, ROUND

round:
	SUBSTITUTE(R0, Z0, Z1, Z2, Z3, T0, K1)
	SUBSTITUTE(R1, Z4, Z5, Z6, Z7, T1, K2)
	SUBSTITUTE(R2, Z8, Z9, Z10, Z11, T2, K3)
	SUBSTITUTE(R3, Z12, Z13, Z14, Z15, T3, K4)
	SHIFT(R0, S0, 0, 256)
	SHIFT(R1, S1, 64, 320)
	SHIFT(R2, S2, 128, 384)
	SHIFT(R3, S3, 192, 448)
	MIX(T0, R0, R1, R2, R3, S0, S1, S2, S3, 0(KEY))
	MIX(T1, R1, R2, R3, S0, S1, S2, S3, R0, 64(KEY))
	MIX(T2, R2, R3, S0, S1, S2, S3, R0, R1, 128(KEY))
	MIX(T3, R3, S0, S1, S2, S3, R0, R1, R2, 192(KEY))
	VMOVDQA64 T0, R0
	VMOVDQA64 T1, R1
	VMOVDQA64 T2, R2
	VMOVDQA64 T3, R3
	ADDQ      $256, KEY
	DECQ      ROUND
	JNZ       round

	// The last round has added zeros: its key is added to columns again.
	PERMUTE(BACK)
	VMOVDQU64 64(KEYS), T4
	VPADDQ    R0, T4, R0
	VPADDQ    R1, T4, R1
	VPADDQ    R2, T4, R2
	VPADDQ    R3, T4, R3
	VMOVDQU64 R0, 0(DST)
	VMOVDQU64 R1, 64(DST)
	VMOVDQU64 R2, 128(DST)
	VMOVDQU64 R3, 192(DST)
	ADDQ      $256, SRC
	ADDQ      $256, DST
	DECQ      COUNT
	JNZ       batch
	VZEROUPPER
	RET
