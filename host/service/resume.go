// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
)

// resume goes on with a move that was begun, without the key that it is from.
func (o *operation) resume(r *protocol.Request) error {
	var params protocol.Resume
	if err := o.moveParams(r, &params); err != nil {
		return err
	}
	if !validAdded(params.Certificates) {
		return protocol.Fail(protocol.InvalidParams)
	}
	return o.goOn(r, func(a *attempt) (any, error) { return o.takeUp(a, params.Unfinished, nil, params.Certificates) })
}

// takeUp plans to go on with a move that was begun: from a key that is open, or
// nil, with certificates that the person brought.
func (o *operation) takeUp(a *attempt, unfinished string, from *card, certificates []protocol.File) (any, error) {
	plan, err := o.unfinished(unfinished)
	if err != nil {
		return nil, err
	}
	brought, err := o.readCertificates(a.ctx, certificates)
	switch {
	case err != nil:
		return nil, err
	case from == nil && plan.NeedsOldKey && len(brought) == 0:
		return nil, reissue.ErrOldKeyNeeded
	case from != nil && !pki.SamePublicKey(plan.Old, from.Key.Public()):
		return nil, reissue.ErrOldKey
	}
	return o.propound(a, &move{plan: plan, from: from, brought: brought})
}
