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
	o := &operation{call: called(r), purpose: encryptionTo(recipients), recipients: recipients}
	for _, f := range params.Documents {
		o.documents = append(o.documents, o.newDocument(f))
	}
	o.perform = o.withConsent(o.encryptDocuments)
	return s.begin(o)
}

// encryptDocuments reads every document once more while it is encrypted. The
// sender is who the person agreed to be, and nobody where c is nil.
func (o *operation) encryptDocuments(ctx context.Context, c *card) (any, error) {
	var encrypted protocol.Encrypted
	err := o.sealDocuments(ctx, c, func(i int, seal func(io.Writer) error) error {
		size, err := o.write(ctx, i, seal)
		encrypted.Messages = append(encrypted.Messages, protocol.Written{Size: size})
		return err
	})
	if err != nil {
		return nil, err
	}
	return encrypted, nil
}

// sealDocuments calls use for each document in turn, with what writes the message.
func (o *operation) sealDocuments(ctx context.Context, c *card, use func(i int, seal func(io.Writer) error) error) error {
	if err := o.refuseRevoked(ctx); err != nil {
		return err
	}
	var options envelope.Options
	if c != nil {
		options.Senders = senders(ctx, c)
	}
	for i, d := range o.documents {
		content := o.reopen(ctx, i)
		err := use(i, func(w io.Writer) error { return envelope.Seal(w, content, d.Size, o.recipients, options) })
		content.Close()
		if err != nil {
			return err
		}
	}
	return nil
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
