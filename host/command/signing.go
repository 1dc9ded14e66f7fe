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

// signing is what several documents are signed with.
type signing struct {
	*call
	candidate key.Candidate
	hash      *pki.Hash // nil: what the key uses by itself
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
	prepared, err := s.prepare(ctx, signer, in.digest)
	if err != nil {
		return err
	}
	value, err := s.value(ctx, prepared.Hash(), prepared.Digest(), filepath.Base(name))
	if err != nil {
		return err
	}
	message, err := prepared.Finish(value)
	if err != nil {
		return err
	}
	if s.augmenter != nil {
		if err := s.augmenter.Augment(ctx, message, in.digest, s.level); err != nil {
			return err
		}
	}
	prefix, suffix, err := message.Envelope(in.size)
	if err != nil {
		return err
	}
	err = s.replace(target, in.info, func(out io.Writer) error {
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
	digest, err := in.digest(prepared.Hash())
	if err != nil {
		return err
	}
	s.note(name, target, prepared.Hash(), digest)
	return nil
}

// note remembers what became of a document.
func (s *signing) note(name, target string, hash *pki.Hash, digest []byte) {
	s.done = append(s.done, signed{name, target, hash.Name(), strings.ToUpper(fmt.Sprintf("%x", digest)), string(s.level)})
}

// outcome says what became of a document.
func (s *signing) outcome(name, target string) string {
	if s.level == cades.LevelBB {
		return s.words.text("cli_signed", name, target)
	}
	return s.words.text("cli_signed_level", name, target, string(s.level))
}

// signer is whoever the key is of, at this moment.
func (s *signing) signer() cades.Signer {
	return cades.Signer{Certificate: s.candidate.Certificate, Hash: s.hash, SigningTime: s.Now()}
}

// prepare makes the signature over a content, but for its value. The time comes
// first, where the content is to bear it.
func (s *signing) prepare(ctx context.Context, signer cades.Signer, digest func(*pki.Hash) ([]byte, error)) (*cades.Prepared, error) {
	hash, err := signer.ContentHash()
	if err != nil {
		return nil, err
	}
	sum, err := digest(hash)
	if err != nil {
		return nil, err
	}
	if s.augmenter != nil && s.augmenter.Profile.ContentTimeStamp(s.candidate.Key.Public(), s.level) {
		if signer.ContentTimeStamp, err = s.augmenter.ContentTimeStamp(ctx, hash, sum); err != nil {
			return nil, err
		}
	}
	return signer.Prepare(sum)
}

// value has the key sign one digest.
func (s *signing) value(ctx context.Context, hash *pki.Hash, digest []byte, label string) ([]byte, error) {
	results, err := s.candidate.Key.Sign(ctx, []key.Digest{{Hash: hash, Value: digest, Label: label}})
	if err != nil {
		return nil, err
	}
	return results[0].Raw, results[0].Err
}
