// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"crypto/sha256"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// leaf is the window leafing through the documents.
func (o *operation) leaf(r *protocol.Request) error {
	var params protocol.Leaf
	if err := r.Params(&params); err != nil {
		return err
	}
	if params.From < 0 {
		return protocol.Fail(protocol.InvalidParams)
	}
	r.Reply(protocol.Leafed{Documents: o.shownFrom(params.From, o.asked.Load())})
	return nil
}

// shownFrom is as many documents from that index on as one message may hold, with the
// digests by h, as far as they are known.
func (o *operation) shownFrom(from int, h *pki.Hash) []protocol.Document {
	shown := []protocol.Document{}
	for i := from; i < len(o.documents) && len(shown) < protocol.MaxDocuments; i++ {
		shown = append(shown, o.documents[i].shown(h))
	}
	return shown
}

// shownDocuments are the documents where one message holds them, and else what they are
// together.
func (o *operation) shownDocuments(h *pki.Hash) ([]protocol.Document, *protocol.DocumentList) {
	if len(o.documents) <= protocol.MaxDocuments {
		return o.shownFrom(0, h), nil
	}
	list := &protocol.DocumentList{Count: len(o.documents)}
	all, known := sha256.New(), 0
	for _, d := range o.documents {
		list.Size += d.Size
		if digest, err := d.known(h); err != nil {
			list.Unread++
		} else if digest != nil {
			all.Write(digest)
			known++
		}
	}
	if known > 0 && known+list.Unread == list.Count {
		list.Digest = &protocol.Digest{Hash: protocol.SHA256, Value: all.Sum(nil)}
	}
	return []protocol.Document{}, list
}
