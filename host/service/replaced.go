// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"crypto"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
)

// replaced tells what the person moved to from a key; nil: nothing.
func (s *session) replaced(public crypto.PublicKey) *protocol.Replaced {
	r, replaced := s.Reissue.Replaced(public)
	if !replaced {
		return nil
	}
	return &protocol.Replaced{Carrier: shownPlace(r.Onto), Since: rfc3339(r.Since)}
}

// shownPlace is a carrier as it was written down, whoever wrote there.
func shownPlace(p reissue.Place) protocol.Carrier {
	names := p.DisplayNames()
	return protocol.Carrier{Names: names[:min(len(names), protocol.MaxNames)], Form: pki.DisplayText(string(p.Form))}
}
