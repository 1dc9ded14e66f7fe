// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/protocol"
)

// EncryptOptions vary what [Desk.Encrypt] makes.
type EncryptOptions struct {
	// Ephemeral wants no key of the person's: messages are from nobody. To a recipient
	// with a DSTU 4145 key that is [protocol.Unsupported].
	Ephemeral bool
	// Signed has each paper signed, with the content inside, before it is encrypted; nil:
	// it is not. What is in the message then is the bare SignedData, without the ContentInfo
	// around it, of type id-signedData. Level, Hash, ContentTimeStamp, WithoutCertificate and
	// Wanted say how and by whom.
	Signed *SignOrder
}

// Decrypted is what was in a message. Nothing proves who made it.
type Decrypted struct {
	Content     []byte // the caller wipes it
	ContentType x509.OID
	Originator  *x509.Certificate // nil: a key for once
}

// Encrypt has papers, all with content, encrypted to the holders of certificates by one
// consent. Where a key of the person's is needed, since a recipient's is of DSTU 4145, it is
// one for agreement of h or, if that is nil, of those that the person opens now. The
// results are in the order of the papers, each a CMS EnvelopedData.
func (d *Desk) Encrypt(ctx context.Context, h Held, papers []Paper, recipients []*x509.Certificate, options EncryptOptions) ([][]byte, error) {
	if len(papers) == 0 || len(papers) > protocol.MaxDocuments || slices.ContainsFunc(papers, unfitContent) {
		return nil, protocol.Fail(protocol.InvalidParams)
	}
	if err := checkRecipients(recipients); err != nil {
		return nil, err
	}
	o := &operation{purpose: encryptionTo(recipients), recipients: recipients, documents: documents(papers)}
	switch {
	case options.Ephemeral && o.purpose != toAgree:
		return nil, errUnsupported
	case options.Signed != nil:
		return d.sealSigned(ctx, h, o, papers, *options.Signed)
	case o.purpose == toAgree:
		h = nil // nobody needs a key
	}
	messages := make([]bytes.Buffer, len(papers))
	o.perform = o.withConsent(func(ctx context.Context, c *card) (any, error) {
		return nil, o.sealDocuments(ctx, c, func(i int, seal func(io.Writer) error) error { return seal(&messages[i]) })
	})
	if _, err := d.have(ctx, protocol.MethodEncrypt, o, h, Wanted{}); err != nil {
		return nil, err
	}
	sealed := make([][]byte, len(messages))
	for i := range messages {
		sealed[i] = messages[i].Bytes()
	}
	return sealed, nil
}

func unfitContent(p Paper) bool { return p.unseen() || !p.fit() }

// Decrypt has a paper, a CMS EnvelopedData, decrypted with a key of h or, if that is
// nil, of those that the person opens now. Known are certificates among which the sender's
// may be, beside those in the message.
func (d *Desk) Decrypt(ctx context.Context, h Held, p Paper, known []*x509.Certificate) (Decrypted, error) {
	if unfitContent(p) {
		return Decrypted{}, protocol.Fail(protocol.InvalidParams)
	}
	var opened Decrypted
	o := &operation{purpose: toDecrypt, documents: documents([]Paper{p})}
	o.perform = o.withConsent(func(ctx context.Context, c *card) (any, error) {
		content, err := unseal(ctx, c, bytes.NewReader(p.Content), known)
		if err != nil {
			return nil, err
		}
		opened.ContentType, opened.Originator = content.ContentType(), content.Originator()
		opened.Content, err = io.ReadAll(content)
		return nil, err
	})
	if _, err := d.have(ctx, protocol.MethodDecrypt, o, h, Wanted{}); err != nil {
		clear(opened.Content)
		return Decrypted{}, err
	}
	return opened, nil
}
