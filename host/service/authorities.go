// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import "github.com/pidpys/pidpys/host/protocol"

// listAuthorities answers the extension's own question of whom there is to choose, where
// there is no page: PROTOCOL.md, section 5.
func (s *session) listAuthorities(r *protocol.Request) error {
	if s.paged() {
		return protocol.Fail(protocol.Forbidden)
	}
	if err := r.Params(&protocol.Empty{}); err != nil {
		return err
	}
	r.Reply(protocol.Authorities{Authorities: s.authorities()})
	return nil
}

// authorities are those that are known, for a person to choose from.
func (s *session) authorities() []protocol.Authority {
	listed := []protocol.Authority{}
	for _, a := range s.Finder.Directory.Authorities() {
		listed = append(listed, protocol.Authority{Name: a.Name(), EDRPOU: a.EDRPOU, Lookup: a.Lookup()})
	}
	return listed
}
