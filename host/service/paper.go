// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// A Paper is one document of a dialect's page. Whoever orders does not change the
// octets before the order is done.
type Paper struct {
	// Name and Type, a media type, are what the page calls it, and may be empty: the
	// window makes them safe to show.
	Name, Type string
	// Content is the document; nil: it is unseen, and the page gave Value, its digest by
	// Hash. Size is how long the document is, if it passed through; 0: nobody knows.
	Content []byte
	Hash    *pki.Hash
	Value   []byte
	Size    int64
}

func (p *Paper) unseen() bool { return p.Content == nil }

// fit reports whether a paper says all that it must, and not too much.
func (p *Paper) fit() bool {
	return len(p.Name) <= protocol.MaxName && len(p.Type) <= protocol.MaxName &&
		(!p.unseen() || p.Hash != nil && len(p.Value) == p.Hash.Size() && p.Size >= 0)
}

func (p *Paper) document() *document {
	file := protocol.File{Name: p.Name, Type: p.Type, Size: int64(len(p.Content))}
	if !p.unseen() {
		return newDocument(file, memory(p.Content))
	}
	file.Size = p.Size
	d := newDocument(file, nil)
	d.digests[p.Hash] = p.Value
	return d
}

// documents are papers as an operation has them.
func documents(papers []Paper) []*document {
	all := make([]*document, len(papers))
	for i := range papers {
		all[i] = papers[i].document()
	}
	return all
}
