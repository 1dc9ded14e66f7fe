// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/service"
)

// Limits of what is remembered of contents that a page had hashed.
const (
	maxKept     = 64 << 20 // octets
	maxContents = 256
)

// memory are contents that passed by, newest last. Beyond its limits the oldest
// are forgotten, and one that is too long for it leaves but its length.
type memory struct {
	size     int // octets kept, of contents on their way too
	contents []*content
}

// A content is a document and its hash.
type content struct {
	algorithm *pki.Hash
	value     []byte
	size      int64
	kept      bool
	pieces    [][]byte // nil unless kept
}

// grow adds to a content on its way. It keeps piece, which nobody changes.
func (m *memory) grow(c *content, piece []byte) {
	c.size += int64(len(piece))
	if !c.kept {
		return
	}
	c.pieces = append(c.pieces, piece)
	m.size += len(piece)
	for m.size > maxKept && len(m.contents) > 0 {
		m.forget(0)
	}
	if m.size > maxKept {
		m.drop(c)
	}
}

// drop keeps no more of a content than how long it is.
func (m *memory) drop(c *content) {
	for _, piece := range c.pieces {
		m.size -= len(piece)
	}
	c.kept, c.pieces = false, nil
}

func (m *memory) forget(i int) {
	m.drop(m.contents[i])
	m.contents = slices.Delete(m.contents, i, i+1)
}

// remember takes in a content that has its hash.
func (m *memory) remember(c *content) {
	if i := m.find(c.value); i >= 0 {
		m.forget(i)
	}
	if len(m.contents) == maxContents {
		m.forget(0)
	}
	m.contents = append(m.contents, c)
}

func (m *memory) find(value []byte) int {
	return slices.IndexFunc(m.contents, func(c *content) bool { return bytes.Equal(c.value, value) })
}

// remembered is the document of a hash that was computed for this page, to be
// shown and signed in its place: with its content, or with its length where it was
// too long to keep. Hash is the function that it was hashed by.
func (d *Dialect) remembered(value []byte) (service.Paper, bool) {
	i := d.hashed.find(value)
	if i < 0 {
		return service.Paper{}, false
	}
	c := d.hashed.contents[i]
	p := service.Paper{Hash: c.algorithm, Value: c.value, Size: c.size}
	if c.kept {
		if len(c.pieces) != 1 {
			c.pieces = [][]byte{bytes.Join(c.pieces, nil)}
		}
		p.Content = c.pieces[0]
	}
	return p, true
}
