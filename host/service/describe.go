// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import "github.com/pidpys/pidpys/host/protocol"

// describe answers the window's first question: what it was opened for.
func (o *operation) describe(r *protocol.Request) error {
	if err := r.Params(&protocol.Empty{}); err != nil {
		return err
	}
	answer := protocol.Operation{
		Action:      o.call.action,
		Usage:       o.purpose.usage,
		Origin:      o.origin(),
		TopOrigin:   o.hello.TopOrigin,
		Profile:     o.profile,
		Authorities: o.authorities(),
		Providers:   o.shownProviders(),
		Native:      o.Native != nil,
		Key:         o.place,
		Own:         o.hello.Own,
	}
	if o.purpose == toReissue {
		answer.Unfinished = o.shownUnfinished()
	}
	if o.hello.Dialect != nil {
		answer.Dialect, answer.Open, answer.Wanted = o.hello.Dialect.Name, o.shownHeld(), o.shownWanted()
	}
	answer.Documents, answer.List = o.shownDocuments(nil)
	r.Reply(answer)
	o.askHeld()
	return nil
}
