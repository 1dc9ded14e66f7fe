// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package qrtest

import (
	"image"
	"image/color"
	"math"
)

// tilted is a picture as a hand that is not steady sees it: turned about its middle
// by an angle in degrees, on white.
func tilted(picture image.Image, degrees float64) image.Image {
	bounds := picture.Bounds()
	seen := image.NewGray(bounds)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	middleX, middleY := float64(bounds.Min.X+bounds.Max.X)/2, float64(bounds.Min.Y+bounds.Max.Y)/2
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			dx, dy := float64(x)-middleX, float64(y)-middleY
			from := image.Pt(int(math.Round(middleX+dx*cos+dy*sin)), int(math.Round(middleY-dx*sin+dy*cos)))
			if !from.In(bounds) {
				seen.Set(x, y, color.White)
				continue
			}
			seen.Set(x, y, picture.At(from.X, from.Y))
		}
	}
	return seen
}
