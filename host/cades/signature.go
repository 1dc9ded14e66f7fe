// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// A signature is one of a draft.
type signature struct {
	*draft
	info   *cms.SignerInfo
	signer *Identified
	hash   *pki.Hash
}

// open finds a signature's certificate and makes sure that it holds.
func (d *draft) open(i int) (*signature, error) {
	if i < 0 || i >= len(d.message.SignerInfos) {
		return nil, ErrNoSigner
	}
	s := &signature{draft: d, info: &d.message.SignerInfos[i]}
	s.signer = d.certificates.Signer(s.info)
	if s.signer == nil || s.signer.Key == nil || s.signer.Unreadable {
		return nil, ErrNoSigner
	}
	h, err := s.info.DigestAlgorithm.Hash()
	if err != nil {
		return nil, fmt.Errorf("cades: %w", err)
	}
	s.hash = h.For(s.signer.Key)
	if err := s.check(); err != nil {
		return nil, err
	}
	return s, nil
}

// check verifies the value, and the content if that is at hand: RFC 5652
// sections 5.4, 5.6 and 11.1.
func (s *signature) check() error {
	types := s.info.SignedAttrs.Values(cms.OIDContentType)
	if len(types) != 1 || !bytes.Equal(types[0], cms.MarshalOID(s.message.ContentType)) {
		return ErrBroken
	}
	signed, ok := s.info.SignedAttrs.MessageDigest()
	if !ok {
		return ErrBroken
	}
	if s.content != nil {
		digest, err := s.content(s.hash)
		if err != nil {
			return err
		}
		if !bytes.Equal(digest, signed) {
			return ErrBroken
		}
	}
	scheme, err := pki.SchemeOf(s.info.SignatureAlgorithm, s.hash, s.signer.Key)
	if err != nil {
		return fmt.Errorf("cades: %w", err)
	}
	if _, err := s.info.Verify(scheme, s.signer.Key, nil); err != nil {
		return ErrBroken
	}
	return nil
}

// provenTime is when the signature is known to have existed: as the first of its
// time-stamps says, or now.
func (s *signature) provenTime(stamps []timeStamp) time.Time {
	first := s.Now()
	for _, stamp := range stamps {
		if stamp.time().Before(first) {
			first = stamp.time()
		}
	}
	return first
}

// path leads from the signer's certificate to a root.
func (s *signature) path(at time.Time) ([]*x509.Certificate, error) {
	path, err := s.trust.Validate(s.signer.Certificate, nil, at, pki.Demands{Purpose: pki.ForSigning})
	if err != nil {
		return nil, fmt.Errorf("cades: certificate of the signer: %w", err)
	}
	return s.completed(path.Certificates), nil
}

// refuseRevoked is an error if the signer's certificate is known to be revoked
// today. A chain or status that cannot be had is no obstacle at level B-T.
func (s *signature) refuseRevoked(ctx context.Context) error {
	if s.Status == nil {
		return nil
	}
	stamps, _ := s.signatureStamps()
	at := s.provenTime(stamps)
	path, err := s.path(at)
	if err != nil || len(path) < 2 {
		return nil
	}
	answers, errs := s.Status.CheckAll(ctx, []status.Question{{Certificate: path[0], Issuer: path[1]}})
	switch {
	case errs[0] == nil && answers[0].Revoked && !answers[0].Revocation.Time.After(at):
		return &RevokedError{Certificate: path[0], Revocation: answers[0].Revocation}
	case ctx.Err() != nil:
		return fmt.Errorf("cades: %w", context.Cause(ctx))
	}
	return nil
}
