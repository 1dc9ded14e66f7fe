// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
)

// plan says what stands in the way of a move from a key that is open, and what is
// to be done. It takes the place of an earlier plan.
func (o *operation) plan(r *protocol.Request) error {
	var params protocol.MakePlan
	if err := o.moveParams(r, &params); err != nil {
		return err
	}
	if !validPlan(params) {
		return protocol.Fail(protocol.InvalidParams)
	}
	return o.goOn(r, func(a *attempt) (any, error) {
		from := a.meant(params.Key)
		if from == nil {
			return nil, protocol.Fail(protocol.InvalidParams)
		}
		if params.Unfinished != "" {
			return o.takeUp(a, params.Unfinished, from, params.Certificates)
		}
		plan, err := o.planAnew(a.ctx, from, params.Token, key.Kind(params.Kind))
		if err != nil {
			return nil, err
		}
		return o.propound(a, &move{plan: plan, from: from})
	})
}

// planAnew plans a move onto a token that is plugged in.
func (o *operation) planAnew(ctx context.Context, from *card, token string, kind key.Kind) (*reissue.Plan, error) {
	ref, known := o.board.names.meant(token)
	if !known {
		return nil, protocol.Fail(protocol.InvalidParams)
	}
	onto, plugged := o.board.carrier(ref)
	if !plugged {
		return nil, key.ErrNoToken
	}
	old := reissue.Old{
		Key: from.Key, Certificate: from.Certificate,
		Others:    slices.Concat(from.attempt.ring.certificates, from.Key.Certificates()),
		Agreement: slices.ContainsFunc(from.attempt.cards, func(c *card) bool { return c.Usage&key.Agree != 0 }),
	}
	plan, err := o.Reissue.Plan(ctx, old, onto, kind)
	if err != nil {
		return nil, about(onto.DisplayNames(), err)
	}
	return plan, nil
}
