// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package qr_test

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

// scanned is what another library reads off a code that is drawn as a picture.
func scanned(t *testing.T, code *qr.Code) string {
	t.Helper()
	const scale, quiet = 4, 4
	side := (code.Size + 2*quiet) * scale
	picture := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			picture.SetGray(x, y, color.Gray{Y: 255})
			row, column := y/scale-quiet, x/scale-quiet
			if row >= 0 && row < code.Size && column >= 0 && column < code.Size && code.Rows[row][column] == '1' {
				picture.SetGray(x, y, color.Gray{})
			}
		}
	}
	return qrtest.Scan(t, picture)
}

func TestAnotherLibraryReadsIt(t *testing.T) {
	for _, text := range []string{
		"https://provider.example/c?o=1",
		"https://diia.app/acquirers/offer-request/dynamic/9954?requestId=4RkGZ%2B0%3D",
		`https://provider.example/kep?hash=rd/kep/{"clientId":"ПРИКЛАД","operationId":"AbC="}`,
		"https://provider.example/" + strings.Repeat("a", qr.MaxText-25),
	} {
		code, err := qr.Of(text)
		require.NoError(t, err, text)
		assert.Len(t, code.Rows, code.Size)
		assert.Equal(t, text, scanned(t, code))
	}
}

func TestTextsWithoutACode(t *testing.T) {
	for _, text := range []string{"", strings.Repeat("a", qr.MaxText+1)} {
		_, err := qr.Of(text)
		assert.Error(t, err)
	}
}
