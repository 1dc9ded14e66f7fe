// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// The rounds of ГОСТ 28147-89 for four blocks, in the lanes of two registers: x
// has the halves N1, y the halves N2.
//
// VTBL looks up the 64 octets of four registers: V16…V19 are the rows for low
// nibbles, V20…V23 those for high ones, so an octet's index is its nibble below
// its place in the word.

#define NIBBLES V24
#define PLACES V25

// Changes R9.
#define LOAD_TABLE(table) \
	ADD $Table_low, table, R9; \
	VLD1 (R9), [V16.B16, V17.B16, V18.B16, V19.B16]; \
	ADD $Table_high, table, R9; \
	VLD1 (R9), [V20.B16, V21.B16, V22.B16, V23.B16]; \
	VMOVI $0x0f, NIBBLES.B16; \
	MOVD $0x30201000, R9; \
	VDUP R9, PLACES.S4

// y ⊕= the table's result for x + k, rotated by 11 bits: shifted to the left,
// and the bits that leave there inserted below by VSRI.
#define ROUND(x, y, k, t, u) \
	VADD k.S4, x.S4, t.S4; \
	VUSHR $4, t.B16, u.B16; \
	VAND NIBBLES.B16, t.B16, t.B16; \
	VORR PLACES.B16, u.B16, u.B16; \
	VORR PLACES.B16, t.B16, t.B16; \
	VTBL u.B16, [V20.B16, V21.B16, V22.B16, V23.B16], u.B16; \
	VTBL t.B16, [V16.B16, V17.B16, V18.B16, V19.B16], t.B16; \
	VEOR u.B16, t.B16, t.B16; \
	VSHL $11, t.S4, u.S4; \
	VSRI $21, t.S4, u.S4; \
	VEOR u.B16, y.B16, y.B16
