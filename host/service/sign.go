// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// sign makes a signature of each document, by one approval.
func (s *session) sign(r *protocol.Request) error {
	var params protocol.Sign
	if err := r.Params(&params); err != nil {
		return err
	}
	if !validDocuments(params.Documents) {
		return protocol.Fail(protocol.InvalidParams)
	}
	if params.Level != "" && params.Level != protocol.LevelBB {
		return protocol.Fail(protocol.Unsupported)
	}
	o := &operation{request: r, purpose: toSign}
	switch params.Hash {
	case "":
	case protocol.GOST34311, protocol.Kupyna256, protocol.SHA256:
		o.hash, _ = pki.HashByName(params.Hash)
	default:
		return protocol.Fail(protocol.InvalidParams)
	}
	for _, f := range params.Documents {
		o.documents = append(o.documents, newDocument(f))
	}
	detached := params.Detached == nil || *params.Detached
	o.perform = func(ctx context.Context, c *card) (any, error) { return o.signDocuments(ctx, c, detached) }
	return s.begin(o)
}

// signDocuments looks whether a document is a login only now that the person has
// agreed: a page that learned it before could find a person's codes by guessing.
func (o *operation) signDocuments(ctx context.Context, c *card, detached bool) (any, error) {
	if err := o.recheckDocuments(); err != nil {
		return nil, err
	}
	codes := pki.Subject(c.Certificate).Codes()
	digests := make([][]byte, len(o.documents))
	labels := make([]string, len(o.documents))
	for i, d := range o.documents {
		if identifies(d.short, codes) {
			return nil, protocol.Fail(protocol.IdentityContent)
		}
		digest, err := o.digest(ctx, d, c.hash)
		if err != nil {
			return nil, err
		}
		digests[i], labels[i] = digest, d.name
	}
	messages, err := o.signWith(ctx, c, &cades.Signer{Detached: detached}, digests, labels)
	if err != nil {
		return nil, err
	}
	signed := protocol.Signed{Certificate: c.Certificate.Raw}
	for i, message := range messages {
		prefix, suffix, err := message.Envelope(o.documents[i].Size)
		if err != nil {
			return nil, err
		}
		signed.Signatures = append(signed.Signatures, protocol.Signature{
			Prefix: prefix, Suffix: suffix,
			Digest: protocol.Digest{Hash: c.hash.Name(), Value: digests[i]},
		})
	}
	return signed, nil
}

// signWith signs digests of contents with the key of c, as the signer says
// beyond that. The key's answer is checked with the certificate before anything
// is made of it.
func (o *operation) signWith(ctx context.Context, c *card, signer *cades.Signer, digests [][]byte, labels []string) ([]*cms.SignedData, error) {
	signer.Certificate, signer.Hash, signer.SigningTime = c.Certificate, c.hash, o.Now()
	prepared := make([]*cades.Prepared, len(digests))
	asked := make([]key.Digest, len(digests))
	for i, digest := range digests {
		p, err := signer.Prepare(digest)
		if err != nil {
			return nil, err
		}
		prepared[i] = p
		asked[i] = key.Digest{Hash: p.Hash(), Value: p.Digest(), Label: labels[i]}
	}
	results, err := c.Key.Sign(ctx, asked)
	if err != nil {
		return nil, err
	}
	messages := make([]*cms.SignedData, len(results))
	for i, result := range results {
		if result.Err != nil {
			return nil, result.Err
		}
		if messages[i], err = prepared[i].Finish(result.Raw); err != nil {
			return nil, err
		}
	}
	return messages, nil
}
