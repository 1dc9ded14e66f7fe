// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// From here on the names in m431_amd64.h stand for the lower halves of registers, of
// two lanes: what needs no more takes less time in them.

#undef A0
#undef A1
#undef A2
#undef A3
#undef B0
#undef B1
#undef B2
#undef B3
#undef P0
#undef M0
#undef Q0
#undef P1
#undef M1
#undef Q1
#undef P2
#undef M2
#undef Q2
#undef P3
#undef M3
#undef Q3
#undef P4
#undef M4
#undef Q4
#undef P5
#undef M5
#undef Q5
#undef P6
#undef T0
#undef T1
#undef T2
#undef ZERO
#undef LAST

#define A0 Y0
#define A1 Y1
#define A2 Y2
#define A3 Y3
#define B0 Y4
#define B1 Y5
#define B2 Y6
#define B3 Y7
#define P0 Y8
#define M0 Y9
#define Q0 Y10
#define P1 Y11
#define M1 Y12
#define Q1 Y13
#define P2 Y14
#define M2 Y15
#define Q2 Y16
#define P3 Y17
#define M3 Y18
#define Q3 Y19
#define P4 Y20
#define M4 Y21
#define Q4 Y22
#define P5 Y23
#define M5 Y24
#define Q5 Y25
#define P6 Y26
#define T0 Y27
#define T1 Y28
#define T2 Y29
#define ZERO Y30
#define LAST Y31
