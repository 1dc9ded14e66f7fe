// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"

	"github.com/pidpys/pidpys/host/protocol"
)

// EncryptOptions vary what [Desk.Encrypt] makes.
type EncryptOptions struct {
	// Ephemeral wants no key of the person's: messages are from nobody. To a recipient
	// with a DSTU 4145 key that is [protocol.Unsupported].
	Ephemeral bool
}

// Decrypted is what was in a message. Nothing proves who made it.
type Decrypted struct {
	Content     []byte // the caller wipes it
	ContentType x509.OID
	Originator  *x509.Certificate // nil: a key for once
}

// Encrypt has papers, all with content, encrypted to the holders of certificates by one
// consent. Where a key of the person's is needed, as [envelope.Options] says, it is one for
// agreement of h or, if that is nil, of those that the person opens now. The results are
// in the order of the papers, each a CMS EnvelopedData.
func (d *Desk) Encrypt(ctx context.Context, h *Held, papers []Paper, recipients []*x509.Certificate, o EncryptOptions) ([][]byte, error) {
	return nil, protocol.Fail(protocol.Unsupported)
}

// Decrypt has a paper, a CMS EnvelopedData, decrypted with a key of h or, if that is
// nil, of those that the person opens now.
func (d *Desk) Decrypt(ctx context.Context, h *Held, p Paper) (Decrypted, error) {
	return Decrypted{}, protocol.Fail(protocol.Unsupported)
}
