// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// signed is what became of one document.
type signed struct {
	Document  string `json:"document"`
	Signature string `json:"signature"`
	Hash      string `json:"hash"`
	Digest    string `json:"digest"` // upper-case hexadecimal
	Level     string `json:"level"`
}

// A digester gives the digest of a content by a hash.
type digester = func(*pki.Hash) ([]byte, error)

// signing is what several documents are signed with.
type signing struct {
	*call
	candidate key.Candidate
	hash      *pki.Hash // nil: what the key uses by itself
	pss       bool      // RSASSA-PSS
	level     cades.Level
	augmenter *cades.Augmenter // nil for level B-B
	done      []signed
}

// message is a signature over a content, at its level, and what the content was
// hashed with.
func (s *signing) message(ctx context.Context, signer cades.Signer, digest digester, label string) (*cms.SignedData, *pki.Hash, error) {
	w, err := s.prepare(ctx, signer, digest, label)
	if err != nil {
		return nil, nil, err
	}
	answer, err := s.value(ctx, w.asked)
	if err != nil {
		return nil, nil, err
	}
	message, err := s.finish(ctx, w, answer, digest)
	return message, w.asked.Hash, err
}

// finish makes a message of the key's answer, at its level.
func (s *signing) finish(ctx context.Context, w *waiting, answer []byte, digest digester) (*cms.SignedData, error) {
	message, err := w.Finish(answer)
	if err == nil && s.augmenter != nil {
		err = s.augmenter.Augment(ctx, message, digest, s.level)
	}
	return message, err
}

// note remembers what became of a document, and tells a person.
func (s *signing) note(name, target string, hash *pki.Hash, digest []byte) {
	s.done = append(s.done, signed{name, target, hash.Name(), strings.ToUpper(fmt.Sprintf("%x", digest)), string(s.level)})
	switch {
	case s.json:
	case s.level == cades.LevelBB:
		fmt.Fprintln(s.out, s.words.text("cli_signed", name, target))
	default:
		fmt.Fprintln(s.out, s.words.text("cli_signed_level", name, target, string(s.level)))
	}
}

// signer is whoever the key is of, at this moment.
func (s *signing) signer() cades.Signer {
	return cades.Signer{Certificate: s.candidate.Certificate, Hash: s.hash, PSS: s.pss, SigningTime: s.Now()}
}

// A waiting is a signature that lacks the key's answer.
type waiting struct {
	asked key.Digest
	finisher
}

// A finisher makes a message of the key's answer, of whichever kind that is, or puts
// it beside the signatures of one.
type finisher interface {
	Finish(answer []byte) (*cms.SignedData, error)
	FinishInto(sd *cms.SignedData, answer []byte) error
}

// prepare makes the signature over a content, but for the key's answer. The time
// comes first, where the content is to bear it.
func (s *signing) prepare(ctx context.Context, signer cades.Signer, digest digester, label string) (*waiting, error) {
	hash, err := signer.ContentHash()
	if err != nil {
		return nil, err
	}
	sum, err := digest(hash)
	if err != nil {
		return nil, err
	}
	if key.AnswersCMS(s.candidate.Key) {
		return &waiting{key.Digest{Hash: hash, Value: sum, Label: label}, adoption{signer, sum}}, nil
	}
	if s.contentTimeStamp() {
		if signer.ContentTimeStamp, err = s.augmenter.ContentTimeStamp(ctx, hash, sum); err != nil {
			return nil, err
		}
	}
	prepared, err := signer.Prepare(sum)
	if err != nil {
		return nil, err
	}
	return &waiting{asks(prepared, label), prepared}, nil
}

// contentTimeStamp reports whether the content is to bear a time-stamp, which a
// provider that makes the signed attributes by itself puts into none.
func (s *signing) contentTimeStamp() bool {
	return s.augmenter != nil && !key.AnswersCMS(s.candidate.Key) && s.augmenter.Profile.ContentTimeStamp(s.candidate.Key.Public(), s.level)
}

// asks is what the key is asked for what was prepared, of whichever kind.
func asks(prepared interface {
	Hash() *pki.Hash
	Digest() []byte
	PSS() bool
}, label string) key.Digest {
	return key.Digest{Hash: prepared.Hash(), Value: prepared.Digest(), Label: label, PSS: prepared.PSS()}
}

// value is the key's answer to one digest.
func (s *signing) value(ctx context.Context, digest key.Digest) ([]byte, error) {
	results, err := s.ask(ctx, []key.Digest{digest})
	if err != nil {
		return nil, err
	}
	return answer(results[0])
}

// ask has the key sign digests. Where somebody confirms that, the time is asked for
// before, once, if the level needs it: nobody wants to learn too late that there is
// none.
func (s *signing) ask(ctx context.Context, digests []key.Digest) ([]key.Result, error) {
	if s.augmenter != nil && confirmedAt(s.candidate.Key) != "" && !s.contentTimeStamp() {
		if _, err := s.augmenter.ContentTimeStamp(ctx, digests[0].Hash, digests[0].Value); err != nil {
			return nil, err
		}
	}
	return s.candidate.Key.Sign(ctx, digests)
}

// answer is what a result holds: a bare signature, or a CMS.
func answer(r key.Result) ([]byte, error) {
	if r.CMS != nil {
		return r.CMS, r.Err
	}
	return r.Raw, r.Err
}
