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
	"github.com/pidpys/pidpys/host/tsp"
)

// content is what a signature is made of.
type content struct {
	digest []byte
	label  string
	stamp  *tsp.Token // of the digest, nil: none
}

// signContents makes a message of level B-B of each document, and tells the digests that
// they are over.
func (o *operation) signContents(ctx context.Context, l *lift, signer cades.Signer) ([]*cms.SignedData, [][]byte, error) {
	contents, digests, err := o.agreedContents(ctx, l)
	if err != nil {
		return nil, nil, err
	}
	messages, err := o.signWith(ctx, l.card, signer, contents)
	return messages, digests, err
}

// agreedContents are the documents, as they were agreed to, with the time-stamps that
// the signatures of them are to have.
func (o *operation) agreedContents(ctx context.Context, l *lift) ([]content, [][]byte, error) {
	digests, err := o.agreedDigests(ctx, l.card)
	if err != nil {
		return nil, nil, err
	}
	contents := make([]content, len(digests))
	for i, d := range o.documents {
		contents[i] = content{digest: digests[i], label: d.name}
	}
	return contents, digests, l.stamp(contents)
}

// agreedDigests are those of the documents, which are still what was agreed to.
func (o *operation) agreedDigests(ctx context.Context, c *card) ([][]byte, error) {
	digests := make([][]byte, len(o.documents))
	err := o.overDocuments(ctx, 0, len(o.documents), func(ctx context.Context, i int) (err error) {
		digests[i], err = o.agreedDigest(ctx, c, o.documents[i])
		return err
	})
	return digests, err
}

// agreedDigest is that of one document. Whether it is a login it looks only now that the
// person has agreed: a page that learned it before could find a person's codes by
// guessing.
func (o *operation) agreedDigest(ctx context.Context, c *card, d *document) ([]byte, error) {
	short, err := o.recheck(ctx, d)
	if err != nil {
		return nil, o.about(d, err)
	}
	if !o.mayBeSigned(d, short, pki.Subject(c.Certificate)) {
		return nil, o.about(d, protocol.Fail(protocol.IdentityContent))
	}
	return o.digest(ctx, d, c.hash)
}

// mayBeSigned reports whether a document by this person signs them in to nothing, or to
// the page that may have just that. Short is what a document holds that could be a login.
func (o *operation) mayBeSigned(d *document, short []byte, person pki.Person) bool {
	switch {
	case o.profile == protocol.ProfileTaxCabinet:
		return isTaxNumber(short, person)
	case d.unseen():
		return !identifiesUnseen(d, person.Codes())
	}
	return !identifies(short, person.Codes())
}

// digester is the digests of a document by its index.
func (o *operation) digester(ctx context.Context, i int) func(*pki.Hash) ([]byte, error) {
	return func(h *pki.Hash) ([]byte, error) { return o.digest(ctx, o.documents[i], h) }
}

// signWith signs contents with the key of c, as the signer says
// beyond that. The key's answer is checked with the certificate before anything
// is made of it.
func (o *operation) signWith(ctx context.Context, c *card, signer cades.Signer, contents []content) ([]*cms.SignedData, error) {
	messages, faults, err := o.trySigning(ctx, c, signer, contents)
	if err != nil {
		return nil, err
	}
	return messages, firstOf(faults)
}

// trySigning is signWith where what is wrong with one content is its own: then there is
// no message but a fault.
func (o *operation) trySigning(ctx context.Context, c *card, signer cades.Signer, contents []content) ([]*cms.SignedData, []error, error) {
	signer.Certificate, signer.Hash, signer.SigningTime = c.Certificate, c.hash, o.Now()
	if key.AnswersCMS(c.Key) {
		return adopt(ctx, c, signer, contents)
	}
	prepared := make([]*cades.Prepared, len(contents))
	asked := make([]key.Digest, len(contents))
	for i, content := range contents {
		signer.ContentTimeStamp = content.stamp
		p, err := signer.Prepare(content.digest)
		if err != nil {
			return nil, nil, err
		}
		prepared[i] = p
		asked[i] = key.Digest{Hash: p.Hash(), Value: p.Digest(), Label: content.label}
	}
	return trySigned(ctx, c, asked, func(i int, result key.Result) (*cms.SignedData, error) {
		return prepared[i].Finish(result.Raw)
	})
}

// adopt takes signatures over contents that the key's provider makes whole.
func adopt(ctx context.Context, c *card, signer cades.Signer, contents []content) ([]*cms.SignedData, []error, error) {
	asked := make([]key.Digest, len(contents))
	for i, content := range contents {
		asked[i] = key.Digest{Hash: c.hash, Value: content.digest, Label: content.label}
	}
	return trySigned(ctx, c, asked, func(i int, result key.Result) (*cms.SignedData, error) {
		message, err := signer.Adopt(result.CMS, contents[i].digest)
		if err != nil {
			return nil, c.notAdopted(err)
		}
		return message, nil
	})
}

// signed has the key of c sign digests, and messages, or the like, made of its answers.
func signed[T any](ctx context.Context, c *card, digests []key.Digest, message func(i int, result key.Result) (T, error)) ([]T, error) {
	messages, faults, err := trySigned(ctx, c, digests, message)
	if err != nil {
		return nil, err
	}
	return messages, firstOf(faults)
}

// trySigned is signed where what is wrong with one digest is its own.
func trySigned[T any](ctx context.Context, c *card, digests []key.Digest, message func(i int, result key.Result) (T, error)) ([]T, []error, error) {
	results, err := c.Key.Sign(ctx, digests)
	if err != nil {
		return nil, nil, err
	}
	messages, faults := make([]T, len(results)), make([]error, len(results))
	for i, result := range results {
		if faults[i] = result.Err; result.Err == nil {
			messages[i], faults[i] = message(i, result)
		}
	}
	return messages, faults, nil
}

// firstOf is the first error there is.
func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
