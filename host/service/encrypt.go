// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"io"

	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// encrypt encrypts documents to the holders of certificates, by one approval.
func (s *session) encrypt(r *protocol.Request) error {
	var params protocol.Encrypt
	if err := r.Params(&params); err != nil {
		return err
	}
	if !validDocuments(params.Documents) {
		return protocol.Fail(protocol.InvalidParams)
	}
	recipients, err := parseRecipients(params.Recipients)
	if err != nil {
		return err
	}
	o := &operation{request: r, purpose: toAgree, recipients: recipients}
	if needsSender(recipients) {
		o.purpose = toEncrypt
	}
	for _, f := range params.Documents {
		o.documents = append(o.documents, newDocument(f))
	}
	o.perform = o.withConsent(o.encryptDocuments)
	return s.begin(o)
}

// encryptDocuments reads every document once more while it is encrypted. The
// sender is who the person agreed to be, and nobody where c is nil.
func (o *operation) encryptDocuments(ctx context.Context, c *card) (any, error) {
	if err := o.refuseRevoked(ctx); err != nil {
		return nil, err
	}
	var options envelope.Options
	if c != nil {
		options.Senders = senders(ctx, c)
	}
	var encrypted protocol.Encrypted
	for i, d := range o.documents {
		content := o.reopen(ctx, i)
		size, err := o.write(ctx, i, func(w io.Writer) error {
			return envelope.Seal(w, content, d.Size, o.recipients, options)
		})
		content.Close()
		if err != nil {
			return nil, err
		}
		encrypted.Messages = append(encrypted.Messages, protocol.Written{Size: size})
	}
	return encrypted, nil
}

// senders is the key of c under the certificate that was agreed to, and under
// no other that it may have.
func senders(ctx context.Context, c *card) []envelope.Recipient {
	var agreed []envelope.Recipient
	for _, r := range key.Recipients(ctx, []key.Key{c.Key}, c.attempt.ring.certificates) {
		if r.Certificate.Equal(c.Certificate) {
			agreed = append(agreed, r)
		}
	}
	return agreed
}
