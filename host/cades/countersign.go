// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// A PreparedCounter is a counter-signature that lacks only its value.
type PreparedCounter struct {
	prepared *Prepared
	signed   []byte
}

// PrepareCounter makes the signed attributes of a signature over a signature:
// RFC 5652 section 11.4. It says that its signer saw the other, and nothing of
// the content. A content time-stamp, if there is one, must be of the digest of
// the value of that signature.
func (s *Signer) PrepareCounter(signature *cms.SignerInfo) (*PreparedCounter, error) {
	_, h, err := s.key()
	if err != nil {
		return nil, err
	}
	prepared, err := s.prepare(h.Sum(signature.Signature))
	if err != nil {
		return nil, err
	}
	return &PreparedCounter{prepared, signature.Signature}, nil
}

// Digest is what the key signs, by [PreparedCounter.Hash].
func (p *PreparedCounter) Digest() []byte { return p.prepared.Digest() }

// Hash is what the digest was made with.
func (p *PreparedCounter) Hash() *pki.Hash { return p.prepared.Hash() }

// PSS says whether the key signs by RSASSA-PSS.
func (p *PreparedCounter) PSS() bool { return p.prepared.PSS() }

// Finish puts the key's answer, checked as [Prepared.Finish] does, into a
// message, at the signature that it is over, by its place. The certificates go
// beside those of the message. The error is [ErrWrongSignature], [ErrSealed],
// [cms.ErrTooLarge], or [ErrNoSigner] when another signature stands in that
// place; the message is then as it was.
func (p *PreparedCounter) Finish(sd *cms.SignedData, signer int, signature []byte) error {
	if signer < 0 || signer >= len(sd.SignerInfos) || !bytes.Equal(sd.SignerInfos[signer].Signature, p.signed) {
		return ErrNoSigner
	}
	if sealed(sd) {
		return ErrSealed
	}
	info, err := p.prepared.finish(signature)
	if err != nil {
		return err
	}
	value, err := info.Marshal()
	if err != nil {
		return err
	}
	more := clone(sd)
	si := &more.SignerInfos[signer]
	si.UnsignedAttrs = si.UnsignedAttrs.With(cms.NewAttribute(cms.OIDCountersignature, value))
	addCertificates(&more, p.prepared.signer.certificates())
	return replace(sd, &more)
}
