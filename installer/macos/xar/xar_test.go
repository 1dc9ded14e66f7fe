// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package xar_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/macos/xar"
)

var date = time.Unix(1700000000, 0)

// TestPack reads the archive by the words of the format.
func TestPack(t *testing.T) {
	files := []xar.File{{Name: "Bom", Data: []byte("bill")}, {Name: "Empty"}, {Name: "Payload", Data: []byte{0, 1, 0xff}}}
	archive, err := xar.Pack(files, date)
	require.NoError(t, err)

	require.Equal(t, "xar!", string(archive[:4]))
	assert.Equal(t, uint16(28), binary.BigEndian.Uint16(archive[4:]))
	assert.Equal(t, uint16(1), binary.BigEndian.Uint16(archive[6:]))
	assert.Equal(t, uint32(1), binary.BigEndian.Uint32(archive[24:]), "SHA-1")
	compressed := archive[28:][:binary.BigEndian.Uint64(archive[8:])]
	heap := archive[28+len(compressed):]
	r, err := zlib.NewReader(bytes.NewReader(compressed))
	require.NoError(t, err)
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	assert.Len(t, text, int(binary.BigEndian.Uint64(archive[16:])))

	var table struct {
		TOC struct {
			Checksum struct {
				Style  string `xml:"style,attr"`
				Offset int    `xml:"offset"`
				Size   int    `xml:"size"`
			} `xml:"checksum"`
			Files []struct {
				ID   int    `xml:"id,attr"`
				Name string `xml:"name"`
				Type string `xml:"type"`
				Data struct {
					Offset   int    `xml:"offset"`
					Length   int    `xml:"length"`
					Size     int    `xml:"size"`
					Archived string `xml:"archived-checksum"`
				} `xml:"data"`
			} `xml:"file"`
		} `xml:"toc"`
	}
	require.NoError(t, xml.Unmarshal(text, &table))
	guard := sha1.Sum(compressed)
	assert.Equal(t, "sha1", table.TOC.Checksum.Style)
	assert.Equal(t, guard[:], heap[table.TOC.Checksum.Offset:][:table.TOC.Checksum.Size])
	require.Len(t, table.TOC.Files, len(files))
	for i, listed := range table.TOC.Files {
		sum := sha1.Sum(files[i].Data)
		assert.Equal(t, i+1, listed.ID)
		assert.Equal(t, files[i].Name, listed.Name)
		assert.Equal(t, "file", listed.Type)
		assert.Equal(t, listed.Data.Length, listed.Data.Size)
		assert.Equal(t, string(files[i].Data), string(heap[listed.Data.Offset:][:listed.Data.Length]))
		assert.Equal(t, hex.EncodeToString(sum[:]), listed.Data.Archived)
	}

	again, err := xar.Pack(files, date)
	require.NoError(t, err)
	assert.Equal(t, archive, again)
}
