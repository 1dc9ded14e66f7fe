// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"cmp"
	"context"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/tsp"
)

// sign makes a signature of each document, by one approval.
func (s *session) sign(r *protocol.Request) error {
	var params protocol.Sign
	if err := r.Params(&params); err != nil {
		return err
	}
	if !validDocuments(params.Documents) || !validPlace(params.Key) {
		return protocol.Fail(protocol.InvalidParams)
	}
	level := cades.Level(cmp.Or(params.Level, protocol.LevelBB))
	if !slices.Contains(levels, level) {
		return protocol.Fail(protocol.Unsupported)
	}
	o := &operation{call: called(r), purpose: toSign, diia: params.Diia, place: params.Key}
	switch params.Hash {
	case "":
	case protocol.GOST34311, protocol.Kupyna256, protocol.SHA256:
		o.hash, _ = pki.HashByName(params.Hash)
	default:
		return protocol.Fail(protocol.InvalidParams)
	}
	for _, f := range params.Documents {
		o.documents = append(o.documents, o.newDocument(f))
	}
	detached := params.Detached == nil || *params.Detached
	o.perform = o.withConsent(func(ctx context.Context, c *card) (any, error) {
		return o.signDocuments(ctx, o.newLift(ctx, c, s.atLeast(level)), detached)
	})
	return s.begin(o)
}

// signDocuments makes the signatures and hands them to the page.
func (o *operation) signDocuments(ctx context.Context, l *lift, detached bool) (any, error) {
	messages, digests, err := o.signContents(ctx, l, cades.Signer{Detached: detached})
	if err != nil {
		return nil, err
	}
	answer := protocol.Signed{Certificate: l.card.Certificate.Raw}
	room := protocol.PieceSize
	for i, message := range messages {
		level, err := l.raise(message, o.digester(ctx, i))
		if err != nil {
			return nil, err
		}
		s := protocol.Signature{Level: string(level), Digest: protocol.Digest{Hash: l.card.hash.Name(), Value: digests[i]}}
		if err := o.hand(ctx, i, message, &s, &room); err != nil {
			return nil, err
		}
		answer.Signatures = append(answer.Signatures, s)
	}
	return answer, nil
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
	tokens, err := l.prepare(digests)
	if err != nil {
		return nil, nil, err
	}
	contents := make([]content, len(digests))
	for i, d := range o.documents {
		contents[i] = content{digest: digests[i], label: d.name}
		if tokens != nil {
			contents[i].stamp = tokens[i]
		}
	}
	return contents, digests, nil
}

// agreedDigests are those of the documents, which are still what was agreed to. Whether
// one is a login it looks only now that the person has agreed: a page that learned it
// before could find a person's codes by guessing.
func (o *operation) agreedDigests(ctx context.Context, c *card) ([][]byte, error) {
	if err := o.recheckDocuments(); err != nil {
		return nil, err
	}
	person := pki.Subject(c.Certificate)
	digests := make([][]byte, len(o.documents))
	for i, d := range o.documents {
		if !o.mayBeSigned(d, person) {
			return nil, protocol.Fail(protocol.IdentityContent)
		}
		digest, err := o.digest(ctx, d, c.hash)
		if err != nil {
			return nil, err
		}
		digests[i] = digest
	}
	return digests, nil
}

// mayBeSigned reports whether a document by this person signs them in to nothing, or to
// the page that may have just that.
func (o *operation) mayBeSigned(d *document, person pki.Person) bool {
	switch {
	case o.profile == protocol.ProfileTaxCabinet:
		return isTaxNumber(d.short, person)
	case d.unseen():
		return !identifiesUnseen(d, person.Codes())
	}
	return !identifies(d.short, person.Codes())
}

// digester is the digests of a document by its index.
func (o *operation) digester(ctx context.Context, i int) func(*pki.Hash) ([]byte, error) {
	return func(h *pki.Hash) ([]byte, error) { return o.digest(ctx, o.documents[i], h) }
}

// hand puts the ends of a message into s while there is room for them in one
// answer, and else writes what comes last.
func (o *operation) hand(ctx context.Context, document int, message *cms.SignedData, s *protocol.Signature, room *int) error {
	prefix, suffix, err := message.Envelope(o.documents[document].Size)
	if err != nil {
		return err
	}
	s.Prefix, s.Suffix = prefix, suffix
	if *room -= len(prefix) + len(suffix); *room >= 0 {
		return nil
	}
	last := &s.Suffix
	if len(suffix) == 0 {
		last = &s.Prefix
	}
	*room += len(*last)
	s.Written, err = o.write(ctx, document, func(w io.Writer) error {
		_, err := w.Write(*last)
		return err
	})
	*last = nil
	return err
}

// content is what a signature is made of.
type content struct {
	digest []byte
	label  string
	stamp  *tsp.Token // of the digest, nil: none
}

// signWith signs contents with the key of c, as the signer says
// beyond that. The key's answer is checked with the certificate before anything
// is made of it.
func (o *operation) signWith(ctx context.Context, c *card, signer cades.Signer, contents []content) ([]*cms.SignedData, error) {
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
			return nil, err
		}
		prepared[i] = p
		asked[i] = key.Digest{Hash: p.Hash(), Value: p.Digest(), Label: content.label}
	}
	return signed(ctx, c, asked, func(i int, result key.Result) (*cms.SignedData, error) {
		return prepared[i].Finish(result.Raw)
	})
}

// adopt takes signatures over contents that the key's provider makes whole.
func adopt(ctx context.Context, c *card, signer cades.Signer, contents []content) ([]*cms.SignedData, error) {
	asked := make([]key.Digest, len(contents))
	for i, content := range contents {
		asked[i] = key.Digest{Hash: c.hash, Value: content.digest, Label: content.label}
	}
	return signed(ctx, c, asked, func(i int, result key.Result) (*cms.SignedData, error) {
		message, err := signer.Adopt(result.CMS, contents[i].digest)
		if err != nil {
			return nil, c.notAdopted(err)
		}
		return message, nil
	})
}

// signed has the key of c sign digests, and messages, or the like, made of its answers.
func signed[T any](ctx context.Context, c *card, digests []key.Digest, message func(i int, result key.Result) (T, error)) ([]T, error) {
	results, err := c.Key.Sign(ctx, digests)
	if err != nil {
		return nil, err
	}
	messages := make([]T, len(results))
	for i, result := range results {
		if result.Err != nil {
			return nil, result.Err
		}
		if messages[i], err = message(i, result); err != nil {
			return nil, err
		}
	}
	return messages, nil
}
