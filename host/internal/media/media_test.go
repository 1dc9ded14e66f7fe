// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package media_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/internal/media"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
)

func sniffed(octets []byte) string {
	var s media.Sniffer
	for piece := range slices(octets, 1000) {
		_, _ = s.Write(piece)
	}
	return s.Type()
}

// slices cuts octets into pieces, as they come over a network.
func slices(octets []byte, size int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(octets) > 0 && yield(octets[:min(size, len(octets))]) {
			octets = octets[min(size, len(octets)):]
		}
	}
}

func encoded(t *testing.T, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, encode(&out))
	return out.Bytes()
}

func in1251(t *testing.T, text string) []byte {
	t.Helper()
	octets, err := charmap.Windows1251.NewEncoder().Bytes([]byte(text))
	require.NoError(t, err)
	return octets
}

// webP is a picture of one pixel, as cwebp makes it.
func webP(t *testing.T) []byte {
	t.Helper()
	octets, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	require.NoError(t, err)
	return octets
}

// hugePNG has a sound header that claims a picture of so many pixels a side.
func hugePNG(side uint32) []byte {
	chunk := []byte("IHDR")
	chunk = binary.BigEndian.AppendUint32(chunk, side)
	chunk = binary.BigEndian.AppendUint32(chunk, side)
	chunk = append(chunk, 8, 0, 0, 0, 0)
	octets := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(octets, crc32.ChecksumIEEE(chunk))
}

func TestType(t *testing.T) {
	picture := image.NewGray(image.Rect(0, 0, 3, 2))
	pngOctets := encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, picture) })
	jpegOctets := encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, picture, nil) })
	report := `<?xml version="1.0" encoding="windows-1251"?><DECLAR><HNAME>ТОВ «Їжак» – №1</HNAME></DECLAR>`
	lossless := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f"), make([]byte, 9)...)
	for _, tt := range []struct {
		why    string
		octets []byte
		want   string
	}{
		{"PNG", pngOctets, media.PNG},
		{"JPEG", jpegOctets, media.JPEG},
		{"WebP", webP(t), media.WebP},
		{"WebP without loss", lossless, media.WebP},
		{"PDF", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), media.PDF},
		{"nothing", nil, media.UTF8},
		{"ASCII", []byte("a,b\r\n1,2\r\n"), media.UTF8},
		{"UTF-8", []byte("Договір №1 — «Їжак»"), media.UTF8},
		{"UTF-8 with its mark", []byte("\xef\xbb\xbfЇжак"), media.UTF8},
		{"the most of a text", bytes.Repeat([]byte("a"), media.MaxText), media.UTF8},
		{"a report to the tax service", in1251(t, report), media.Windows1251},
		{"a page that a browser would run", []byte("<html><script>alert(1)</script>"), media.UTF8},
		{"a drawing that a browser would run", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>`), media.UTF8},

		{"too long for a text", bytes.Repeat([]byte("a"), media.MaxText+1), media.Octets},
		{"a text cut inside a character", []byte("Їж"[:3]), media.Octets},
		{"controls", []byte("a\x00b"), media.Octets},
		{"what reorders text", []byte("a\u202eb"), media.Octets},
		{"what nobody sees", []byte("a\u200bb"), media.Octets},
		{"Latin-1", []byte("caf\xe9 \xbd \xd7"), media.Octets},
		{"more marks than letters", []byte("\xab\xbb\x96\x97"), media.Octets},
		{"nothing that is anything", []byte{0x98, 0xc0, 0xc1}, media.Octets},
		{"UTF-16", []byte("\xff\xfe\x07\x04"), media.Octets},
		{"the beginning of a PNG alone", pngOctets[:12], media.Octets},
		{"the beginning of a JPEG alone", jpegOctets[:20], media.Octets},
		{"the beginning of a WebP alone", webP(t)[:20], media.Octets},
		{"a picture that takes all memory", hugePNG(1 << 20), media.Octets},
		{"a large picture", hugePNG(8 << 10), media.PNG},
		{"a program", []byte("MZ\x90\x00\x03"), media.Octets},
		{"an archive", []byte("PK\x03\x04\x14\x00"), media.Octets},
		{"a PDF after other octets", []byte("\x00%PDF-1.7"), media.Octets},
	} {
		assert.Equal(t, tt.want, sniffed(tt.octets), tt.why)
	}
}

func TestSize(t *testing.T) {
	var s media.Sniffer
	for range 3 {
		n, err := s.Write(make([]byte, media.MaxText))
		require.NoError(t, err)
		require.Equal(t, media.MaxText, n)
	}
	assert.EqualValues(t, 3*media.MaxText, s.Size)
}

// FuzzType: any octets have a type, whatever pieces they come in, and text is text.
func FuzzType(f *testing.F) {
	for _, seed := range []string{"", "Їжак", "%PDF-1.4", "\xef\xbb\xbfa", "RIFF\x00\x00\x00\x00WEBPVP8X", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xc0", "\xcf\xf0\xe8\xe2\xb3\xf2", "a\x00"} {
		f.Add([]byte(seed))
	}
	f.Add(hugePNG(1 << 30))
	f.Fuzz(func(t *testing.T, octets []byte) {
		whole := sniffed(octets)
		var s media.Sniffer
		_, _ = s.Write(octets)
		require.Equal(t, whole, s.Type())
		switch whole {
		case media.UTF8:
			require.True(t, media.Shows(strings.TrimPrefix(string(octets), "\ufeff")))
		case media.Windows1251:
			text, err := charmap.Windows1251.NewDecoder().Bytes(octets)
			require.NoError(t, err)
			require.True(t, media.Shows(string(text)))
		case media.PNG, media.JPEG, media.WebP, media.PDF, media.Octets:
		default:
			t.Fatalf("%q", whole)
		}
	})
}
