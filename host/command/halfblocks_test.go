// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/qr"
	"github.com/pidpys/pidpys/host/qr/qrtest"
)

// scanned is what a phone would read off a terminal, whose characters are white on
// black, and whose lines are twice as high as wide.
func scanned(t *testing.T, drawn string) string {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(drawn, "\n"), "\n")
	const scale = 4
	picture := image.NewGray(image.Rect(0, 0, scale*len([]rune(lines[0])), 2*scale*len(lines)))
	for y, line := range lines {
		for x, block := range []rune(line) {
			for half, lit := range []bool{strings.ContainsRune("█▀", block), strings.ContainsRune("█▄", block)} {
				if !lit {
					continue
				}
				for pixel := range scale * scale {
					picture.SetGray(x*scale+pixel%scale, (2*y+half)*scale+pixel/scale, color.Gray{Y: 255})
				}
			}
		}
	}
	return qrtest.Scan(t, picture)
}

func TestHalfBlocksAreScanned(t *testing.T) {
	for _, link := range []string{"https://provider.example/c?o=1", "https://provider.example/" + strings.Repeat("a", 400)} {
		code, err := qr.Of(link)
		require.NoError(t, err)
		plain := halfBlocks(code, false)
		assert.Equal(t, link, scanned(t, plain))
		coloured := halfBlocks(code, true)
		assert.Equal(t, plain, strings.NewReplacer(blackBehindWhite, "", usualColours, "").Replace(coloured))
		for line := range strings.Lines(coloured) {
			assert.True(t, strings.HasPrefix(line, blackBehindWhite) && strings.HasSuffix(line, usualColours+"\n"), "colours end with the line")
		}
	}
}
