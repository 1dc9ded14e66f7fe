// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"

	"golang.org/x/image/bmp"
)

// sidebarSize is what setup.exe shows at the left of its first and last page, in
// pixels (NSIS, "Modern UI 2", MUI_WELCOMEFINISHPAGE_BITMAP).
var sidebarSize = image.Rect(0, 0, 164, 314)

// sidebar returns that picture as a .bmp file: the extension's largest icon on pale
// ground.
func sidebar(folder string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(folder, "128.png"))
	if err != nil {
		return nil, err
	}
	icon, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	picture := image.NewRGBA(sidebarSize)
	draw.Draw(picture, sidebarSize, image.NewUniform(color.RGBA{0xe9, 0xed, 0xf8, 0xff}), image.Point{}, draw.Src)
	margin := (sidebarSize.Dx() - icon.Bounds().Dx()) / 2
	draw.Draw(picture, icon.Bounds().Add(image.Pt(margin, 2*margin)), icon, icon.Bounds().Min, draw.Over)
	var file bytes.Buffer
	err = bmp.Encode(&file, picture)
	return file.Bytes(), err
}
