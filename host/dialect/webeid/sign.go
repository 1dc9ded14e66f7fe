// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package webeid

import (
	"bytes"
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// sign signs the hash of a document that stays with the page, so the person cannot see
// it: only pages with that permission get here. The key is the one with that
// certificate; if it is not open any more, the person opens it again.
func (d *dialect) sign(ctx context.Context, arguments protocol.Raw) (any, error) {
	var a struct {
		Hash         protocol.Base64 `json:"hash"`
		HashFunction string          `json:"hashFunction"`
		Certificate  protocol.Base64 `json:"certificate"`
		Lang         string          `json:"lang,omitempty"`
	}
	if err := protocol.Unmarshal(arguments, &a); err != nil {
		return nil, argument("arguments")
	}
	certificate, err := pki.ParseCertificate(a.Certificate)
	if err != nil || !signsDocuments(certificate) {
		return nil, argument("certificate")
	}
	public, err := pki.PublicKey(certificate)
	if err != nil {
		return nil, argument("certificate")
	}
	way, ok := algorithmFor(public, a.HashFunction)
	if !ok {
		return nil, argument("hashFunction")
	}
	if len(a.Hash) != way.hash.Size() {
		return nil, argument("hash")
	}
	if !d.desk.Hashes() {
		return nil, errHashes
	}
	signature, err := d.signHash(ctx, certificate.Raw, service.SignOrder{
		Papers: []service.Paper{{Hash: way.hash, Value: a.Hash}},
		Form:   service.Raw,
		Hash:   way.hash,
	})
	if err != nil {
		return nil, err
	}
	if signature, err = flat(public, signature); err != nil {
		return nil, err
	}
	return struct {
		Signature          protocol.Base64    `json:"signature"`
		SignatureAlgorithm signatureAlgorithm `json:"signatureAlgorithm"`
	}{signature, way}, nil
}

// signHash signs with the key whose certificate this is, in DER.
func (d *dialect) signHash(ctx context.Context, certificate []byte, o service.SignOrder) ([]byte, error) {
	if d.holds(certificate) {
		signatures, err := d.desk.Sign(ctx, d.held, o)
		if err == nil {
			return signatures[0], nil
		}
		if !errors.Is(err, service.ErrExpired) {
			return nil, err
		}
		d.hold(nil)
	}
	o.Wanted.Fits = func(c key.Candidate) bool { return signs(c) && bytes.Equal(c.Certificate.Raw, certificate) }
	signatures, err := d.desk.Sign(ctx, nil, o)
	if err != nil {
		return nil, err
	}
	return signatures[0], nil
}
