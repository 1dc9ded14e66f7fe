// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import "github.com/pidpys/pidpys/host/protocol"

// examine looks whether all is in place, where there is no page: PROTOCOL.md,
// section 5. It ends with the connection.
func (s *session) examine(r *protocol.Request) error {
	var params protocol.Examine
	switch {
	case s.paged():
		return protocol.Fail(protocol.Forbidden)
	case s.Examine == nil:
		return protocol.Fail(protocol.Unsupported)
	}
	if err := r.Params(&params); err != nil {
		return err
	}
	if !s.examining.CompareAndSwap(false, true) {
		return protocol.Fail(protocol.Busy)
	}
	s.work.Go(func() {
		found := s.Examine(s.ctx, s.hello.Language, params.Offline)
		s.examining.Store(false)
		r.Reply(found)
	})
	return nil
}
