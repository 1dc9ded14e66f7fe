// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHostileEndings: whoever looks for the directory from the end must find
// the one there is.
func TestHostileEndings(t *testing.T) {
	good := build(mimetype(), text("a.txt"), entry{name: signatureName})
	_, err := openBytes(good)
	require.NoError(t, err)
	end := len(good) - 22
	directory := int(binary.LittleEndian.Uint32(good[end+16:]))
	changed := func(at int, octets ...byte) []byte {
		b := bytes.Clone(good)
		copy(b[at:], octets)
		return b
	}
	withComment := func(comment string) []byte {
		b := append(bytes.Clone(good), comment...)
		b[end+20] = byte(len(comment))
		return b
	}
	// The second end is of the directory in the comment, and one octet short of
	// the file's.
	again := finish(bytes.Clone(good), good[directory:end], 3)[len(good):]
	// The comment of the last entry, of twenty octets, ends the directory.
	locator := bytes.Clone(good[directory:end])
	locator[len(locator)-len(signatureName)-46+32] = 20
	locator = append(append(locator, "PK\x06\x07"...), make([]byte, 16)...)
	for name, c := range map[string]struct {
		flaw asic.Flaw
		data []byte
	}{
		"octets after the end":             {asic.Ending, append(bytes.Clone(good), "hidden"...)},
		"an archive in the comment":        {asic.Ending, withComment(string(build(text("b.txt"))))},
		"a directory in the comment":       {asic.Ending, withComment(string(again) + "!")},
		"a cut end in the comment":         {asic.Ending, withComment("PK\x05\x06")},
		"a locator before the end":         {asic.Zip64, finish(bytes.Clone(good[:directory]), locator, 3)},
		"octets before the beginning":      {asic.Ending, append([]byte("#!/bin/sh\n"), good...)},
		"two archives":                     {asic.Ending, append(bytes.Clone(good), good...)},
		"fewer entries than there are":     {asic.Ending, changed(end+8, 2, 0, 2, 0)},
		"more entries than there are":      {asic.Ending, changed(end+8, 4, 0, 4, 0)},
		"an entry less on this disk":       {asic.Zip64, changed(end+8, 2, 0, 3, 0)},
		"another disk":                     {asic.Zip64, changed(end+4, 1, 0)},
		"sizes elsewhere":                  {asic.Zip64, changed(end+12, 0xff, 0xff, 0xff, 0xff)},
		"a cut directory":                  {asic.Ending, changed(end-len(signatureName)-18, 0xff, 0)},
		"no header where it is said to be": {asic.Differing, changed(0, 'X')},
		"too many entries":                 {asic.TooMany, changed(end+8, 0xff, 0x7f, 0xff, 0x7f)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openBytes(c.data)
			var flaw *asic.ArchiveError
			require.ErrorAs(t, err, &flaw)
			assert.Equal(t, c.flaw, flaw.Flaw, "%v", err)
		})
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("зміст"), "half": good[:len(good)/2],
		"another kind of archive": build(entry{name: "mimetype", content: []byte("application/epub+zip")}, text("a.txt")),
		"a plain archive":         build(text("a.txt")),
		"a plain archive with a comment": func() []byte {
			b := append(build(text("a.txt")), "nobody"...)
			b[len(b)-8] = 6
			return b
		}(),
	} {
		_, err := openBytes(data)
		assert.ErrorIs(t, err, asic.ErrNotContainer, name)
	}
}

// TestArchivesWithin: office documents are archives themselves, and the end of
// one may lie close to the end of all.
func TestArchivesWithin(t *testing.T) {
	document := entry{name: "договір.docx", content: build(text("word/document.xml"))}
	c, err := openBytes(build(mimetype(), text("a.txt"), document))
	require.NoError(t, err)
	require.Len(t, c.Objects, 2)
}
