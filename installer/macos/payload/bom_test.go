// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package payload_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"path"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/macos/payload"
)

// bill reads a BOMStore as Apple's reader would: by its header, its names and its
// table of blocks.
type bill struct {
	*testing.T
	file   []byte
	blocks [][]byte
	names  map[string][]byte
}

func number(data []byte, at int) int { return int(binary.BigEndian.Uint32(data[at:])) }

func readBill(t *testing.T, file []byte) *bill {
	t.Helper()
	b := &bill{T: t, file: file, names: map[string][]byte{}}
	require.Equal(t, "BOMStore", string(file[:8]))
	require.Equal(t, 1, number(file, 8))
	table := file[number(file, 16):]
	require.Len(t, table, number(file, 20), "the table ends the file")
	count := number(table, 0)
	require.Equal(t, number(file, 12), count-1, "blocks beside the one that is none")
	for i := range count {
		at, size := number(table, 4+8*i), number(table, 8+8*i)
		b.blocks = append(b.blocks, file[at:at+size])
	}
	names := file[number(file, 24):][:number(file, 28)]
	rest := names[4:]
	for range number(names, 0) {
		size := int(rest[4])
		b.names[string(rest[5:5+size])] = b.blocks[number(rest, 0)]
		rest = rest[5+size:]
	}
	require.Empty(t, rest)
	return b
}

// leaves are the items of a tree, a value and a key each, in the order of its keys:
// once by going down from the root, and once along the leaves.
func (b *bill) leaves(tree []byte) (items [][2]int) {
	b.Helper()
	require.Equal(b, "tree", string(tree[:4]))
	items = b.below(number(tree, 8))
	require.Len(b, items, number(tree, 16))

	var along [][2]int
	page := b.blocks[number(tree, 8)]
	for binary.BigEndian.Uint16(page) == 0 {
		page = b.blocks[number(page, 12)]
	}
	before := 0
	for {
		along = append(along, b.items(page)...)
		require.Equal(b, before, number(page, 8))
		next := number(page, 4)
		if next == 0 {
			break
		}
		for i, block := range b.blocks {
			if i > 0 && &block[0] == &page[0] {
				before = i
			}
		}
		page = b.blocks[next]
	}
	require.Equal(b, items, along)
	return items
}

func (b *bill) items(page []byte) (items [][2]int) {
	for i := range int(binary.BigEndian.Uint16(page[2:])) {
		items = append(items, [2]int{number(page, 12+8*i), number(page, 16+8*i)})
	}
	return items
}

func (b *bill) below(block int) [][2]int {
	b.Helper()
	page := b.blocks[block]
	if binary.BigEndian.Uint16(page) == 1 {
		return b.items(page)
	}
	var all [][2]int
	for _, item := range b.items(page) {
		inside := b.below(item[0])
		require.Equal(b, item[1], inside[len(inside)-1][1], "a branch has the last key of what is below")
		all = append(all, inside...)
	}
	return all
}

// list is what lsbom(8) would print: path, mode, owner and group, size and checksum.
func (b *bill) list() (lines []string) {
	b.Helper()
	paths := map[int]string{}
	var last []byte
	for _, item := range b.leaves(b.names["Paths"]) {
		id, about, key := number(b.blocks[item[0]], 0), b.blocks[number(b.blocks[item[0]], 4)], b.blocks[item[1]]
		require.Negative(b, bytes.Compare(last, key), "keys are sorted")
		last = key
		name := string(bytes.TrimSuffix(key[4:], []byte{0}))
		paths[id] = path.Join(paths[number(key, 0)], name)
		require.Len(b, about, 31)
		lines = append(lines, fmt.Sprintf("%s %o %d/%d %d %d", paths[id], binary.BigEndian.Uint16(about[4:]),
			number(about, 6), number(about, 10), number(about, 18), number(about, 23)))
	}
	return lines
}

func TestBill(t *testing.T) {
	b := readBill(t, planted(t, sample).Bill())
	assert.Equal(t, []string{
		". 40755 0/0 0 0",
		"empty 100600 0/0 0 4294967295",
		"extension 40755 0/0 0 0",
		"pidpys 100755 0/0 9 930766865", // the sums are those of cksum(1)
		"extension/lib 40755 0/0 0 0",
		"extension/manifest.json 100644 0/0 2 3332656686",
		"extension/lib/sites.js 100644 0/0 5 1045378857",
	}, b.list())
	for _, empty := range []string{"HLIndex", "Size64"} {
		assert.Empty(t, b.leaves(b.names[empty]), empty)
	}
	assert.Empty(t, b.leaves(b.blocks[number(b.names["VIndex"], 4)]))
	assert.Equal(t, 8, number(b.names["BomInfo"], 4))
}

// TestBillOfMany has more paths than one page takes.
func TestBillOfMany(t *testing.T) {
	for _, count := range []int{255, 256, 511, 512, 700} {
		var files []payload.File
		for i := range count {
			files = append(files, payload.File{Path: fmt.Sprintf("%04d", i), Mode: 0o644})
		}
		assert.Len(t, readBill(t, planted(t, files).Bill()).list(), count+1)
	}
}
