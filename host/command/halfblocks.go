// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"strings"

	"github.com/pidpys/pidpys/host/qr"
)

// quietZone is how wide the light border of a QR code is, in modules: ISO/IEC 18004
// section 6.3.8.
const quietZone = 4

// The colours of a code, black behind white, and the way back: ECMA-48 section
// 8.3.117.
const (
	blackBehindWhite = "\x1b[40;97m"
	usualColours     = "\x1b[m"
)

// halfBlocks draws a code for a terminal, two rows of modules in one line. What is
// drawn is the light ones: most terminals are dark, and in colours it does not matter
// what they are.
func halfBlocks(code *qr.Code, colours bool) string {
	light := func(x, y int) bool {
		x, y = x-quietZone, y-quietZone
		return x < 0 || y < 0 || x >= code.Size || y >= code.Size || code.Rows[y][x] != '1'
	}
	side := code.Size + 2*quietZone
	var drawn strings.Builder
	for y := 0; y < side; y += 2 {
		if colours {
			drawn.WriteString(blackBehindWhite)
		}
		for x := range side {
			switch upper, lower := light(x, y), y+1 < side && light(x, y+1); {
			case upper && lower:
				drawn.WriteRune('█')
			case upper:
				drawn.WriteRune('▀')
			case lower:
				drawn.WriteRune('▄')
			default:
				drawn.WriteByte(' ')
			}
		}
		if colours {
			drawn.WriteString(usualColours)
		}
		drawn.WriteByte('\n')
	}
	return drawn.String()
}
