// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"
#include "avx2_amd64.h"

// Decryption of whole batches, for processors without AVX-512:
// encrypt_avx2_amd64.s undone step by step, from the last to the first.

#define DST     DI
#define SRC     SI
#define COUNT   CX
#define KEYS    R8
#define ROUNDS  R9
#define SHIFTS  R10
#define LINES   R11
#define ROWS    R12
#define HALVES  R13
#define KEY     AX
#define ROUND   BX

// UNSHIFT_UNSUBSTITUTE does both to rows r and r+4, and adds the round key.
#define UNSHIFT_UNSUBSTITUTE(r) \
	VMOVDQA (64*r)(ROWS), A;          \
	VMOVDQA (64*r+32)(ROWS), B;       \
	VPSHUFB (64*r)(SHIFTS), A, A;     \
	VPSHUFB (64*r+32)(SHIFTS), B, B;  \
	LEAQ    (512*r)(LINES), DX;       \
	SUBSTITUTE(DX)                    \
	VPXOR   (64*r)(KEY), RA, RA;      \
	VPXOR   (64*r+32)(KEY), RB, RB;   \
	VMOVDQA RA, (64*r)(ROWS);         \
	VMOVDQA RB, (64*r+32)(ROWS)

#define LOWER Y8
#define UPPER Y9
#define P     Y10
#define Q     Y11
#define MASK  Y12

// UNMIX adds what row x adds to the product by the inverse of the matrix: to z0,
// which is this row, and to z1…z7, the rows before it around. All the factors
//
//	ad 95 76 a8 2f 49 d7 ca
//
// differ. The product of an octet is that of its lower half, looked up in 16
// octets, plus that of its upper half.
#define PRODUCT(i, z) \
	VMOVDQU (64*i)(HALVES), P;    \
	VMOVDQU (64*i+32)(HALVES), Q; \
	VPSHUFB LOWER, P, P;          \
	VPSHUFB UPPER, Q, Q;          \
	VPXOR   P, z, z;              \
	VPXOR   Q, z, z

#define UNMIX(x, z0, z1, z2, z3, z4, z5, z6, z7) \
	VMOVDQA x, LOWER;            \
	VPSRLW  $4, LOWER, UPPER;    \
	VPAND   MASK, LOWER, LOWER;  \
	VPAND   MASK, UPPER, UPPER;  \
	PRODUCT(0, z0) \
	PRODUCT(1, z1) \
	PRODUCT(2, z2) \
	PRODUCT(3, z3) \
	PRODUCT(4, z4) \
	PRODUCT(5, z5) \
	PRODUCT(6, z6) \
	PRODUCT(7, z7)

// func decryptBatchesAVX2(dst, src *byte, batches int, k *slicedSchedule, rounds int, s *slicing, lines *[4][16][32]uint8, halves *[8][2][32]uint8)
TEXT ·decryptBatchesAVX2(SB), 0, $288-64
	MOVQ dst+0(FP), DST
	MOVQ src+8(FP), SRC
	MOVQ batches+16(FP), COUNT
	MOVQ k+24(FP), KEYS
	MOVQ rounds+32(FP), ROUNDS
	MOVQ s+40(FP), SHIFTS
	MOVQ lines+48(FP), LINES
	MOVQ halves+56(FP), HALVES
	ADDQ $1024, SHIFTS
	ALIGN_ROWS

batch:
	LOAD_PAIR(0, SRC, X0, Y0)
	LOAD_PAIR(16, SRC, X1, Y1)
	LOAD_PAIR(32, SRC, X2, Y2)
	LOAD_PAIR(48, SRC, X3, Y3)
	LOAD_PAIR(64, SRC, X4, Y4)
	LOAD_PAIR(80, SRC, X5, Y5)
	LOAD_PAIR(96, SRC, X6, Y6)
	LOAD_PAIR(112, SRC, X7, Y7)
	VBROADCASTI128 64(KEYS), Y8
	VBROADCASTI128 80(KEYS), Y9
	VBROADCASTI128 96(KEYS), Y10
	VBROADCASTI128 112(KEYS), Y11
	VPSUBQ         Y8, Y0, Y0
	VPSUBQ         Y9, Y1, Y1
	VPSUBQ         Y10, Y2, Y2
	VPSUBQ         Y11, Y3, Y3
	VPSUBQ         Y8, Y4, Y4
	VPSUBQ         Y9, Y5, Y5
	VPSUBQ         Y10, Y6, Y6
	VPSUBQ         Y11, Y7, Y7
	SLICE
	MOVQ           ROUNDS, ROUND
	MOVQ           ROUNDS, KEY
	SHLQ           $8, KEY
	LEAQ           (128-256)(KEYS)(KEY*1), KEY

round:
	VPBROADCASTB ·lowerHalf(SB), MASK
	VPXOR        Y0, Y0, Y0
	VPXOR        Y1, Y1, Y1
	VPXOR        Y2, Y2, Y2
	VPXOR        Y3, Y3, Y3
	VPXOR        Y4, Y4, Y4
	VPXOR        Y5, Y5, Y5
	VPXOR        Y6, Y6, Y6
	VPXOR        Y7, Y7, Y7
	UNMIX(ROW0, Y0, Y7, Y6, Y5, Y4, Y3, Y2, Y1)
	UNMIX(ROW1, Y1, Y0, Y7, Y6, Y5, Y4, Y3, Y2)
	UNMIX(ROW2, Y2, Y1, Y0, Y7, Y6, Y5, Y4, Y3)
	UNMIX(ROW3, Y3, Y2, Y1, Y0, Y7, Y6, Y5, Y4)
	UNMIX(ROW4, Y4, Y3, Y2, Y1, Y0, Y7, Y6, Y5)
	UNMIX(ROW5, Y5, Y4, Y3, Y2, Y1, Y0, Y7, Y6)
	UNMIX(ROW6, Y6, Y5, Y4, Y3, Y2, Y1, Y0, Y7)
	UNMIX(ROW7, Y7, Y6, Y5, Y4, Y3, Y2, Y1, Y0)
	VMOVDQA      Y0, ROW0
	VMOVDQA      Y1, ROW1
	VMOVDQA      Y2, ROW2
	VMOVDQA      Y3, ROW3
	VMOVDQA      Y4, ROW4
	VMOVDQA      Y5, ROW5
	VMOVDQA      Y6, ROW6
	VMOVDQA      Y7, ROW7
	CONSTANTS
	UNSHIFT_UNSUBSTITUTE(0)
	UNSHIFT_UNSUBSTITUTE(1)
	UNSHIFT_UNSUBSTITUTE(2)
	UNSHIFT_UNSUBSTITUTE(3)
	SUBQ         $256, KEY
	DECQ         ROUND
	JNZ          round

	VMOVDQA        ROW0, Y0
	VMOVDQA        ROW1, Y1
	VMOVDQA        ROW2, Y2
	VMOVDQA        ROW3, Y3
	VMOVDQA        ROW4, Y4
	VMOVDQA        ROW5, Y5
	VMOVDQA        ROW6, Y6
	VMOVDQA        ROW7, Y7
	UNSLICE
	VBROADCASTI128 0(KEYS), Y0
	VBROADCASTI128 16(KEYS), Y1
	VBROADCASTI128 32(KEYS), Y2
	VBROADCASTI128 48(KEYS), Y3
	VPSUBQ         Y0, Y8, Y8
	VPSUBQ         Y1, Y9, Y9
	VPSUBQ         Y2, Y10, Y10
	VPSUBQ         Y3, Y11, Y11
	VPSUBQ         Y0, Y12, Y12
	VPSUBQ         Y1, Y13, Y13
	VPSUBQ         Y2, Y14, Y14
	VPSUBQ         Y3, Y15, Y15
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
