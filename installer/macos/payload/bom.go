// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package payload

import (
	"encoding/binary"
	"path"
)

// Kinds of paths in a bill of materials.
const (
	kindFile   = 1
	kindFolder = 2
)

// anyArchitecture stands in Apple's bills for files that are not programs.
const anyArchitecture = 3

// Sizes of the pages that a tree is made for, in octets. How much is in one is the
// writer's choice; Apple's has 256 paths.
const (
	pageSize      = 4096
	smallPageSize = 128
	pathsInPage   = 256
)

// Bill is the bill of materials: what is installed, with sizes and checksums. Trees
// beside that of the paths, for hard links, versions and large files, are empty.
func (t Tree) Bill() []byte {
	var s store
	// Version, paths and one more, one entry about an architecture: none.
	s.name("BomInfo", numbers(nil, 1, uint32(len(t.entries)+1), 1, 0, 0, 0, 0))
	s.name("Paths", tree(s.addPaths(t), pageSize, len(t.entries)))
	s.name("HLIndex", tree(s.add(page(leaf, 0, 0, nil)), pageSize, 0))
	versions := s.add(tree(s.add(page(leaf, 0, 0, nil)), smallPageSize, 0))
	s.name("VIndex", append(numbers(nil, 1, versions, 0), 0))
	s.name("Size64", tree(s.add(page(leaf, 0, 0, nil)), pageSize, 0))
	return s.marshal()
}

// tree is the block that begins a tree.
func tree(root, pageSize uint32, count int) []byte {
	return append(numbers([]byte("tree"), 1, root, pageSize, uint32(count)), 0)
}

// reference is an item of a page: in a leaf a path's number and name, in a branch a
// page and the last name there.
type reference struct{ value, key uint32 }

// Pages are leaves or branches.
const (
	branch = 0
	leaf   = 1
)

// page is a page of a tree, with its neighbours; 0 is none.
func page(kind uint16, forward, backward uint32, items []reference) []byte {
	block := binary.BigEndian.AppendUint16(nil, kind)
	block = binary.BigEndian.AppendUint16(block, uint16(len(items)))
	block = numbers(block, forward, backward)
	for _, item := range items {
		block = numbers(block, item.value, item.key)
	}
	return block
}

// addPaths adds the tree's paths, which are in the order of its keys, and returns
// the page at the root.
func (s *store) addPaths(t Tree) uint32 {
	var items []reference
	for i, e := range t.entries {
		about := s.add(t.describe(e))
		items = append(items, reference{s.add(numbers(nil, uint32(i+1), about)), s.add(name(e))})
	}
	var leaves []reference
	first := uint32(len(s.blocks) + 1)
	for at := 0; at < len(items); at += pathsInPage {
		part := items[at:min(at+pathsInPage, len(items))]
		number := first + uint32(len(leaves))
		forward, backward := number+1, number-1
		if at+pathsInPage >= len(items) {
			forward = 0
		}
		if at == 0 {
			backward = 0
		}
		leaves = append(leaves, reference{s.add(page(leaf, forward, backward, part)), part[len(part)-1].key})
	}
	if len(leaves) == 1 {
		return leaves[0].value
	}
	return s.add(page(branch, 0, 0, leaves))
}

// name is the key of a path: the number of its folder, and its own name there.
func name(e entry) []byte {
	return append(append(numbers(nil, uint32(e.parent)), path.Base(e.Path)...), 0)
}

// describe is what is known of a path: kind, architecture, mode, owner and group,
// time, size, checksum, and that it is no link.
func (t Tree) describe(e entry) []byte {
	kind := byte(kindFile)
	if e.folder() {
		kind = kindFolder
	}
	block := binary.BigEndian.AppendUint16([]byte{kind, 1}, anyArchitecture)
	block = binary.BigEndian.AppendUint16(block, uint16(e.mode()))
	block = append(numbers(block, 0, 0, t.date, uint32(len(e.Data))), 1)
	return numbers(block, e.checksum(), 0)
}

// checksum is cksum(1) of a file (POSIX.1-2017, "cksum"); folders have none.
func (e entry) checksum() uint32 {
	if e.folder() {
		return 0
	}
	sum := uint32(0)
	for _, octet := range e.Data {
		sum = sum<<8 ^ remainders[byte(sum>>24)^octet]
	}
	for length := len(e.Data); length > 0; length >>= 8 {
		sum = sum<<8 ^ remainders[byte(sum>>24)^byte(length)]
	}
	return ^sum
}

// remainders are those of every octet divided by CRC-32's polynomial.
var remainders = func() (table [256]uint32) {
	const polynomial = 0x04c11db7
	for i := range table {
		r := uint32(i) << 24
		for range 8 {
			r = r<<1 ^ polynomial*(r>>31)
		}
		table[i] = r
	}
	return table
}()
