// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
)

// abandon gives up a move that was begun. The window asked the person before.
func (o *operation) abandon(r *protocol.Request) error {
	var params protocol.Abandon
	if err := o.moveParams(r, &params); err != nil {
		return err
	}
	return o.goOn(r, func(a *attempt) (any, error) {
		plan, err := o.unfinished(params.Unfinished)
		if err != nil {
			return nil, err
		}
		var hands reissue.Hands
		if !params.Leave {
			hands.Open = o.opener(a)
		}
		_, err = o.Reissue.Abandon(a.ctx, plan.ID, hands)
		return protocol.Empty{}, err
	})
}
