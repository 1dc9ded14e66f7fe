// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import "github.com/pidpys/pidpys/host/protocol"

// stopWaiting ends a keys or find call that the person does not wait for any
// longer. It is an attempt that looks for nothing, and so takes the call's place.
func (o *operation) stopWaiting(r *protocol.Request) error {
	if err := r.Params(&protocol.Empty{}); err != nil {
		return err
	}
	if !o.choosing() {
		return protocol.Fail(protocol.InvalidParams)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	a := o.following()
	return o.take(r, a, func(earlier *attempt) (any, error) {
		if earlier != nil {
			a.inherit(earlier)
		}
		return protocol.Empty{}, nil
	})
}
