// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import "github.com/pidpys/pidpys/host/protocol"

// pause is «Пауза»: no more documents are signed until the person goes on.
func (o *operation) pause(r *protocol.Request) error { return o.turned(r, o.batch.pause) }

// proceed is «Продовжити».
func (o *operation) proceed(r *protocol.Request) error { return o.turned(r, o.batch.proceed) }

// turned does what is only for documents that are being signed each for itself. The window
// has its answer before it hears what came of it.
func (o *operation) turned(r *protocol.Request, do func()) error {
	if err := r.Params(&protocol.Empty{}); err != nil {
		return err
	}
	if !o.batch.running() {
		return protocol.Fail(protocol.InvalidParams)
	}
	r.Reply(protocol.Empty{})
	do()
	return nil
}
