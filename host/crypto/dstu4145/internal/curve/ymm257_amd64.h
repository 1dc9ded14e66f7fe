// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// From here on the names in m257_amd64.h stand for the lower halves of registers, of
// two lanes: what needs no more takes less time in them.

#undef A01
#undef A23
#undef AM
#undef B01
#undef B23
#undef BM
#undef R01
#undef R23
#undef RM
#undef P1
#undef Q0
#undef Q1
#undef QS
#undef M0
#undef M1
#undef MS
#undef AS
#undef BS
#undef T0
#undef T1
#undef T2
#undef ZERO
#undef TOP01
#undef TOP23

#define A01 Y0
#define A23 Y1
#define AM Y2
#define B01 Y3
#define B23 Y4
#define BM Y5
#define R01 Y6
#define R23 Y7
#define RM Y8
#define P1 Y9
#define Q0 Y10
#define Q1 Y11
#define QS Y12
#define M0 Y13
#define M1 Y14
#define MS Y15
#define AS Y16
#define BS Y17
#define T0 Y18
#define T1 Y19
#define T2 Y20
#define ZERO Y29
#define TOP01 Y30
#define TOP23 Y31
