// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
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

// document signs one file. Nothing of the target is left when it fails.
func (s *signing) document(ctx context.Context, name, target string, detached bool) error {
	in, err := openDocument(ctx, name)
	if err != nil {
		return err
	}
	defer in.Close()
	signer := s.signer()
	signer.Detached = detached
	message, hash, err := s.message(ctx, signer, in.digest, filepath.Base(name))
	if err != nil {
		return err
	}
	prefix, suffix, err := message.Envelope(in.size)
	if err != nil {
		return err
	}
	err = s.replace(target, permissions(in.info), func(out io.Writer) error {
		if _, err := out.Write(prefix); err != nil || detached {
			return err
		}
		if err := in.copyTo(out); err != nil {
			return err
		}
		_, err := out.Write(suffix)
		return err
	})
	if err != nil {
		return err
	}
	digest, err := in.digest(hash)
	if err != nil {
		return err
	}
	s.note(name, target, hash, digest)
	return nil
}

// message is a signature over a content, at its level, and what the content was
// hashed with.
func (s *signing) message(ctx context.Context, signer cades.Signer, digest digester, label string) (*cms.SignedData, *pki.Hash, error) {
	prepared, err := s.prepare(ctx, signer, digest)
	if err != nil {
		return nil, nil, err
	}
	value, err := s.value(ctx, prepared, label)
	if err != nil {
		return nil, nil, err
	}
	message, err := prepared.Finish(value)
	if err != nil {
		return nil, nil, err
	}
	if s.augmenter != nil {
		err = s.augmenter.Augment(ctx, message, digest, s.level)
	}
	return message, prepared.Hash(), err
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

// prepare makes the signature over a content, but for its value. The time comes
// first, where the content is to bear it.
func (s *signing) prepare(ctx context.Context, signer cades.Signer, digest digester) (*cades.Prepared, error) {
	hash, err := signer.ContentHash()
	if err != nil {
		return nil, err
	}
	sum, err := digest(hash)
	if err != nil {
		return nil, err
	}
	if s.contentTimeStamp() {
		if signer.ContentTimeStamp, err = s.augmenter.ContentTimeStamp(ctx, hash, sum); err != nil {
			return nil, err
		}
	}
	return signer.Prepare(sum)
}

// contentTimeStamp reports whether the content is to bear a time-stamp.
func (s *signing) contentTimeStamp() bool {
	return s.augmenter != nil && s.augmenter.Profile.ContentTimeStamp(s.candidate.Key.Public(), s.level)
}

// value has the key sign what was prepared, of whichever kind.
func (s *signing) value(ctx context.Context, prepared interface {
	Hash() *pki.Hash
	Digest() []byte
	PSS() bool
}, label string) ([]byte, error) {
	digest := key.Digest{Hash: prepared.Hash(), Value: prepared.Digest(), Label: label, PSS: prepared.PSS()}
	results, err := s.candidate.Key.Sign(ctx, []key.Digest{digest})
	if err != nil {
		return nil, err
	}
	return results[0].Raw, results[0].Err
}
