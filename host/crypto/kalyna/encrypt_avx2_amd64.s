// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"
#include "avx2_amd64.h"

// Encryption of whole batches, for processors without AVX-512. See avx2_amd64.h
// for how octets lie, and how they are substituted.

#define DST     DI
#define SRC     SI
#define COUNT   CX
#define KEYS    R8
#define ROUNDS  R9
#define SHIFTS  R10
#define LINES   R11
#define ROWS    R12
#define KEY     AX
#define ROUND   BX

// SUBSTITUTE_SHIFT does both to rows r and r+4.
#define SUBSTITUTE_SHIFT(r) \
	VMOVDQA (64*r)(ROWS), A;           \
	VMOVDQA (64*r+32)(ROWS), B;        \
	LEAQ    (512*r)(LINES), DX;        \
	SUBSTITUTE(DX)                     \
	VPSHUFB (64*r)(SHIFTS), RA, RA;    \
	VPSHUFB (64*r+32)(SHIFTS), RB, RB; \
	VMOVDQA RA, (64*r)(ROWS);          \
	VMOVDQA RB, (64*r+32)(ROWS)

#define ZERO Y11
#define C1D  Y12
#define SUM6 Y13
#define SUM4 Y14
#define SIGN Y15

// DOUBLE multiplies octets by x modulo x⁸+x⁴+x³+x²+1, of which the lower part is
// 1d and is added where the highest bit goes lost.
#define DOUBLE(z) \
	VPCMPGTB z, ZERO, SIGN;   \
	VPADDB   z, z, z;         \
	VPAND    C1D, SIGN, SIGN; \
	VPXOR    SIGN, z, z

// MIX sets z to row i of the product by the matrix, plus the round key, when x0 is
// row i of the factor and x1…x7 are the next rows around. The matrix has
//
//	1 1 5 1 8 6 7 4
//
// for them, which is taken as 2(2(2·x4 + x2+x5+x6+x7) + x5+x6) + x0+x1+x2+x3+x6.
#define MIX(z, x0, x1, x2, x3, x4, x5, x6, x7, key) \
	VMOVDQA x5, SUM6;        \
	VPXOR   x6, SUM6, SUM6;  \
	VMOVDQA x4, z;           \
	VPXOR   x2, SUM6, SUM4;  \
	VPXOR   x7, SUM4, SUM4;  \
	DOUBLE(z)                \
	VPXOR   SUM4, z, z;      \
	DOUBLE(z)                \
	VPXOR   SUM6, z, z;      \
	DOUBLE(z)                \
	VPXOR   x0, z, z;        \
	VPXOR   x1, z, z;        \
	VPXOR   x2, z, z;        \
	VPXOR   x3, z, z;        \
	VPXOR   x6, z, z;        \
	VPXOR   key, z, z

// func encryptBatchesAVX2(dst, src *byte, batches int, k *slicedSchedule, rounds int, s *slicing, lines *[4][16][32]uint8)
TEXT ·encryptBatchesAVX2(SB), 0, $288-56
	MOVQ dst+0(FP), DST
	MOVQ src+8(FP), SRC
	MOVQ batches+16(FP), COUNT
	MOVQ k+24(FP), KEYS
	MOVQ rounds+32(FP), ROUNDS
	MOVQ s+40(FP), SHIFTS
	MOVQ lines+48(FP), LINES
	ADDQ $512, SHIFTS
	ALIGN_ROWS

batch:
	// The first key is added to the columns modulo 2⁶⁴ before they are sliced.
	LOAD_PAIR(0, SRC, X0, Y0)
	LOAD_PAIR(16, SRC, X1, Y1)
	LOAD_PAIR(32, SRC, X2, Y2)
	LOAD_PAIR(48, SRC, X3, Y3)
	LOAD_PAIR(64, SRC, X4, Y4)
	LOAD_PAIR(80, SRC, X5, Y5)
	LOAD_PAIR(96, SRC, X6, Y6)
	LOAD_PAIR(112, SRC, X7, Y7)
	VBROADCASTI128 0(KEYS), Y8
	VBROADCASTI128 16(KEYS), Y9
	VBROADCASTI128 32(KEYS), Y10
	VBROADCASTI128 48(KEYS), Y11
	VPADDQ         Y8, Y0, Y0
	VPADDQ         Y9, Y1, Y1
	VPADDQ         Y10, Y2, Y2
	VPADDQ         Y11, Y3, Y3
	VPADDQ         Y8, Y4, Y4
	VPADDQ         Y9, Y5, Y5
	VPADDQ         Y10, Y6, Y6
	VPADDQ         Y11, Y7, Y7
	SLICE
	LEAQ           (128+256)(KEYS), KEY
	MOVQ           ROUNDS, ROUND

round:
	CONSTANTS
	SUBSTITUTE_SHIFT(0)
	SUBSTITUTE_SHIFT(1)
	SUBSTITUTE_SHIFT(2)
	SUBSTITUTE_SHIFT(3)
	VPXOR        ZERO, ZERO, ZERO
	VPBROADCASTB ·modulus8(SB), C1D
	MIX(Y0, ROW0, ROW1, ROW2, ROW3, ROW4, ROW5, ROW6, ROW7, 0(KEY))
	MIX(Y1, ROW1, ROW2, ROW3, ROW4, ROW5, ROW6, ROW7, ROW0, 64(KEY))
	MIX(Y2, ROW2, ROW3, ROW4, ROW5, ROW6, ROW7, ROW0, ROW1, 128(KEY))
	MIX(Y3, ROW3, ROW4, ROW5, ROW6, ROW7, ROW0, ROW1, ROW2, 192(KEY))
	MIX(Y4, ROW4, ROW5, ROW6, ROW7, ROW0, ROW1, ROW2, ROW3, 32(KEY))
	MIX(Y5, ROW5, ROW6, ROW7, ROW0, ROW1, ROW2, ROW3, ROW4, 96(KEY))
	MIX(Y6, ROW6, ROW7, ROW0, ROW1, ROW2, ROW3, ROW4, ROW5, 160(KEY))
	MIX(Y7, ROW7, ROW0, ROW1, ROW2, ROW3, ROW4, ROW5, ROW6, 224(KEY))
	VMOVDQA      Y0, ROW0
	VMOVDQA      Y1, ROW1
	VMOVDQA      Y2, ROW2
	VMOVDQA      Y3, ROW3
	VMOVDQA      Y4, ROW4
	VMOVDQA      Y5, ROW5
	VMOVDQA      Y6, ROW6
	VMOVDQA      Y7, ROW7
	ADDQ         $256, KEY
	DECQ         ROUND
	JNZ          round

	// The last round has added zeros: its key is added to columns again.
	UNSLICE
	VBROADCASTI128 64(KEYS), Y0
	VBROADCASTI128 80(KEYS), Y1
	VBROADCASTI128 96(KEYS), Y2
	VBROADCASTI128 112(KEYS), Y3
	VPADDQ         Y0, Y8, Y8
	VPADDQ         Y1, Y9, Y9
	VPADDQ         Y2, Y10, Y10
	VPADDQ         Y3, Y11, Y11
	VPADDQ         Y0, Y12, Y12
	VPADDQ         Y1, Y13, Y13
	VPADDQ         Y2, Y14, Y14
	VPADDQ         Y3, Y15, Y15
	STORE_PAIR(0, X8, Y8, DST)
	STORE_PAIR(16, X9, Y9, DST)
	STORE_PAIR(32, X10, Y10, DST)
	STORE_PAIR(48, X11, Y11, DST)
	STORE_PAIR(64, X12, Y12, DST)
	STORE_PAIR(80, X13, Y13, DST)
	STORE_PAIR(96, X14, Y14, DST)
	STORE_PAIR(112, X15, Y15, DST)
	ADDQ           $256, SRC
	ADDQ           $256, DST
	DECQ           COUNT
	JNZ            batch
	CLEAR_ROWS
	VZEROUPPER
	RET
