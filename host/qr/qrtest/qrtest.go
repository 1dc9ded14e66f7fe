// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package qrtest reads QR codes as phones do, by another library than the one that
// draws them: ZXing, in Go.
package qrtest

import (
	"image"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
)

// tilts are the angles, in degrees, at which a picture is looked at in turn: a code
// may hold what looks like one of its corners, and phones try again as the hand moves.
var tilts = []float64{0, 3, -3, 6, -6, 9, -9, 90, 180}

// Scan is the text of the one code in a picture, wherever it stands. The test ends
// where there is none to be read.
func Scan(t testing.TB, picture image.Image) string {
	t.Helper()
	var unread error
	for _, degrees := range tilts {
		text, err := read(tilted(picture, degrees))
		if err == nil {
			return text
		}
		unread = err
	}
	require.NoError(t, unread, "no code to be read in the picture")
	return ""
}

func read(picture image.Image) (string, error) {
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		return "", err
	}
	hard := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, hard)
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}
