// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// Decryption of whole groups: encrypt_arm64.s undone step by step, from the last
// to the first.

#define HALVES R19
#define LOWER  V16
#define UPPER  V17
#define BELOW  V18
#define ABOVE  V19
#define MASK   V28

// UNMIX adds what a register R_k adds to the product by the inverse of the matrix,
// to eight sums: with z0 for row k, z1…z7 for the rows before it around. Of rows 4
// to 7 the sums are of the neighbours. All the factors
//
//	ad 95 76 a8 2f 49 d7 ca
//
// differ. The product of an octet is that of its lower half, looked up in 16
// octets, plus that of its upper half.
#define PRODUCT(lower, upper, z) \
	VTBL LOWER.B16, [lower.B16], BELOW.B16; \
	VTBL UPPER.B16, [upper.B16], ABOVE.B16; \
	VEOR BELOW.B16, z.B16, z.B16;           \
	VEOR ABOVE.B16, z.B16, z.B16

#define UNMIX(z0, z1, z2, z3, z4, z5, z6, z7) \
	VLD1.P 16(ROW), [LOWER.B16];             \
	VUSHR  $4, LOWER.B16, UPPER.B16;         \
	VAND   MASK.B16, LOWER.B16, LOWER.B16;   \
	PRODUCT(V0, V1, z0)   \
	PRODUCT(V2, V3, z1)   \
	PRODUCT(V4, V5, z2)   \
	PRODUCT(V6, V7, z3)   \
	PRODUCT(V8, V9, z4)   \
	PRODUCT(V10, V11, z5) \
	PRODUCT(V12, V13, z6) \
	PRODUCT(V14, V15, z7)

#define CLEAR(z) VEOR z.B16, z.B16, z.B16

// JOIN adds the sum of neighbours.
#define JOIN(p, q) \
	VREV16 q.B16, q.B16;         \
	VEOR   q.B16, p.B16, p.B16

// func decryptGroups(dst, src *byte, groups int, k *slicedSchedule, rounds int, shifts *[4][16]uint8, pi *[4][256]uint8, halves *[8][2][16]uint8)
TEXT ·decryptGroups(SB), 0, $256-64
	MOVD dst+0(FP), DST
	MOVD src+8(FP), SRC
	MOVD groups+16(FP), GROUPS
	MOVD k+24(FP), KEYS
	MOVD rounds+32(FP), ROUNDS
	MOVD shifts+40(FP), SHIFTS
	MOVD pi+48(FP), PI
	MOVD halves+56(FP), HALVES
	MOVD $rows-256(SP), ROWS

some:
	SOME_GROUPS
	ADD  $64, KEYS, KEY
	VLD1 (KEY), [V4.B16, V5.B16, V6.B16, V7.B16]
	MOVD ROWS, ROW
	MOVD SOME, GROUP

slice:
	VLD1.P 64(SRC), [V0.B16, V1.B16, V2.B16, V3.B16]
	VSUB   V4.D2, V0.D2, V0.D2
	VSUB   V5.D2, V1.D2, V1.D2
	VSUB   V6.D2, V2.D2, V2.D2
	VSUB   V7.D2, V3.D2, V3.D2
	VST1   [V0.B16, V1.B16, V2.B16, V3.B16], (ROW)
	VLD4   (ROW), [V0.B16, V1.B16, V2.B16, V3.B16]
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(ROW)
	SUBS   $1, GROUP, GROUP
	BNE    slice
	ADD    ROUNDS<<6, KEY, KEY
	MOVD   ROUNDS, ROUND

round:
	MOVD   HALVES, TABLE
	LOAD_SUBSTITUTION(TABLE)
	VMOVI  $15, MASK.B16
	MOVD   ROWS, ROW
	MOVD   SOME, GROUP

unmix:
	CLEAR(V20)
	CLEAR(V21)
	CLEAR(V22)
	CLEAR(V23)
	CLEAR(V24)
	CLEAR(V25)
	CLEAR(V26)
	CLEAR(V27)
	UNMIX(V20, V27, V26, V25, V24, V23, V22, V21)
	UNMIX(V21, V20, V27, V26, V25, V24, V23, V22)
	UNMIX(V22, V21, V20, V27, V26, V25, V24, V23)
	UNMIX(V23, V22, V21, V20, V27, V26, V25, V24)
	JOIN(V20, V24)
	JOIN(V21, V25)
	JOIN(V22, V26)
	JOIN(V23, V27)
	SUB    $64, ROW, ROW
	VST1.P [V20.B16, V21.B16, V22.B16, V23.B16], 64(ROW)
	SUBS   $1, GROUP, GROUP
	BNE    unmix

	MOVD PI, TABLE
	MOVD SHIFTS, SHIFT
	MOVD ROWS, FIRST
	MOVD $4, KIND

kind:
	LOAD_SUBSTITUTION(TABLE)
	VLD1.P 16(SHIFT), [V31.B16]
	VLD1.P 16(KEY), [V29.B16]
	MOVD   FIRST, ROW
	MOVD   SOME, GROUP

substitute:
	VLD1 (ROW), [V16.B16]
	VTBL V31.B16, [V16.B16], V16.B16
	SUBSTITUTE(V16, V17)
	VEOR V29.B16, V17.B16, V17.B16
	VST1 [V17.B16], (ROW)
	ADD  $64, ROW, ROW
	SUBS $1, GROUP, GROUP
	BNE  substitute
	ADD  $16, FIRST, FIRST
	SUBS $1, KIND, KIND
	BNE  kind
	SUB  $128, KEY, KEY
	SUBS $1, ROUND, ROUND
	BNE  round

	VLD1 (KEYS), [V4.B16, V5.B16, V6.B16, V7.B16]
	MOVD ROWS, ROW
	MOVD SOME, GROUP

unslice:
	VLD1   (ROW), [V0.B16, V1.B16, V2.B16, V3.B16]
	VST4   [V0.B16, V1.B16, V2.B16, V3.B16], (ROW)
	VLD1   (ROW), [V0.B16, V1.B16, V2.B16, V3.B16]
	VSUB   V4.D2, V0.D2, V0.D2
	VSUB   V5.D2, V1.D2, V1.D2
	VSUB   V6.D2, V2.D2, V2.D2
	VSUB   V7.D2, V3.D2, V3.D2
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(DST)
	ADD    $64, ROW, ROW
	SUBS   $1, GROUP, GROUP
	BNE    unslice
	CBNZ   GROUPS, some
	CLEAR_ROWS
	RET
