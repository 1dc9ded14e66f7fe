// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"errors"

	"github.com/pidpys/pidpys/host/protocol"
)

// spares notes that a document has a fault of its own, which ends nothing where every
// document is signed for itself: it cannot be read, is another one now, or would be a
// login.
func (o *operation) spares(d *document, err error) bool {
	if o.batch == nil || !ownFaults[AsError(err).Code] {
		return false
	}
	d.fail(err)
	return true
}

var ownFaults = map[protocol.Code]bool{
	protocol.UnknownBlob: true, protocol.ReadFailed: true, protocol.DocumentChanged: true, protocol.IdentityContent: true,
}

// about says which of several documents an error is about that is a document's own. Where
// every document is signed for itself the window is told of it beside the error.
func (o *operation) about(d *document, err error) error {
	if o.batch != nil || len(o.documents) < 2 {
		return err
	}
	return naming(d, err)
}

// naming has the name of a document in an error that is a document's own.
func naming(d *document, err error) error {
	e, ok := errors.AsType[*protocol.Error](err)
	if !ok || !ofOneDocument[e.Code] {
		return err
	}
	var params protocol.Params
	if e.Params != nil {
		params = *e.Params
	}
	params.Document = d.name
	return &protocol.Error{Code: e.Code, Params: &params}
}

var ofOneDocument = map[protocol.Code]bool{
	protocol.DocumentChanged: true, protocol.IdentityContent: true, protocol.UnfitPDF: true,
}

// unread is why not even one document could be read; nil: one could.
func (o *operation) unread() error {
	for _, d := range o.documents {
		if d.failed() == nil {
			return nil
		}
	}
	if len(o.documents) == 0 {
		return nil
	}
	return o.documents[0].failed()
}
