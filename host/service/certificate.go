// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// certificate tells the page whose key it is, if the person agrees. Nothing is
// done with it.
func (s *session) certificate(r *protocol.Request) error {
	var params protocol.Identify
	if err := r.Params(&params); err != nil {
		return err
	}
	if params.Usage != "" && params.Usage != protocol.UsageAgree {
		return protocol.Fail(protocol.InvalidParams)
	}
	o := &operation{call: called(r), purpose: toOpen(params.Usage)}
	o.perform = o.withConsent(func(_ context.Context, c *card) (any, error) {
		identity := protocol.Identity{
			Certificate: c.Certificate.Raw,
			Chain:       []protocol.Base64{},
			Owner:       owner(pki.Subject(c.Certificate)),
		}
		for _, above := range c.chain[1:] {
			identity.Chain = append(identity.Chain, above.Raw)
		}
		return identity, nil
	})
	return s.begin(o)
}
