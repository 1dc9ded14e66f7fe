// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// A group is 64 octets: 8 columns, of 4, 2 or 1 blocks. It is sliced when register
// k of four has rows k and k+4 of each column, beside each other, as VLD4 takes
// octets apart. Those rows have the same substitution. Up to four groups are
// processed together, in memory at ROWS, 64 octets for each, as the tables of a
// substitution fill half of all registers.

#define DST    R0
#define SRC    R1
#define GROUPS R2
#define KEYS   R3
#define ROUNDS R4
#define SHIFTS R5
#define PI     R6
#define ROWS   R7
#define SOME   R8
#define GROUP  R9
#define KEY    R10
#define ROUND  R11
#define TABLE  R12
#define SHIFT  R13
#define FIRST  R14
#define KIND   R15
#define ROW    R16

// SOME_GROUPS are up to four of those that are left.
#define SOME_GROUPS \
	MOVD $4, SOME;             \
	CMP  SOME, GROUPS;         \
	CSEL LT, GROUPS, SOME, SOME; \
	SUB  SOME, GROUPS, GROUPS

// LOAD_SUBSTITUTION takes the next table of 256 octets into V0…V15.
#define LOAD_SUBSTITUTION(p) \
	VLD1.P 64(p), [V0.B16, V1.B16, V2.B16, V3.B16];     \
	VLD1.P 64(p), [V4.B16, V5.B16, V6.B16, V7.B16];     \
	VLD1.P 64(p), [V8.B16, V9.B16, V10.B16, V11.B16];   \
	VLD1.P 64(p), [V12.B16, V13.B16, V14.B16, V15.B16]; \
	VMOVI  $64, V30.B16

// SUBSTITUTE sets z to what the table has for the octets of x. Four registers are
// looked up at once: octets of 64 or more are not found and leave z as it is, and
// then 64 is subtracted for the next four. Registers are no memory: a look-up
// takes the same time for all octets.
#define SUBSTITUTE(x, z) \
	VTBL x.B16, [V0.B16, V1.B16, V2.B16, V3.B16], z.B16;     \
	VSUB V30.B16, x.B16, x.B16;                              \
	VTBX x.B16, [V4.B16, V5.B16, V6.B16, V7.B16], z.B16;     \
	VSUB V30.B16, x.B16, x.B16;                              \
	VTBX x.B16, [V8.B16, V9.B16, V10.B16, V11.B16], z.B16;   \
	VSUB V30.B16, x.B16, x.B16;                              \
	VTBX x.B16, [V12.B16, V13.B16, V14.B16, V15.B16], z.B16

// CLEAR_ROWS wipes what is there.
#define CLEAR_ROWS \
	VEOR   V0.B16, V0.B16, V0.B16;                         \
	VEOR   V1.B16, V1.B16, V1.B16;                         \
	VEOR   V2.B16, V2.B16, V2.B16;                         \
	VEOR   V3.B16, V3.B16, V3.B16;                         \
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(ROWS);     \
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(ROWS);     \
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(ROWS);     \
	VST1   [V0.B16, V1.B16, V2.B16, V3.B16], (ROWS)
