// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// sealSigned has papers signed by the key that the person agrees to, and what that makes
// encrypted to the recipients of o.
func (d *Desk) sealSigned(ctx context.Context, h Held, o *operation, papers []Paper, how SignOrder) ([][]byte, error) {
	order := SignOrder{
		Papers: papers, Form: Attached, Level: how.Level, Hash: how.Hash,
		ContentTimeStamp: how.ContentTimeStamp, WithoutCertificate: how.WithoutCertificate, Wanted: how.Wanted,
	}
	if err := d.check(&order); err != nil {
		return nil, err
	}
	signs, err := order.maker()
	if err != nil {
		return nil, err
	}
	national := o.purpose == toEncrypt
	o.purpose, o.hash = toSign, order.Hash
	if h == nil {
		o.purpose = toSign.narrowed(order.Wanted.Fits)
	}
	o.perform = o.withConsent(func(ctx context.Context, c *card) (any, error) {
		options := envelope.Options{ContentType: cms.SignedDataType}
		if options.Senders = o.sendersBeside(ctx, c); national && len(options.Senders) == 0 {
			return nil, errNoEncryptionKey
		}
		if err := o.refuseRevoked(ctx); err != nil {
			return nil, err
		}
		made, err := signs.make(order.lift(ctx, o, c))
		if err != nil {
			return nil, err
		}
		for i, message := range made {
			if made[i], err = o.sealBare(message, options); err != nil {
				return nil, err
			}
		}
		return made, nil
	})
	results, err := d.have(ctx, protocol.ActionSeal, o, h, order.Wanted)
	if err != nil {
		return nil, err
	}
	return results.([][]byte), nil
}

// sendersBeside are the keys for agreement that the signer has in the same store.
func (o *operation) sendersBeside(ctx context.Context, c *card) []envelope.Recipient {
	ring := c.attempt.ring
	signer := pki.Subject(c.Certificate)
	return slices.DeleteFunc(key.Recipients(ctx, ring.keys, ring.certificates), func(r envelope.Recipient) bool {
		owner := pki.Subject(r.Certificate)
		_, err := o.Trust().Chain(r.Certificate, slices.Concat(ring.certificates, c.Key.Certificates()), o.Now())
		return err != nil || !pki.CanAgree(r.Certificate) || owner.DRFO != signer.DRFO || owner.EDRPOU != signer.EDRPOU
	})
}

// sealBare encrypts a SignedData without the ContentInfo around it: RFC 5652 section 3.
func (o *operation) sealBare(message []byte, options envelope.Options) ([]byte, error) {
	in := cryptobyte.String(message)
	var info, inside cryptobyte.String
	if !in.ReadASN1(&info, asn1.SEQUENCE) || !info.SkipASN1(asn1.OBJECT_IDENTIFIER) ||
		!info.ReadASN1(&inside, asn1.Tag(0).Constructed().ContextSpecific()) {
		return nil, cms.ErrMalformed
	}
	var sealed bytes.Buffer
	err := envelope.Seal(&sealed, bytes.NewReader(inside), int64(len(inside)), o.recipients, options)
	return sealed.Bytes(), err
}
