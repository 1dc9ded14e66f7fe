// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"

// The polynomial hash of GCM: for each block, sum = (sum + block)·key in GF(2ᵐ),
// where m is 128, 256 or 512.
//
// A polynomial is 1, 2 or 4 registers of 128 bits, the lowest first, and their
// product is made by columns, from the highest down: column k is the sum of x_i·y_j
// over i+j = k. A product of two registers is three of words: L of the lower
// halves, H of the upper ones, and M, the crosswise ones, which is half a register
// up. So register k+1 of the product is H and the upper half of M of column k, and
// L and the lower half of M of column k+1.
//
// A register A of the product at xᵐ or above is multiplied by P = xᵃ+xᵇ+xᶜ+1, which
// xᵐ equals, and added below, word by word. The highest word runs over by a few
// bits into the lowest register at xᵐ, which comes last and is given them then.

#define X0_ X8
#define X1_ X9
#define X2_ X10
#define X3_ X11

// The sum, or what there is of the next.
#define S0 X12
#define S1 X13
#define S2 X14
#define S3 X15

#define L       X0
#define H       X1
#define M       X2
#define T       X3
#define A       X4
#define PENDING X5
#define OVER    X6
#define P       X7

// COLUMN begins a column and PAIR adds a product to it.
#define COLUMN \
	VPXOR L, L, L; \
	VPXOR H, H, H; \
	VPXOR M, M, M

#define PAIR(x, y) \
	VPCLMULQDQ $0x00, y, x, T; VPXOR T, L, L; \
	VPCLMULQDQ $0x11, y, x, T; VPXOR T, H, H; \
	VPCLMULQDQ $0x01, y, x, T; VPXOR T, M, M; \
	VPCLMULQDQ $0x10, y, x, T; VPXOR T, M, M

// END sets a to the register above the column, which is ready then.
#define END(a) \
	VPSRLDQ $8, M, T;          \
	VPXOR   PENDING, H, a;     \
	VPXOR   T, a, a;           \
	VPSLLDQ $8, M, M;          \
	VPXOR   M, L, PENDING

// FOLD adds A·P to the register that is m bits below A, and to the one above that.
#define FOLD(below, above) \
	VPCLMULQDQ $0x10, A, P, T; \
	VPCLMULQDQ $0x00, A, P, A; \
	VPXOR      A, below, below; \
	VPSLLDQ    $8, T, A;        \
	VPSRLDQ    $8, T, T;        \
	VPXOR      A, below, below; \
	VPXOR      T, above, above

#define SUM    DI
#define KEY    SI
#define BLOCKS DX
#define COUNT  CX

#define ARGUMENTS(modulus) \
	MOVQ  sum+0(FP), SUM;       \
	MOVQ  key+8(FP), KEY;       \
	MOVQ  blocks+16(FP), BLOCKS; \
	MOVQ  count+24(FP), COUNT;  \
	MOVQ  modulus, AX;          \
	VMOVQ AX, P

// func ghash128(sum, key *element, blocks *byte, count int)
TEXT ·ghash128(SB), NOSPLIT, $0-32
	ARGUMENTS($0x87)
	VMOVDQU (SUM), S0
	VMOVDQU (KEY), S1

block128:
	VPXOR      (BLOCKS), S0, X0_
	VPCLMULQDQ $0x00, S1, X0_, L
	VPCLMULQDQ $0x11, S1, X0_, H
	VPCLMULQDQ $0x01, S1, X0_, M
	VPCLMULQDQ $0x10, S1, X0_, T
	VPXOR      T, M, M
	VPSRLDQ    $8, M, T
	VPSLLDQ    $8, M, M
	VPXOR      T, H, A
	VPXOR      M, L, S0

	// The register at xᵐ is the highest and the lowest at once.
	VPCLMULQDQ $0x10, A, P, T
	VPSRLDQ    $8, T, OVER
	VPSLLDQ    $8, T, T
	VPXOR      OVER, A, A
	VPXOR      T, S0, S0
	VPCLMULQDQ $0x00, A, P, A
	VPXOR      A, S0, S0
	ADDQ       $16, BLOCKS
	DECQ       COUNT
	JNZ        block128
	VMOVDQU    S0, (SUM)
	VZEROUPPER
	RET

// func ghash256(sum, key *element, blocks *byte, count int)
TEXT ·ghash256(SB), NOSPLIT, $0-32
	ARGUMENTS($0x425)
	VMOVDQU 0(SUM), S0
	VMOVDQU 16(SUM), S1
	VMOVDQU 0(KEY), S2
	VMOVDQU 16(KEY), S3

block256:
	VPXOR   0(BLOCKS), S0, X0_
	VPXOR   16(BLOCKS), S1, X1_
	VPXOR   S0, S0, S0
	VPXOR   S1, S1, S1
	VPXOR   OVER, OVER, OVER
	VPXOR   PENDING, PENDING, PENDING
	COLUMN
	PAIR(X1_, S3)
	END(A)
	FOLD(S1, OVER)
	COLUMN
	PAIR(X0_, S3)
	PAIR(X1_, S2)
	END(A)
	VPXOR   OVER, A, A
	FOLD(S0, S1)
	COLUMN
	PAIR(X0_, S2)
	END(A)
	VPXOR   A, S1, S1
	VPXOR   PENDING, S0, S0
	ADDQ    $32, BLOCKS
	DECQ    COUNT
	JNZ     block256
	VMOVDQU S0, 0(SUM)
	VMOVDQU S1, 16(SUM)
	VZEROUPPER
	RET

// func ghash512(sum, key *element, blocks *byte, count int)
TEXT ·ghash512(SB), NOSPLIT, $0-32
	ARGUMENTS($0x125)
	VMOVDQU 0(SUM), S0
	VMOVDQU 16(SUM), S1
	VMOVDQU 32(SUM), S2
	VMOVDQU 48(SUM), S3

block512:
	VPXOR   0(BLOCKS), S0, X0_
	VPXOR   16(BLOCKS), S1, X1_
	VPXOR   32(BLOCKS), S2, X2_
	VPXOR   48(BLOCKS), S3, X3_
	VPXOR   S0, S0, S0
	VPXOR   S1, S1, S1
	VPXOR   S2, S2, S2
	VPXOR   S3, S3, S3
	VPXOR   OVER, OVER, OVER
	VPXOR   PENDING, PENDING, PENDING
	COLUMN
	PAIR(X3_, 48(KEY))
	END(A)
	FOLD(S3, OVER)
	COLUMN
	PAIR(X2_, 48(KEY))
	PAIR(X3_, 32(KEY))
	END(A)
	FOLD(S2, S3)
	COLUMN
	PAIR(X1_, 48(KEY))
	PAIR(X2_, 32(KEY))
	PAIR(X3_, 16(KEY))
	END(A)
	FOLD(S1, S2)
	COLUMN
	PAIR(X0_, 48(KEY))
	PAIR(X1_, 32(KEY))
	PAIR(X2_, 16(KEY))
	PAIR(X3_, 0(KEY))
	END(A)
	VPXOR   OVER, A, A
	FOLD(S0, S1)
	COLUMN
	PAIR(X0_, 32(KEY))
	PAIR(X1_, 16(KEY))
	PAIR(X2_, 0(KEY))
	END(A)
	VPXOR   A, S3, S3
	COLUMN
	PAIR(X0_, 16(KEY))
	PAIR(X1_, 0(KEY))
	END(A)
	VPXOR   A, S2, S2
	COLUMN
	PAIR(X0_, 0(KEY))
	END(A)
	VPXOR   A, S1, S1
	VPXOR   PENDING, S0, S0
	ADDQ    $64, BLOCKS
	DECQ    COUNT
	JNZ     block512
	VMOVDQU S0, 0(SUM)
	VMOVDQU S1, 16(SUM)
	VMOVDQU S2, 32(SUM)
	VMOVDQU S3, 48(SUM)
	VZEROUPPER
	RET
