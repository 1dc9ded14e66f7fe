// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego && (amd64 || arm64)

package kalyna

import "github.com/pidpys/pidpys/host/crypto/internal/round"

// inverseRow is row 0 of the inverse of the matrix.
var inverseRow = [8]uint8{0xad, 0x95, 0x76, 0xa8, 0x2f, 0x49, 0xd7, 0xca}

// times multiplies in GF(2⁸) modulo x⁸+x⁴+x³+x²+1.
func times(x, y uint8) uint8 { return uint8(round.Column(x, &[8]uint8{y})) }
