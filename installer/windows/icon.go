// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
)

// iconSizes are the widths of the extension's pictures.
var iconSizes = []int{16, 32, 48, 128}

// icon returns the extension's pictures in a folder as one .ico file, whose entries are
// PNG files as they are (Microsoft, "ICONDIR" and "ICONDIRENTRY").
func icon(folder string) ([]byte, error) {
	directory, pictures := new(bytes.Buffer), new(bytes.Buffer)
	write := func(fields ...any) {
		for _, f := range fields {
			binary.Write(directory, binary.LittleEndian, f) // a Buffer takes everything
		}
	}
	write(uint16(0), uint16(1), uint16(len(iconSizes)))
	start := 6 + 16*len(iconSizes)
	for _, size := range iconSizes {
		picture, err := os.ReadFile(filepath.Join(folder, fmt.Sprintf("%d.png", size)))
		if err != nil {
			return nil, err
		}
		shape, err := png.DecodeConfig(bytes.NewReader(picture))
		if err != nil {
			return nil, fmt.Errorf("%d.png: %w", size, err)
		}
		if shape.Width != size || shape.Height != size {
			return nil, fmt.Errorf("%d.png is %d×%d", size, shape.Width, shape.Height)
		}
		write(uint8(size), uint8(size), uint8(0), uint8(0), uint16(1), uint16(32),
			uint32(len(picture)), uint32(start+pictures.Len()))
		pictures.Write(picture)
	}
	return append(directory.Bytes(), pictures.Bytes()...), nil
}
