// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/status"
)

// parseRecipients reads the certificates that a page wants something encrypted
// to.
func parseRecipients(list []protocol.Base64) ([]*x509.Certificate, error) {
	if len(list) == 0 || len(list) > protocol.MaxRecipients {
		return nil, protocol.Fail(protocol.InvalidParams)
	}
	recipients := make([]*x509.Certificate, len(list))
	for i, der := range list {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, protocol.Fail(protocol.InvalidParams)
		}
		recipients[i] = certificate
	}
	return recipients, checkRecipients(recipients)
}

// checkRecipients is an error where something can be encrypted to none, to too many, or
// to one that receives nothing.
func checkRecipients(list []*x509.Certificate) error {
	unfit := func(c *x509.Certificate) bool { return !pki.CanReceive(c) }
	if len(list) == 0 || len(list) > protocol.MaxRecipients || slices.ContainsFunc(list, unfit) {
		return protocol.Fail(protocol.InvalidParams)
	}
	return nil
}

// encryptionTo is what encrypting to recipients needs a key for.
func encryptionTo(recipients []*x509.Certificate) *purpose {
	if needsSender(recipients) {
		return toEncrypt
	}
	return toAgree
}

// needsSender reports whether one of the recipients has a DSTU 4145 key, to
// which nobody encrypts without a key of their own.
func needsSender(recipients []*x509.Certificate) bool {
	return slices.ContainsFunc(recipients, func(c *x509.Certificate) bool {
		public, _ := pki.PublicKey(c)
		_, ok := public.(*dstu4145.PublicKey)
		return ok
	})
}

// shownRecipients are the recipients as the window shows them. The page, which
// names them, has what is to be encrypted already: the person decides about
// those in doubt.
func (o *operation) shownRecipients() []protocol.Recipient {
	var all []protocol.Recipient
	for _, c := range o.recipients {
		all = append(all, protocol.Recipient{
			Owner:     owner(pki.Subject(c)),
			Issuer:    pki.Issuer(c).DisplayName(),
			NotBefore: rfc3339(c.NotBefore), NotAfter: rfc3339(c.NotAfter),
			Status: o.recipientStatus(c, o.Now()),
		})
	}
	return all
}

func (o *operation) recipientStatus(c *x509.Certificate, now time.Time) string {
	switch {
	case now.After(c.NotAfter):
		return protocol.StatusExpired
	case now.Before(c.NotBefore):
		return protocol.StatusNotYet
	}
	if _, err := o.Trust().Chain(c, o.Witness.Known(), now); err != nil {
		return protocol.StatusUntrusted
	}
	return protocol.StatusOK
}

// refuseRevoked is an error if somebody says that a recipient's certificate is
// revoked: who lost a key may not be the one who reads. That nobody answers is no
// hindrance, nor that a chain leads nowhere, which the person was told.
func (o *operation) refuseRevoked(ctx context.Context) error {
	var questions []status.Question
	for _, c := range o.recipients {
		if chain, err := o.Trust().Chain(c, o.Witness.Known(), o.Now()); err == nil && len(chain) > 1 {
			questions = append(questions, status.Question{Certificate: c, Issuer: chain[1]})
		}
	}
	answers, errs := o.Witness.Status().CheckAll(ctx, questions)
	for i, q := range questions {
		if errs[i] == nil && answers[i].Revoked {
			params := &protocol.Params{Owner: ownerOf(q.Certificate), Since: rfc3339(answers[i].Revocation.Time)}
			return &protocol.Error{Code: protocol.RecipientRevoked, Params: params}
		}
	}
	return nil
}
