// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import "github.com/pidpys/pidpys/host/protocol"

// cancel ends the page's own call, if it is still under way.
func (s *session) cancel(r *protocol.Request) error {
	var params protocol.Cancel
	if err := r.Params(&params); err != nil {
		return err
	}
	if s.talk != nil {
		s.talk.cancel(r, params.ID)
		return nil
	}
	s.mu.Lock()
	if o := s.operation; o != nil && o.call.id == params.ID {
		o.giveUp(protocol.Fail(protocol.Cancelled))
	}
	s.mu.Unlock()
	r.Reply(protocol.Empty{})
	return nil
}

// cancelByPerson is «Скасувати» in the window, which has its answer before it hears what
// came of that.
func (o *operation) cancelByPerson(r *protocol.Request) error {
	if err := r.Params(&protocol.Empty{}); err != nil {
		return err
	}
	r.Reply(protocol.Empty{})
	o.refuse()
	return nil
}

// closed is the window gone, which says the same as «Скасувати».
func (s *session) closed() {
	if o := s.current(); o != nil {
		o.refuse()
	}
}
