// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"errors"

	"github.com/pidpys/pidpys/host/protocol"
)

// preview is «Переглянути»: the very octets that were hashed, pulled again and
// compared. A document that changed ends the operation, or is not signed with the others.
func (o *operation) preview(r *protocol.Request) error {
	var params protocol.Preview
	if err := r.Params(&params); err != nil {
		return err
	}
	if params.Document < 0 || params.Document >= len(o.documents) || o.documents[params.Document].unseen() ||
		params.Offset < 0 || params.Length < 1 || params.Length > protocol.PieceSize {
		return protocol.Fail(protocol.InvalidParams)
	}
	working := o.spawn(func() {
		data, err := o.previewOf(o.documents[params.Document], params.Offset, params.Length)
		if err != nil {
			r.Fail(AsError(err))
			if errors.Is(err, protocol.Fail(protocol.DocumentChanged)) && !o.spares(o.documents[params.Document], err) {
				o.end(err)
			}
			return
		}
		r.Reply(protocol.Data{Data: data})
	})
	if !working {
		return protocol.Fail(protocol.Cancelled)
	}
	return nil
}

// previewOf cuts the octets asked for out of the one or two pieces they lie
// in. Beyond the end there is nothing.
func (o *operation) previewOf(d *document, offset, length int64) ([]byte, error) {
	select {
	case <-d.pulled:
	case <-o.ctx.Done():
		return nil, protocol.Fail(protocol.Cancelled)
	}
	if err := d.failed(); err != nil {
		return nil, err
	}
	if d.inside != nil {
		size := int64(len(d.inside))
		return d.inside[min(offset, size):min(offset+length, size)], nil
	}
	end := min(offset+length, d.Size)
	data := []byte{}
	for offset < end {
		i := int(offset / protocol.PieceSize)
		piece, err := o.reread(o.ctx, d, i)
		if err != nil {
			return nil, err
		}
		start, size := extent(d.Size, i)
		data = append(data, piece[offset-start:min(end-start, size)]...)
		offset = start + size
	}
	return data, nil
}
