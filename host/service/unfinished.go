// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"slices"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
)

// unfinished is the move that the window calls so. Another window, or a command
// line, may have ended it since it was told of.
func (o *operation) unfinished(name string) (*reissue.Plan, error) {
	id, told := o.begun.meant(name)
	if !told {
		return nil, protocol.Fail(protocol.InvalidParams)
	}
	all := o.allUnfinished()
	i := slices.IndexFunc(all, func(p *reissue.Plan) bool { return p.ID == id })
	if i < 0 {
		return nil, reissue.ErrOver
	}
	return all[i], nil
}

// allUnfinished are the moves that were begun, the newest first.
func (s *session) allUnfinished() []*reissue.Plan {
	all, err := s.Reissue.Unfinished()
	if err != nil {
		s.Log.WithError(err).Error("not all that was begun can be read")
	}
	return all[:min(len(all), protocol.MaxUnfinished)]
}

// shownUnfinished tells the window of them.
func (o *operation) shownUnfinished() []protocol.Unfinished {
	var shown []protocol.Unfinished
	for _, p := range o.allUnfinished() {
		shown = append(shown, protocol.Unfinished{
			Unfinished:  o.begun.name(p.ID),
			Owner:       owner(p.Owner()),
			Carrier:     shownPlace(p.Onto),
			Kind:        string(p.Kind),
			Road:        string(p.Road),
			Authority:   p.Authority,
			Began:       rfc3339(p.Began),
			OldNotAfter: rfc3339(p.Old.NotAfter),
			State:       states[p.State],
			NeedsKey:    p.NeedsOldKey,
		})
	}
	return shown
}

// states are how far a move has come, as people need to know it.
var states = map[reissue.State]string{
	reissue.Planned:   protocol.StatePlanned,
	reissue.Generated: protocol.StateMade,
	reissue.Requested: protocol.StateMade,
	reissue.Waiting:   protocol.StateRequested,
	reissue.Issued:    protocol.StateIssued,
	reissue.Kept:      protocol.StateIssued,
}
