// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// A batch is 256 octets: 32 columns, of 16, 8 or 4 blocks. It is sliced when each
// row of all columns, in order, is 32 octets, a register, in memory at ROWS, where
// a row r and row r+4, which have the same substitution, are neighbours.
#define ROW0 0(ROWS)
#define ROW1 64(ROWS)
#define ROW2 128(ROWS)
#define ROW3 192(ROWS)
#define ROW4 32(ROWS)
#define ROW5 96(ROWS)
#define ROW6 160(ROWS)
#define ROW7 224(ROWS)

// ALIGN points ROWS into a frame of 288 octets.
#define ALIGN_ROWS \
	LEAQ rows-288(SP), ROWS; \
	ADDQ $31, ROWS;          \
	ANDQ $~31, ROWS

// CLEAR_ROWS wipes what is there.
#define CLEAR_ROWS \
	VPXOR   Y0, Y0, Y0;    \
	VMOVDQA Y0, 0(ROWS);   \
	VMOVDQA Y0, 32(ROWS);  \
	VMOVDQA Y0, 64(ROWS);  \
	VMOVDQA Y0, 96(ROWS);  \
	VMOVDQA Y0, 128(ROWS); \
	VMOVDQA Y0, 160(ROWS); \
	VMOVDQA Y0, 192(ROWS); \
	VMOVDQA Y0, 224(ROWS)

// LOAD_PAIR takes columns 2i and 2i+1 into the lower half of y, and columns 16+2i
// and 16+2i+1 into the upper, from x octets on, and STORE_PAIR puts them back.
#define LOAD_PAIR(x, from, to, y) \
	VMOVDQU     x(from), to; \
	VINSERTI128 $1, (128+x)(from), y, y

#define STORE_PAIR(x, from, y, to) \
	VMOVDQU      from, x(to); \
	VEXTRACTI128 $1, y, (128+x)(to)

// TRANSPOSE takes, in each half, Y0…Y7 with 8 words of 16 bits for the rows of a
// matrix and sets Y8…Y15 to its columns: words, then pairs and fours of them are
// interleaved.
#define TRANSPOSE \
	VPUNPCKLWD  Y1, Y0, Y8;   VPUNPCKHWD  Y1, Y0, Y9;   \
	VPUNPCKLWD  Y3, Y2, Y10;  VPUNPCKHWD  Y3, Y2, Y11;  \
	VPUNPCKLWD  Y5, Y4, Y12;  VPUNPCKHWD  Y5, Y4, Y13;  \
	VPUNPCKLWD  Y7, Y6, Y14;  VPUNPCKHWD  Y7, Y6, Y15;  \
	VPUNPCKLDQ  Y10, Y8, Y0;  VPUNPCKHDQ  Y10, Y8, Y1;  \
	VPUNPCKLDQ  Y11, Y9, Y2;  VPUNPCKHDQ  Y11, Y9, Y3;  \
	VPUNPCKLDQ  Y14, Y12, Y4; VPUNPCKHDQ  Y14, Y12, Y5; \
	VPUNPCKLDQ  Y15, Y13, Y6; VPUNPCKHDQ  Y15, Y13, Y7; \
	VPUNPCKLQDQ Y4, Y0, Y8;   VPUNPCKHQDQ Y4, Y0, Y9;   \
	VPUNPCKLQDQ Y5, Y1, Y10;  VPUNPCKHQDQ Y5, Y1, Y11;  \
	VPUNPCKLQDQ Y6, Y2, Y12;  VPUNPCKHQDQ Y6, Y2, Y13;  \
	VPUNPCKLQDQ Y7, Y3, Y14;  VPUNPCKHQDQ Y7, Y3, Y15

// SLICE makes rows of pairs of columns in Y0…Y7. In each half of these, two columns
// of octets become 8 words, one for each row; 8 such halves make 16 columns.
#define SLICE \
	VBROADCASTI128 ·pairToWords(SB), Y8; \
	VPSHUFB Y8, Y0, Y0; VPSHUFB Y8, Y1, Y1; VPSHUFB Y8, Y2, Y2; VPSHUFB Y8, Y3, Y3; \
	VPSHUFB Y8, Y4, Y4; VPSHUFB Y8, Y5, Y5; VPSHUFB Y8, Y6, Y6; VPSHUFB Y8, Y7, Y7; \
	TRANSPOSE;          \
	VMOVDQA Y8, ROW0;   \
	VMOVDQA Y9, ROW1;   \
	VMOVDQA Y10, ROW2;  \
	VMOVDQA Y11, ROW3;  \
	VMOVDQA Y12, ROW4;  \
	VMOVDQA Y13, ROW5;  \
	VMOVDQA Y14, ROW6;  \
	VMOVDQA Y15, ROW7

// UNSLICE makes pairs of columns in Y8…Y15 of rows in Y0…Y7.
#define UNSLICE \
	TRANSPOSE; \
	VBROADCASTI128 ·wordsToPair(SB), Y0; \
	VPSHUFB Y0, Y8, Y8;   VPSHUFB Y0, Y9, Y9;   VPSHUFB Y0, Y10, Y10; VPSHUFB Y0, Y11, Y11; \
	VPSHUFB Y0, Y12, Y12; VPSHUFB Y0, Y13, Y13; VPSHUFB Y0, Y14, Y14; VPSHUFB Y0, Y15, Y15

// SUBSTITUTE replaces 32 octets in A and as many in B, by a table of 256 at p, with
// results in RA and RB.
//
// VPSHUFB looks up the lower four bits of an octet x in 16 octets, and gives zero
// where x has its highest bit. As 16 is subtracted from x, with saturation, again
// and again, it is looked up in the table's first 16 lines until it is negative:
// in line 0 always, in line 1 if there was 1 or more in the upper four bits, and so
// on. What is there is each line plus the one before, so that the sum up to the
// last one looked up is that one. The octets of 128 or more are negative from the
// start; with the highest bit changed they, and only they, are looked up so in the
// other lines. All octets take the same way.
#define A   Y0
#define B   Y1
#define A2  Y2
#define B2  Y3
#define RA  Y4
#define RB  Y5
#define T   Y6
#define U   Y7
#define V   Y8
#define C16 Y9
#define C80 Y10

#define FIRST_LINE(p) \
	VPXOR   C80, A, A2; \
	VPXOR   C80, B, B2; \
	VMOVDQU (p), T;     \
	VPSHUFB A, T, RA;   \
	VPSHUFB B, T, RB

#define LINE(line, p, a, b) \
	VMOVDQU (32*line)(p), T; \
	VPSHUFB a, T, U;       \
	VPSHUFB b, T, V;       \
	VPXOR   U, RA, RA;     \
	VPXOR   V, RB, RB

#define NEXT_LINE(line, p, a, b) \
	VPSUBSB C16, a, a; \
	VPSUBSB C16, b, b; \
	LINE(line, p, a, b)

#define SUBSTITUTE(p) \
	FIRST_LINE(p)            \
	NEXT_LINE(1, p, A, B)    \
	NEXT_LINE(2, p, A, B)    \
	NEXT_LINE(3, p, A, B)    \
	NEXT_LINE(4, p, A, B)    \
	NEXT_LINE(5, p, A, B)    \
	NEXT_LINE(6, p, A, B)    \
	NEXT_LINE(7, p, A, B)    \
	LINE(8, p, A2, B2)       \
	NEXT_LINE(9, p, A2, B2)  \
	NEXT_LINE(10, p, A2, B2) \
	NEXT_LINE(11, p, A2, B2) \
	NEXT_LINE(12, p, A2, B2) \
	NEXT_LINE(13, p, A2, B2) \
	NEXT_LINE(14, p, A2, B2) \
	NEXT_LINE(15, p, A2, B2)

#define CONSTANTS \
	VPBROADCASTB ·sixteen(SB), C16; \
	VPBROADCASTB ·highest(SB), C80
