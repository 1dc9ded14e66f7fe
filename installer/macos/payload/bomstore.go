// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package payload

import "encoding/binary"

// store is a BOMStore: numbered blocks, some of which have names. All numbers in it
// are big-endian and, where nothing else is said, of 32 bits.
type store struct {
	blocks    [][]byte
	variables []variable
}

type variable struct {
	name  string
	block uint32
}

// headSize is what is kept free for the header.
const headSize = 512

// add adds a block and returns its number. The first is 1, since 0 is none.
func (s *store) add(block []byte) uint32 {
	s.blocks = append(s.blocks, block)
	return uint32(len(s.blocks))
}

// name adds a block with a name.
func (s *store) name(name string, block []byte) {
	s.variables = append(s.variables, variable{name, s.add(block)})
}

// numbers appends numbers of 32 bits.
func numbers(to []byte, all ...uint32) []byte {
	for _, n := range all {
		to = binary.BigEndian.AppendUint32(to, n)
	}
	return to
}

// marshal lays the store out: header, names, blocks, and the table of where blocks
// are, with the empty list of places that are free.
func (s *store) marshal() []byte {
	names := numbers(nil, uint32(len(s.variables)))
	for _, v := range s.variables {
		names = append(numbers(names, v.block), byte(len(v.name)))
		names = append(names, v.name...)
	}
	var blocks []byte
	table := numbers(nil, uint32(len(s.blocks)+1), 0, 0)
	for _, block := range s.blocks {
		table = numbers(table, uint32(headSize+len(names)+len(blocks)), uint32(len(block)))
		blocks = append(blocks, block...)
	}
	table = numbers(table, 0, 0, 0, 0, 0) // none is free; two empty places follow in Apple's own

	head := numbers([]byte("BOMStore"), 1, uint32(len(s.blocks)),
		uint32(headSize+len(names)+len(blocks)), uint32(len(table)),
		headSize, uint32(len(names)))
	file := append(head, make([]byte, headSize-len(head))...)
	return append(append(append(file, names...), blocks...), table...)
}
