// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/tsp"
)

// Witness knows whom to ask for time-stamps, and whether certificates are
// revoked.
type Witness interface {
	// Augmenter brings the signatures of a certificate's owner to higher
	// levels. Chain is what stands above the certificate.
	Augmenter(certificate *x509.Certificate, chain ...*x509.Certificate) *cades.Augmenter
	Status() *status.Source
	// Known are certificates to find chains by. Nobody trusts them.
	Known() []*x509.Certificate
}

// levels are those that are made, lowest first.
var levels = []cades.Level{protocol.LevelBB, protocol.LevelBT, protocol.LevelBLT, protocol.LevelBLTA}

// atLeast is the level that a page asks for, or the person's own least one if that is
// higher: what a page asks for is a least one, too.
func (s *session) atLeast(level cades.Level) cades.Level {
	own := cades.Level(s.hello.Level)
	if slices.Index(levels, own) > slices.Index(levels, level) {
		return own
	}
	return level
}

// lift brings signatures of one key to a level, or as far as the services and
// the person let it.
type lift struct {
	*operation
	ctx       context.Context
	card      *card
	augmenter *cades.Augmenter
	level     cades.Level // that is still wanted
	stamped   bool        // contents are to bear a time-stamp, if there is one to be had
	prepared  bool        // the services answered, before the key signed for the first time
}

func (o *operation) newLift(ctx context.Context, c *card, level cades.Level) *lift {
	return &lift{operation: o, ctx: ctx, card: c, augmenter: o.Witness.Augmenter(c.Certificate, c.chain[1:]...), level: level}
}

func (l *lift) wants(level cades.Level) bool {
	return slices.Index(levels, l.level) >= slices.Index(levels, level)
}

// prepare asks the services before the key signs: a certificate that is revoked
// signs nothing, and that a service does not answer nobody wants to learn too
// late. It answers the time-stamps of contents with these digests, where the
// profile has any. Of documents that are signed some at a time only they are asked for
// again.
func (l *lift) prepare(digests [][]byte) ([]*tsp.Token, error) {
	if l.prepared && !l.stampsContents() {
		return nil, nil
	}
	for l.wants(cades.LevelBT) {
		l.showStamping()
		unknown := l.checkChain()
		if unknown != nil && AsError(unknown).Code != protocol.StatusUnavailable {
			return nil, unknown
		}
		tokens, err := l.stampContents(digests)
		reached := cades.LevelBB // who has no time-stamp need not be asked about the status as well
		switch {
		case err != nil:
		case unknown != nil:
			err, reached = unknown, cades.LevelBT
		default:
			l.prepared = true
			return tokens, nil
		}
		if err := l.settle(err, reached); err != nil {
			return nil, err
		}
	}
	if l.stamped && !key.AnswersCMS(l.card.Key) {
		return l.stampsToBeHad(digests), nil
	}
	return nil, nil
}

// stamp gives contents their time-stamps.
func (l *lift) stamp(contents []content) error {
	digests := make([][]byte, len(contents))
	for i, c := range contents {
		digests[i] = c.digest
	}
	tokens, err := l.prepare(digests)
	for i, token := range tokens {
		contents[i].stamp = token
	}
	return err
}

// showStamping tells the window that services are asked; of many documents, of which
// each would make it say so, it tells how many are signed.
func (l *lift) showStamping() {
	if l.batch == nil {
		l.show(protocol.Event{Kind: protocol.ShowStamping})
	}
}

// stampsToBeHad are time-stamps of contents whose level needs none; none, if a service
// does not help.
func (l *lift) stampsToBeHad(digests [][]byte) []*tsp.Token {
	l.showStamping()
	tokens := make([]*tsp.Token, len(digests))
	for i, digest := range digests {
		var err error
		if tokens[i], err = l.augmenter.ContentTimeStamp(l.ctx, l.card.hash, digest); err != nil {
			l.Log.WithError(err).Info("no time-stamp of the content")
			return nil
		}
	}
	return tokens
}

// checkChain is an error where a certificate is revoked, or nobody says so and
// the level needs to know.
func (l *lift) checkChain() error {
	if l.prepared {
		return nil
	}
	var questions []status.Question
	for i, c := range l.card.chain[:len(l.card.chain)-1] {
		questions = append(questions, status.Question{Certificate: c, Issuer: l.card.chain[i+1]})
	}
	answers, errs := l.augmenter.Status.CheckAll(l.ctx, questions)
	if l.ctx.Err() != nil {
		return context.Cause(l.ctx)
	}
	for i, q := range questions {
		switch {
		case errs[i] == nil && answers[i].Revoked:
			return &cades.RevokedError{Certificate: q.Certificate, Revocation: answers[i].Revocation}
		case errs[i] != nil && l.wants(cades.LevelBLT):
			return &cades.StatusError{Certificate: q.Certificate, Err: errs[i]}
		}
	}
	return nil
}

// stampContents asks for a time-stamp of each content; where none belongs into
// a signature, for one, which says only that there can be more.
func (l *lift) stampContents(digests [][]byte) ([]*tsp.Token, error) {
	wanted := l.stampsContents()
	if !wanted {
		digests = digests[:1]
	}
	var tokens []*tsp.Token
	for _, digest := range digests {
		token, err := l.augmenter.ContentTimeStamp(l.ctx, l.card.hash, digest)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token)
	}
	if !wanted {
		return nil, nil
	}
	return tokens, nil
}

// stampsContents reports whether time-stamps of the contents belong into the signatures.
func (l *lift) stampsContents() bool {
	return !key.AnswersCMS(l.card.Key) && (l.stamped || l.augmenter.Profile.ContentTimeStamp(l.card.Key.Public(), l.level))
}

// raise brings the last signature of a message, which is the key's, level by level to the
// one that is wanted, and answers which it reached.
func (l *lift) raise(message *cms.SignedData, content func(*pki.Hash) ([]byte, error)) (cades.Level, error) {
	return l.climb(levels[1:], func(next cades.Level) error {
		return l.augmenter.AugmentSigner(l.ctx, message, len(message.SignerInfos)-1, content, next)
	})
}

// climb takes a signature of level B-B through these levels, by step, as far as is wanted, and
// answers which it reached.
func (l *lift) climb(through []cades.Level, step func(next cades.Level) error) (cades.Level, error) {
	reached := cades.LevelBB
	for _, next := range through {
		for reached != next && l.wants(next) {
			l.showStamping()
			err := step(next)
			if err == nil {
				reached = next
			} else if err := l.settle(err, reached); err != nil {
				return "", err
			}
		}
	}
	return reached, nil
}

// settle has the person choose whether a service that did not help is asked
// again, or the level that can be had will do. The error is err where no
// service is to blame.
func (l *lift) settle(err error, reached cades.Level) error {
	failure := AsError(err)
	if failure.Code != protocol.TimeStampUnavailable && failure.Code != protocol.StatusUnavailable {
		return err
	}
	l.Log.WithError(err).WithField("code", failure.Code).Info("a service does not help")
	question := protocol.LevelQuestion{
		Kind: protocol.AskLevel, Level: string(l.level), Offered: string(reached), Code: failure.Code, Params: failure.Params,
	}
	defer l.patience()()
	var answer protocol.LevelAnswer
	err = l.conn.Call(l.ctx, protocol.Window, protocol.MethodAsk, question, &answer)
	switch {
	case errors.Is(err, protocol.Fail(protocol.Cancelled)):
		l.refuse()
		return err
	case err != nil:
		return err
	case answer.Level == question.Offered:
		l.level = reached
	case answer.Level != question.Level:
		return protocol.Fail(protocol.Malformed)
	}
	return nil
}
