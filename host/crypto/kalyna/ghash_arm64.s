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
// up; VPMULL multiplies lower halves and VPMULL2 upper ones, so that y is needed
// with its halves exchanged as well. Register k+1 of the product is H and the upper
// half of M of column k, and L and the lower half of M of column k+1.
//
// A register A of the product at xᵐ or above is multiplied by P = xᵃ+xᵇ+xᶜ+1, which
// xᵐ equals, and added below, word by word. The highest word runs over by a few
// bits into the lowest register at xᵐ, which comes last and is given them then.

#define L       V0
#define H       V1
#define M       V2
#define T       V3
#define A       V4
#define PENDING V5
#define OVER    V6
#define POLY    V7
#define ZERO    V8

#define ADD_TO(x, z) VEOR x.B16, z.B16, z.B16
#define CLEAR(z)     VEOR z.B16, z.B16, z.B16

// LOWER sets z to the upper half of x in the lower one, and UPPER the other way
// around; EXCHANGE does both.
#define LOWER(x, z)    VEXT $8, ZERO.B16, x.B16, z.B16
#define UPPER(x, z)    VEXT $8, x.B16, ZERO.B16, z.B16
#define EXCHANGE(x, z) VEXT $8, x.B16, x.B16, z.B16

// COLUMN begins a column, and PAIR adds a product to it; w is y exchanged.
#define COLUMN \
	CLEAR(L); \
	CLEAR(H); \
	CLEAR(M)

#define PAIR(x, y, w) \
	VPMULL  x.D1, y.D1, T.Q1; ADD_TO(T, L); \
	VPMULL2 x.D2, y.D2, T.Q1; ADD_TO(T, H); \
	VPMULL  x.D1, w.D1, T.Q1; ADD_TO(T, M); \
	VPMULL2 x.D2, w.D2, T.Q1; ADD_TO(T, M)

// END sets A to the register above the column, which is ready then.
#define END \
	LOWER(M, A);             \
	ADD_TO(PENDING, A);      \
	ADD_TO(H, A);            \
	UPPER(M, PENDING);       \
	ADD_TO(L, PENDING)

// FOLD adds A·P to the register that is m bits below A, and to the one above that.
#define FOLD(below, above) \
	VPMULL  A.D1, POLY.D1, T.Q1; ADD_TO(T, below); \
	VPMULL2 A.D2, POLY.D2, T.Q1;                   \
	UPPER(T, A); ADD_TO(A, below);                 \
	LOWER(T, A); ADD_TO(A, above)

#define SUM    R0
#define KEY    R1
#define BLOCKS R2
#define COUNT  R3

#define ARGUMENTS(modulus) \
	MOVD sum+0(FP), SUM;       \
	MOVD key+8(FP), KEY;       \
	MOVD blocks+16(FP), BLOCKS; \
	MOVD count+24(FP), COUNT;  \
	MOVD modulus, R4;          \
	VDUP R4, POLY.D2;          \
	CLEAR(ZERO)

// The factors: x, and the key with and without its halves exchanged; and the sum.
#define X0 V9
#define X1 V10
#define X2 V11
#define X3 V12
#define K0 V16
#define K1 V17
#define K2 V18
#define K3 V19
#define W0 V20
#define W1 V21
#define W2 V22
#define W3 V23
#define S0 V24
#define S1 V25
#define S2 V26
#define S3 V27

// func ghash128(sum, key *element, blocks *byte, count int)
TEXT ·ghash128(SB), NOSPLIT, $0-32
	ARGUMENTS($0x87)
	VLD1 (SUM), [S0.B16]
	VLD1 (KEY), [K0.B16]
	EXCHANGE(K0, W0)

block128:
	VLD1.P 16(BLOCKS), [X0.B16]
	ADD_TO(S0, X0)
	CLEAR(S0)
	CLEAR(PENDING)
	COLUMN
	PAIR(X0, K0, W0)
	END

	// The register at xᵐ is the highest and the lowest at once.
	VPMULL2 A.D2, POLY.D2, T.Q1
	UPPER(T, S0)
	LOWER(T, T)
	ADD_TO(T, A)
	VPMULL A.D1, POLY.D1, T.Q1
	ADD_TO(T, S0)
	ADD_TO(PENDING, S0)
	SUBS $1, COUNT, COUNT
	BNE  block128
	VST1 [S0.B16], (SUM)
	RET

// func ghash256(sum, key *element, blocks *byte, count int)
TEXT ·ghash256(SB), NOSPLIT, $0-32
	ARGUMENTS($0x425)
	VLD1 (SUM), [S0.B16, S1.B16]
	VLD1 (KEY), [K0.B16, K1.B16]
	EXCHANGE(K0, W0)
	EXCHANGE(K1, W1)

block256:
	VLD1.P 32(BLOCKS), [X0.B16, X1.B16]
	ADD_TO(S0, X0)
	ADD_TO(S1, X1)
	CLEAR(S0)
	CLEAR(S1)
	CLEAR(OVER)
	CLEAR(PENDING)
	COLUMN
	PAIR(X1, K1, W1)
	END
	FOLD(S1, OVER)
	COLUMN
	PAIR(X0, K1, W1)
	PAIR(X1, K0, W0)
	END
	ADD_TO(OVER, A)
	FOLD(S0, S1)
	COLUMN
	PAIR(X0, K0, W0)
	END
	ADD_TO(A, S1)
	ADD_TO(PENDING, S0)
	SUBS $1, COUNT, COUNT
	BNE  block256
	VST1 [S0.B16, S1.B16], (SUM)
	RET

// func ghash512(sum, key *element, blocks *byte, count int)
TEXT ·ghash512(SB), NOSPLIT, $0-32
	ARGUMENTS($0x125)
	VLD1 (SUM), [S0.B16, S1.B16, S2.B16, S3.B16]
	VLD1 (KEY), [K0.B16, K1.B16, K2.B16, K3.B16]
	EXCHANGE(K0, W0)
	EXCHANGE(K1, W1)
	EXCHANGE(K2, W2)
	EXCHANGE(K3, W3)

block512:
	VLD1.P 64(BLOCKS), [X0.B16, X1.B16, X2.B16, X3.B16]
	ADD_TO(S0, X0)
	ADD_TO(S1, X1)
	ADD_TO(S2, X2)
	ADD_TO(S3, X3)
	CLEAR(S0)
	CLEAR(S1)
	CLEAR(S2)
	CLEAR(S3)
	CLEAR(OVER)
	CLEAR(PENDING)
	COLUMN
	PAIR(X3, K3, W3)
	END
	FOLD(S3, OVER)
	COLUMN
	PAIR(X2, K3, W3)
	PAIR(X3, K2, W2)
	END
	FOLD(S2, S3)
	COLUMN
	PAIR(X1, K3, W3)
	PAIR(X2, K2, W2)
	PAIR(X3, K1, W1)
	END
	FOLD(S1, S2)
	COLUMN
	PAIR(X0, K3, W3)
	PAIR(X1, K2, W2)
	PAIR(X2, K1, W1)
	PAIR(X3, K0, W0)
	END
	ADD_TO(OVER, A)
	FOLD(S0, S1)
	COLUMN
	PAIR(X0, K2, W2)
	PAIR(X1, K1, W1)
	PAIR(X2, K0, W0)
	END
	ADD_TO(A, S3)
	COLUMN
	PAIR(X0, K1, W1)
	PAIR(X1, K0, W0)
	END
	ADD_TO(A, S2)
	COLUMN
	PAIR(X0, K0, W0)
	END
	ADD_TO(A, S1)
	ADD_TO(PENDING, S0)
	SUBS $1, COUNT, COUNT
	BNE  block512
	VST1 [S0.B16, S1.B16, S2.B16, S3.B16], (SUM)
	RET
