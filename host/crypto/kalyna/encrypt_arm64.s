// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// Encryption of whole groups. See neon_arm64.h for how octets lie, and how they
// are substituted.

// ZERO_1D are 0 and 1d, the lower part of the modulus x⁸+x⁴+x³+x²+1.
#define ZERO_1D V0
#define SUM6    V1
#define SUM4    V2
#define CARRY   V3

// DOUBLE multiplies the octets of x by x in GF(2⁸): the highest bit looks up what
// to add for it.
#define DOUBLE(x, z) \
	VUSHR $7, x.B16, CARRY.B16;                      \
	VSHL  $1, x.B16, z.B16;                          \
	VTBL  CARRY.B16, [ZERO_1D.B16], CARRY.B16;       \
	VEOR  CARRY.B16, z.B16, z.B16

// MIX sets z to row i of the product by the matrix, plus the round key, when x0 is
// row i of the factor and x1…x7 are the next rows around. The matrix has
//
//	1 1 5 1 8 6 7 4
//
// for them, which is taken as 2(2(2·x4 + x2+x5+x6+x7) + x5+x6) + x0+x1+x2+x3+x6. In
// a register that begins with row i its neighbour is row i+4; as the rows of the
// matrix are circular shifts of one, both come out right at once.
#define MIX(z, x0, x1, x2, x3, x4, x5, x6, x7, key) \
	VEOR x5.B16, x6.B16, SUM6.B16;    \
	VEOR x2.B16, x7.B16, SUM4.B16;    \
	VEOR SUM6.B16, SUM4.B16, SUM4.B16; \
	DOUBLE(x4, z)                     \
	VEOR SUM4.B16, z.B16, z.B16;      \
	DOUBLE(z, z)                      \
	VEOR SUM6.B16, z.B16, z.B16;      \
	DOUBLE(z, z)                      \
	VEOR x0.B16, z.B16, z.B16;        \
	VEOR x1.B16, z.B16, z.B16;        \
	VEOR x2.B16, z.B16, z.B16;        \
	VEOR x3.B16, z.B16, z.B16;        \
	VEOR x6.B16, z.B16, z.B16;        \
	VEOR key.B16, z.B16, z.B16

// func encryptGroups(dst, src *byte, groups int, k *slicedSchedule, rounds int, shifts *[4][16]uint8, pi *[4][256]uint8)
TEXT ·encryptGroups(SB), 0, $256-56
	MOVD dst+0(FP), DST
	MOVD src+8(FP), SRC
	MOVD groups+16(FP), GROUPS
	MOVD k+24(FP), KEYS
	MOVD rounds+32(FP), ROUNDS
	MOVD shifts+40(FP), SHIFTS
	MOVD pi+48(FP), PI
	MOVD $rows-256(SP), ROWS

some:
	SOME_GROUPS

	// The first key is added to the columns modulo 2⁶⁴ before they are sliced.
	VLD1 (KEYS), [V4.B16, V5.B16, V6.B16, V7.B16]
	MOVD ROWS, ROW
	MOVD SOME, GROUP

slice:
	VLD1.P 64(SRC), [V0.B16, V1.B16, V2.B16, V3.B16]
	VADD   V4.D2, V0.D2, V0.D2
	VADD   V5.D2, V1.D2, V1.D2
	VADD   V6.D2, V2.D2, V2.D2
	VADD   V7.D2, V3.D2, V3.D2
	VST1   [V0.B16, V1.B16, V2.B16, V3.B16], (ROW)
	VLD4   (ROW), [V0.B16, V1.B16, V2.B16, V3.B16]
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(ROW)
	SUBS   $1, GROUP, GROUP
	BNE    slice
	ADD    $(128+64), KEYS, KEY
	MOVD   ROUNDS, ROUND

round:
	MOVD PI, TABLE
	MOVD SHIFTS, SHIFT
	MOVD ROWS, FIRST
	MOVD $4, KIND

kind:
	LOAD_SUBSTITUTION(TABLE)
	VLD1.P 16(SHIFT), [V31.B16]
	MOVD   FIRST, ROW
	MOVD   SOME, GROUP

substitute:
	VLD1 (ROW), [V16.B16]
	SUBSTITUTE(V16, V17)
	VTBL V31.B16, [V17.B16], V17.B16
	VST1 [V17.B16], (ROW)
	ADD  $64, ROW, ROW
	SUBS $1, GROUP, GROUP
	BNE  substitute
	ADD  $16, FIRST, FIRST
	SUBS $1, KIND, KIND
	BNE  kind

	VLD1.P 64(KEY), [V4.B16, V5.B16, V6.B16, V7.B16]
	MOVD   $0x1d00, TABLE
	VMOV   TABLE, ZERO_1D.D[0]
	VMOV   ZR, ZERO_1D.D[1]
	MOVD   ROWS, ROW
	MOVD   SOME, GROUP

mix:
	VLD1   (ROW), [V16.B16, V17.B16, V18.B16, V19.B16]
	VREV16 V16.B16, V20.B16
	VREV16 V17.B16, V21.B16
	VREV16 V18.B16, V22.B16
	VREV16 V19.B16, V23.B16
	MIX(V24, V16, V17, V18, V19, V20, V21, V22, V23, V4)
	MIX(V25, V17, V18, V19, V20, V21, V22, V23, V16, V5)
	MIX(V26, V18, V19, V20, V21, V22, V23, V16, V17, V6)
	MIX(V27, V19, V20, V21, V22, V23, V16, V17, V18, V7)
	VST1.P [V24.B16, V25.B16, V26.B16, V27.B16], 64(ROW)
	SUBS   $1, GROUP, GROUP
	BNE    mix
	SUBS   $1, ROUND, ROUND
	BNE    round

	// The last round has added zeros: its key is added to columns again.
	ADD  $64, KEYS, KEY
	VLD1 (KEY), [V4.B16, V5.B16, V6.B16, V7.B16]
	MOVD ROWS, ROW
	MOVD SOME, GROUP

unslice:
	VLD1   (ROW), [V0.B16, V1.B16, V2.B16, V3.B16]
	VST4   [V0.B16, V1.B16, V2.B16, V3.B16], (ROW)
	VLD1   (ROW), [V0.B16, V1.B16, V2.B16, V3.B16]
	VADD   V4.D2, V0.D2, V0.D2
	VADD   V5.D2, V1.D2, V1.D2
	VADD   V6.D2, V2.D2, V2.D2
	VADD   V7.D2, V3.D2, V3.D2
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(DST)
	ADD    $64, ROW, ROW
	SUBS   $1, GROUP, GROUP
	BNE    unslice
	CBNZ   GROUPS, some
	CLEAR_ROWS
	RET
