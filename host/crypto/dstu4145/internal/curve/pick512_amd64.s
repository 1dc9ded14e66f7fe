// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// A row of a table is 32 words in four registers. VPERMI2Q picks the one of 16
// words of two registers that the lowest four bits of an index tell; of the two
// that are found in a row, the index's fifth bit picks one, by a mask. All words
// of the row are loaded, and time and addresses do not depend on the indices.
// Once loaded, a row serves all columns.

#define COLUMN (const_maxWindows*Point__size)

#define INDEX0 Z0
#define INDEX1 Z1
#define INDEX2 Z2
#define INDEX3 Z3
#define ROW0 Z4
#define ROW1 Z5
#define ROW2 Z6
#define ROW3 Z7

// INDEX puts the index of a column in all words of a register, and its fifth bit
// in a mask.
#define INDEX(at, index, mask) \
	MOVQ at(BX), AX; \
	VPBROADCASTQ AX, index; \
	SHRQ $4, AX; \
	KMOVB AX, mask

#define PICK(index, mask, low, xlow, high, to) \
	VMOVDQA64 index, low; \
	VMOVDQA64 index, high; \
	VPERMI2Q ROW1, ROW0, low; \
	VPERMI2Q ROW3, ROW2, high; \
	VMOVDQA64 high, mask, low; \
	VMOVQ xlow, to

#define PICKALL(row, at) \
	VMOVDQU64 row+0(SI), ROW0; \
	VMOVDQU64 row+64(SI), ROW1; \
	VMOVDQU64 row+128(SI), ROW2; \
	VMOVDQU64 row+192(SI), ROW3; \
	PICK(INDEX0, K1, Z8, X8, Z9, (at+0*COLUMN)(DI)); \
	PICK(INDEX1, K2, Z10, X10, Z11, (at+1*COLUMN)(DI)); \
	PICK(INDEX2, K3, Z12, X12, Z13, (at+2*COLUMN)(DI)); \
	PICK(INDEX3, K4, Z14, X14, Z15, (at+3*COLUMN)(DI))

// func pickAVX512(p *Point, t *table, index *[spacing]uint64, words int)
TEXT ·pickAVX512(SB), NOSPLIT, $0-32
	MOVQ p+0(FP), DI
	MOVQ t+8(FP), SI
	MOVQ index+16(FP), BX
	MOVQ words+24(FP), CX
	INDEX(0, INDEX0, K1)
	INDEX(8, INDEX1, K2)
	INDEX(16, INDEX2, K3)
	INDEX(24, INDEX3, K4)

next:
	PICKALL(0, Point_x)
	PICKALL(const_elementWords*256, Point_lambda)
	ADDQ $256, SI
	ADDQ $8, DI
	DECQ CX
	JNZ next
	VZEROUPPER
	RET
