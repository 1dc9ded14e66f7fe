// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import "github.com/pidpys/pidpys/host/protocol"

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
