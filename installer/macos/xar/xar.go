// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package xar writes eXtensible ARchives, which macOS takes for packages: a table
// of contents in XML, compressed, and behind it the heap with what the files hold.
// The format is that of the xar project, "xarformat" in its wiki.
package xar

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"time"
)

// File is a file in the root of an archive.
type File struct {
	Name string
	Data []byte // kept as it is
}

const (
	magic      = "xar!"
	headerSize = 28
	version    = 1
	// checksumSHA1 is what macOS's own packages have and every reader knows. It
	// guards against accidents; who made a package only its signature says.
	checksumSHA1 = 1
)

// style is the name of checksumSHA1 in the table.
const style = "sha1"

type checksum struct {
	Style string `xml:"style,attr"`
	Hex   string `xml:",chardata"`
}

func sum(data []byte) checksum {
	of := sha1.Sum(data)
	return checksum{style, hex.EncodeToString(of[:])}
}

// contents is the table of contents. Offsets count from the begin of the heap.
type contents struct {
	XMLName  xml.Name `xml:"xar"`
	Checksum place    `xml:"toc>checksum"`
	Created  string   `xml:"toc>creation-time"`
	Files    []listed `xml:"toc>file"`
}

// place is where the table's own checksum is.
type place struct {
	Style  string `xml:"style,attr"`
	Size   int    `xml:"size"`
	Offset int    `xml:"offset"`
}

type listed struct {
	ID   int    `xml:"id,attr"`
	Data data   `xml:"data"`
	Mode string `xml:"mode"`
	UID  int    `xml:"uid"`
	GID  int    `xml:"gid"`
	Time string `xml:"mtime"`
	Type string `xml:"type"`
	Name string `xml:"name"`
}

type data struct {
	Length    int      `xml:"length"` // in the archive
	Encoding  encoding `xml:"encoding"`
	Offset    int      `xml:"offset"`
	Size      int      `xml:"size"` // of the file
	Extracted checksum `xml:"extracted-checksum"`
	Archived  checksum `xml:"archived-checksum"`
}

type encoding struct {
	Style string `xml:"style,attr"`
}

// Pack makes an archive of files, all of one date and root's.
func Pack(files []File, date time.Time) ([]byte, error) {
	moment := date.UTC().Format(time.RFC3339)
	table := contents{Checksum: place{style, sha1.Size, 0}, Created: moment}
	var heap []byte
	for i, file := range files {
		of := sum(file.Data)
		table.Files = append(table.Files, listed{
			ID: i + 1, Name: file.Name, Type: "file", Mode: "0644", Time: moment,
			Data: data{
				Length: len(file.Data), Size: len(file.Data), Offset: sha1.Size + len(heap),
				Encoding: encoding{"application/octet-stream"}, Extracted: of, Archived: of,
			},
		})
		heap = append(heap, file.Data...)
	}
	text, err := xml.MarshalIndent(table, "", " ")
	if err != nil {
		return nil, fmt.Errorf("xar: %w", err)
	}
	text = append([]byte(xml.Header), text...)
	var compressed bytes.Buffer
	w := zlib.NewWriter(&compressed)
	if _, err := w.Write(text); err != nil {
		return nil, fmt.Errorf("xar: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("xar: %w", err)
	}
	archive := binary.BigEndian.AppendUint16([]byte(magic), headerSize)
	archive = binary.BigEndian.AppendUint16(archive, version)
	archive = binary.BigEndian.AppendUint64(archive, uint64(compressed.Len()))
	archive = binary.BigEndian.AppendUint64(archive, uint64(len(text)))
	archive = binary.BigEndian.AppendUint32(archive, checksumSHA1)
	archive = append(archive, compressed.Bytes()...)
	guard := sha1.Sum(compressed.Bytes())
	archive = append(archive, guard[:]...)
	return append(archive, heap...), nil
}
