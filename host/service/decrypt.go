// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"io"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// decrypt hands the page what is encrypted to the person, if they agree.
func (s *session) decrypt(r *protocol.Request) error {
	var params protocol.Decrypt
	if err := r.Params(&params); err != nil {
		return err
	}
	if !validFiles([]protocol.File{params.Document}) {
		return protocol.Fail(protocol.InvalidParams)
	}
	o := &operation{call: called(r), purpose: toDecrypt}
	o.documents = []*document{o.newDocument(params.Document)}
	o.perform = o.withConsent(o.decryptDocument)
	return s.begin(o)
}

// unseal decrypts with the key of c, under whichever of its certificates the message
// names: a key may have been certified again. Of certificates that are known the
// sender's may be one.
func unseal(ctx context.Context, c *card, message io.Reader, known []*x509.Certificate) (*envelope.Reader, error) {
	return envelope.Open(message, key.Recipients(ctx, []key.Key{c.Key}, c.attempt.ring.certificates), known)
}

// decryptDocument hands the page the content of the message.
func (o *operation) decryptDocument(ctx context.Context, c *card) (any, error) {
	file := o.reopen(ctx, 0)
	defer file.Close()
	message, _ := cms.Binary(file)
	content, err := unseal(ctx, c, message, nil)
	if err != nil {
		return nil, err
	}
	size, err := o.write(ctx, 0, func(w io.Writer) error {
		_, err := io.Copy(w, content)
		return err
	})
	if err != nil {
		return nil, err
	}
	decrypted := protocol.Decrypted{Size: size, ContentType: content.ContentType().String()}
	if originator := content.Originator(); originator != nil {
		decrypted.Originator = originator.Raw
	}
	return decrypted, nil
}
