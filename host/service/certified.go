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
)

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
