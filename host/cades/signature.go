// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/tsp"
)

// A signature is one of a message, on its way to a higher level.
type signature struct {
	*Augmenter
	message *cms.SignedData
	info    *cms.SignerInfo
	signer  *Identified
	hash    *pki.Hash
	content func(*pki.Hash) ([]byte, error)
	extra   []*x509.Certificate // to build paths of
}

// open finds a signature's certificate and makes sure that it holds.
func (a *Augmenter) open(sd *cms.SignedData, i int, content func(*pki.Hash) ([]byte, error)) (*signature, error) {
	if i < 0 || i >= len(sd.SignerInfos) {
		return nil, ErrNoSigner
	}
	s := &signature{Augmenter: a, message: sd, info: &sd.SignerInfos[i], content: content}
	s.extra = s.gatherCertificates()
	s.signer = NewCertificates(sd, a.Certificates).Signer(s.info)
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
// sections 5.4 and 5.6.
func (s *signature) check() error {
	signed, ok := MessageDigest(s.info.SignedAttrs)
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
	sorted := *s.info
	sorted.SetSignedAttrs(s.info.SignedAttrs)
	values := [][]byte{s.info.Signature}
	if _, national := s.signer.Key.(*dstu4145.PublicKey); national {
		if flat, nested := pki.UnwrapDSTU(s.info.Signature); nested {
			values = append(values, flat)
		}
	}
	for _, octets := range [][]byte{s.info.SignedOctets(), sorted.SignedOctets()} {
		for _, value := range values {
			if scheme.Verify(s.signer.Key, s.hash.Sum(octets), value) == nil {
				return nil
			}
		}
	}
	return ErrBroken
}

// gatherCertificates lists those of the message, wherever they stand, and those
// supplied.
func (s *signature) gatherCertificates() []*x509.Certificate {
	certs := slices.Clone(s.message.Certificates)
	for _, value := range s.info.UnsignedAttrs.Values(cms.OIDCertificateValues) {
		// What cannot be read adds nothing.
		values, _ := ParseCertificateValues(value)
		certs = append(certs, values...)
	}
	return append(certs, s.Certificates...)
}

// provenTime is when the signature is known to have existed: as its first
// time-stamp says, or now.
func (s *signature) provenTime() (time.Time, error) {
	tokens, err := s.tokens(s.info.UnsignedAttrs.Values(cms.OIDSignatureTimeStamp))
	if err != nil {
		return time.Time{}, err
	}
	first := s.Now()
	for _, token := range tokens {
		if token.Info.Time.Before(first) {
			first = token.Info.Time
		}
	}
	return first, nil
}

// tokens reads time-stamps that the signature has.
func (s *signature) tokens(values [][]byte) ([]*tsp.Token, error) {
	var tokens []*tsp.Token
	for _, value := range values {
		token, err := tsp.ParseToken(value)
		if err != nil {
			return nil, fmt.Errorf("cades: %w", err)
		}
		tokens = append(tokens, token)
	}
	return tokens, nil
}

// path leads from the signer's certificate to a root.
func (s *signature) path(at time.Time) ([]*x509.Certificate, error) {
	path, err := s.Trust.Validate(s.signer.Certificate, s.extra, at, pki.Demands{Purpose: pki.ForSigning})
	if err != nil {
		return nil, fmt.Errorf("cades: certificate of the signer: %w", err)
	}
	return s.completed(path.Certificates), nil
}

// maxIssuers bounds how many certificates of one name are tried.
const maxIssuers = 4

// completed adds the root's own certificate to a path that ends below an
// anchor known by name and key alone.
func (s *signature) completed(path []*x509.Certificate) []*x509.Certificate {
	last := path[len(path)-1]
	if s.Trust.IsAnchor(last) {
		return path
	}
	tried := 0
	for _, cert := range s.extra {
		if tried == maxIssuers {
			break
		}
		if !pki.EqualNames(last.RawIssuer, cert.RawSubject) {
			continue
		}
		tried++
		if key, err := pki.PublicKey(cert); err == nil && pki.CheckCertificate(last, key) == nil {
			return append(path[:len(path):len(path)], cert)
		}
	}
	return path
}

// isRoot reports whether a member of a completed path is the root, about whose
// status nobody is asked.
func (s *signature) isRoot(path []*x509.Certificate, i int) bool {
	last := i == len(path)-1
	return last && (s.Trust.IsAnchor(path[i]) || pki.EqualNames(path[i].RawIssuer, path[i].RawSubject))
}

// refuseRevoked is an error if the signer's certificate is known to be revoked
// today. A chain or status that cannot be had is no obstacle at level B-T.
func (s *signature) refuseRevoked(ctx context.Context) error {
	if s.Status == nil {
		return nil
	}
	at, err := s.provenTime()
	if err != nil {
		return err
	}
	path, err := s.path(at)
	if err != nil || len(path) < 2 {
		return nil
	}
	answers, errs := s.Status.CheckAll(ctx, []status.Question{{Certificate: path[0], Issuer: path[1]}})
	if errs[0] == nil && answers[0].Revoked && !answers[0].Revocation.Time.After(at) {
		return &RevokedError{Certificate: path[0], Revocation: answers[0].Revocation}
	}
	return ctx.Err()
}
