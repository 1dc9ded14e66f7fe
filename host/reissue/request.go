// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
)

// request writes the request for the new certificate and has both keys sign it:
// the new one proves that it is there, the old one who asks.
func (r *run) request(ctx context.Context) error {
	if err := r.check(ctx); err != nil {
		return err
	}
	r.tell(StepRequest)
	made, err := r.made(ctx)
	if err != nil {
		return err
	}
	old := r.journal.Old.Certificate
	request, err := pkcs10.Create(r.renewal(made), key.Signer(ctx, made))
	if err != nil {
		return err
	}
	signed, err := r.sign(ctx, request)
	if err != nil {
		return err
	}
	next := r.next(Requested)
	next.Request, next.Signed = request, signed
	return r.enter(next, "by", serial(old))
}

// renewal is what is asked for, on either road. That the carrier is a qualified
// device is not claimed: what it says of itself is no proof of that, and the
// authority knows the carriers that it accepts.
func (r *run) renewal(made key.Key) *pkcs10.Request {
	return pkcs10.Renewal(r.journal.Old.Certificate, made.Public(), pki.AES)
}

// sign wraps a content in a signature of the old key, ETSI EN 319 122-1 level
// B-B, with the certificates of its chain.
func (r *run) sign(ctx context.Context, content []byte) ([]byte, error) {
	signer := cades.Signer{
		Certificate: r.journal.Old.Certificate, Chain: belowRoot(unwrap(r.journal.Above)), SigningTime: r.Now(),
	}
	hash, err := signer.ContentHash()
	if err != nil {
		return nil, err
	}
	prepared, err := signer.Prepare(hash.Sum(content))
	if err != nil {
		return nil, err
	}
	value, err := key.Signer(ctx, r.hands.Old).Sign(nil, prepared.Digest(), prepared.Hash())
	if err != nil {
		return nil, err
	}
	message, err := prepared.Finish(value)
	if err != nil {
		return nil, err
	}
	prefix, suffix, err := message.Envelope(int64(len(content)))
	return slices.Concat(prefix, content, suffix), err
}
