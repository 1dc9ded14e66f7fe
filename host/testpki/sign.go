// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto/rand"

	"github.com/pidpys/pidpys/host/cades"
)

// Sign makes a message over a content as the signer says, but by the subscriber's
// certificate, and with its chain where the signer has none.
func (s *Subscriber) Sign(signer cades.Signer, content []byte) ([]byte, error) {
	signer.Certificate = s.SignCert
	hash, err := signer.ContentHash()
	if err != nil {
		return nil, err
	}
	return s.sign(signer, hash.Sum(content), content)
}

// SignDigest makes a detached message, in the same way, over what has a digest by
// the signer's hash.
func (s *Subscriber) SignDigest(signer cades.Signer, digest []byte) ([]byte, error) {
	signer.Certificate, signer.Detached = s.SignCert, true
	return s.sign(signer, digest, nil)
}

func (s *Subscriber) sign(signer cades.Signer, digest, content []byte) ([]byte, error) {
	if signer.Chain == nil {
		signer.Chain = s.Chain
	}
	prepared, err := signer.Prepare(digest)
	if err != nil {
		return nil, err
	}
	value, err := s.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	if err != nil {
		return nil, err
	}
	message, err := prepared.Finish(value)
	if err != nil {
		return nil, err
	}
	return message.Marshal(content)
}
