// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// A batch is 256 octets: 32 columns, of 16, 8 or 4 blocks. It is sliced when the
// 64 octets of register Rk, k = 0…3, are row k of all columns, in order, and then
// row k+4 of all columns. Those rows have the same substitution π_k, so that a
// register needs one substitution and not four; and the matrix, whose rows are
// circular shifts of one, mixes whole registers.

#define R0 Z16
#define R1 Z17
#define R2 Z18
#define R3 Z19

// Temporary.
#define T0 Z24
#define T1 Z25
#define T2 Z26
#define T3 Z27
#define T4 Z28
#define T5 Z29
#define T6 Z30

// LOAD_SUBSTITUTION takes a table of 4·256 octets into registers Z0…Z15, those of
// π_k into Z4k…Z4k+3.
#define LOAD_SUBSTITUTION(pi) \
	VMOVDQU64 0(pi), Z0;    VMOVDQU64 64(pi), Z1;   VMOVDQU64 128(pi), Z2;  VMOVDQU64 192(pi), Z3;  \
	VMOVDQU64 256(pi), Z4;  VMOVDQU64 320(pi), Z5;  VMOVDQU64 384(pi), Z6;  VMOVDQU64 448(pi), Z7;  \
	VMOVDQU64 512(pi), Z8;  VMOVDQU64 576(pi), Z9;  VMOVDQU64 640(pi), Z10; VMOVDQU64 704(pi), Z11; \
	VMOVDQU64 768(pi), Z12; VMOVDQU64 832(pi), Z13; VMOVDQU64 896(pi), Z14; VMOVDQU64 960(pi), Z15

// SUBSTITUTE replaces 64 octets by those of a table in a, b, c and d. VPERMI2B
// looks up 7 bits of each octet in two registers, once for the lower half of the
// table and once for the upper, and the octet's highest bit chooses. Registers are
// no memory: a look-up takes the same time for all octets.
#define SUBSTITUTE(r, a, b, c, d, t, k) \
	VPMOVB2M  r, k;    \
	VMOVDQA64 r, t;    \
	VPERMI2B  b, a, r; \
	VPERMI2B  d, c, t; \
	VMOVDQU8  t, k, r

// PERMUTE sets R0…R3 to octets of T0…T3, in two steps of choosing from two
// registers, as the four tables of 64 indices at p say: two for the first step,
// two for the second. 256 octets are a cube of 4·4·16 here, and this turns it.
#define PERMUTE(p) \
	VMOVDQU64 0(p), R0;      \
	VMOVDQU64 64(p), R1;     \
	VMOVDQA64 R0, R2;        \
	VMOVDQA64 R1, R3;        \
	VPERMI2B  T1, T0, R0;    \
	VPERMI2B  T1, T0, R1;    \
	VPERMI2B  T3, T2, R2;    \
	VPERMI2B  T3, T2, R3;    \
	VMOVDQA64 R0, T0;        \
	VMOVDQA64 R2, T1;        \
	VMOVDQA64 R1, T2;        \
	VMOVDQA64 R3, T3;        \
	VMOVDQU64 128(p), R0;    \
	VMOVDQU64 192(p), R1;    \
	VMOVDQA64 R0, R2;        \
	VMOVDQA64 R1, R3;        \
	VPERMI2B  T1, T0, R0;    \
	VPERMI2B  T1, T0, R1;    \
	VPERMI2B  T3, T2, R2;    \
	VPERMI2B  T3, T2, R3
