// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
)

// maxKept is up to how many octets a content is kept, so that it can be hashed
// with what only shows after it: a time-stamp may use a hash that the message
// does not announce. Of longer ones there are the announced hashes alone.
const maxKept = 1 << 20

// content is a content's digests, made in one pass.
type content struct {
	cades.Digests
	head []byte               // what is kept
	long bool                 // more came than is kept
	late map[*pki.Hash][]byte // digests made of what is kept
}

func newContent() *content { return &content{late: map[*pki.Hash][]byte{}} }

// Write implements io.Writer.
func (c *content) Write(p []byte) (int, error) {
	if c.long = c.long || len(c.head)+len(p) > maxKept; c.long {
		c.head = nil
	} else {
		c.head = append(c.head, p...)
	}
	return c.Digests.Write(p)
}

// digest is nil by a hash that came too late to be made.
func (c *content) digest(h *pki.Hash) []byte {
	if sum := c.Sum(h); sum != nil || c.long {
		return sum
	}
	sum, made := c.late[h]
	if !made {
		sum = h.Sum(c.head)
		c.late[h] = sum
	}
	return sum
}
