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
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// sign makes a signature of each document, by one approval.
func (s *session) sign(r *protocol.Request) error {
	var params protocol.Sign
	if err := r.Params(&params); err != nil {
		return err
	}
	files, ordered := s.ordered(&params)
	if !ordered || !validPlace(params.Key) {
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
	for _, f := range files {
		o.documents = append(o.documents, o.newDocument(f))
	}
	detached := params.Detached == nil || *params.Detached
	do := func(ctx context.Context, c *card) (any, error) {
		return o.signDocuments(ctx, o.newLift(ctx, c, s.atLeast(level)), detached)
	}
	if params.Container != "" {
		into, err := o.into(&params)
		if err != nil {
			return err
		}
		do = func(ctx context.Context, c *card) (any, error) {
			return into(ctx, o.newLift(ctx, c, s.atLeast(level)))
		}
	}
	if params.Each {
		o.batch = &batch{of: len(files)}
		do = func(ctx context.Context, c *card) (any, error) {
			return o.signEach(ctx, c, s.atLeast(level), cades.Signer{Detached: detached})
		}
	}
	o.perform = o.withConsent(do)
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
		s, err := o.hand(ctx, i, message, &room)
		if err != nil {
			return nil, err
		}
		s.Level, s.Digest = string(level), protocol.Digest{Hash: l.card.hash.Name(), Value: digests[i]}
		answer.Signatures = append(answer.Signatures, s)
	}
	return answer, nil
}

// hand is the ends of a message while there is room for them in one answer, and else
// writes what comes last.
func (o *operation) hand(ctx context.Context, document int, message *cms.SignedData, room *int) (s protocol.Signature, err error) {
	prefix, suffix, err := message.Envelope(o.documents[document].Size)
	if err != nil {
		return s, err
	}
	s.Prefix, s.Suffix = prefix, suffix
	if *room -= len(prefix) + len(suffix); *room >= 0 {
		return s, nil
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
	return s, err
}
