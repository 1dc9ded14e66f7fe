// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto"
	"crypto/x509"

	"github.com/pidpys/pidpys/host/key"
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
	shown := protocol.Carrier{Names: []string{}, Form: pki.DisplayText(string(p.Form))}
	for _, name := range p.Names[:min(len(p.Names), protocol.MaxNames)] {
		shown.Names = append(shown.Names, pki.DisplayText(name))
	}
	return shown
}

// shownCertificate is a certificate as a key that nobody can choose.
func (o *operation) shownCertificate(c *x509.Certificate) (protocol.Key, error) {
	public, err := pki.PublicKey(c)
	if err != nil {
		return protocol.Key{}, err
	}
	_, cards := o.cards(o.newKeyring([]key.Key{certified{c, public}}), nil)
	return cards[0].seen(), nil
}

// certified is a key of which there is the certificate alone.
type certified struct {
	certificate *x509.Certificate
	public      crypto.PublicKey
}

func (c certified) Public() crypto.PublicKey          { return c.public }
func (c certified) Certificates() []*x509.Certificate { return []*x509.Certificate{c.certificate} }

func (certified) Sign(context.Context, []key.Digest) ([]key.Result, error) {
	return nil, key.ErrClosed
}
