// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import "github.com/pidpys/pidpys/host/protocol"

// revive has a driver tried again that its source set aside.
func (o *operation) revive(r *protocol.Request) error {
	var params protocol.Revive
	if err := r.Params(&params); err != nil {
		return err
	}
	source, known := o.board.reviver(params.Driver)
	if !known {
		return protocol.Fail(protocol.InvalidParams)
	}
	revives := o.spawn(func() {
		if err := o.hotplugs()[source].Revive(o.ctx, params.Driver); err != nil {
			o.Log.WithError(err).Error("a driver cannot be tried again")
			r.Fail(AsError(err))
		} else {
			r.Reply(protocol.Empty{})
		}
	})
	if !revives {
		return protocol.Fail(protocol.Cancelled)
	}
	return nil
}
