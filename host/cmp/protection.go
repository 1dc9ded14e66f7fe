// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"github.com/pidpys/pidpys/host/pki"
)

// maxCandidates bounds how many certificates are tried for one message.
const maxCandidates = 4

// Protect signs the message by the key of a certificate, with [pki.DefaultHash],
// and writes it: RFC 4210 section 5.1.3.3, RFC 9483 sections 3.1 to 3.3. It sets
// the sender, the algorithm and the certificates beside, of which the signer's
// own is the first. The signer gets the *[pki.Hash] as its [crypto.SignerOpts];
// errors are its own, [ErrWrongKey], or of pki.
func (m *Message) Protect(signer crypto.Signer, certificate *x509.Certificate, chain []*x509.Certificate) ([]byte, error) {
	public := signer.Public()
	if !pki.SamePublicKey(certificate, public) {
		return nil, ErrWrongKey
	}
	hash := pki.DefaultHash(public)
	algorithm, err := pki.SignatureAlgorithm(public, hash)
	if err != nil {
		return nil, fmt.Errorf("cmp: %w", err)
	}
	m.Header.Algorithm = algorithm
	m.Header.Sender, m.Header.SenderKID = certificate.RawSubject, keyID(certificate, public)
	m.ExtraCerts = append([]*x509.Certificate{certificate}, chain[:min(len(chain), MaxCertificates-1)]...)

	var header, body cryptobyte.Builder
	m.Header.addTo(&header)
	addBody(&body, m.Body)
	headerOctets, err := header.Bytes()
	if err != nil {
		return nil, fmt.Errorf("cmp: %w", err)
	}
	bodyOctets, err := body.Bytes()
	if err != nil {
		return nil, fmt.Errorf("cmp: %w", err)
	}
	m.signed = protectedPart(headerOctets, bodyOctets)
	if m.Protection, err = pki.Sign(signer, hash, m.signed); err != nil {
		return nil, fmt.Errorf("cmp: %w", err)
	}
	message, err := m.Marshal()
	if err == nil && len(message) > MaxMessage {
		err = ErrTooLarge
	}
	return message, err
}

func keyID(cert *x509.Certificate, public crypto.PublicKey) []byte {
	if cert.SubjectKeyId != nil {
		return cert.SubjectKeyId
	}
	return pki.KeyIDs(public)[0]
}

// VerifyProtection finds the certificate whose key signed the message, among
// those that came along and those supplied. Whether its owner may say what the
// message says is for the caller to judge. The error is [ErrUnprotected] or
// [ErrProtection].
func (m *Message) VerifyProtection(supplied []*x509.Certificate) (*x509.Certificate, error) {
	if m.Protection == nil || m.Header.Algorithm.OID == nil {
		return nil, ErrUnprotected
	}
	err := fmt.Errorf("%w: its certificate is absent", ErrProtection)
	tried := 0
	for _, cert := range slices.Concat(m.ExtraCerts, supplied) {
		if !m.Header.namesSender(cert) {
			continue
		}
		if tried++; tried > maxCandidates {
			break
		}
		public, failure := pki.PublicKey(cert)
		if failure == nil {
			failure = pki.CheckStrongSignature(public, m.Header.Algorithm, m.signed, m.Protection)
		}
		if failure == nil {
			return cert, nil
		}
		err = fmt.Errorf("%w: %w", ErrProtection, failure)
	}
	return nil, err
}

// namesSender compares the header with a certificate: RFC 9483 section 3.1.
func (h *Header) namesSender(cert *x509.Certificate) bool {
	if !pki.EqualNames(h.Sender, cert.RawSubject) {
		return false
	}
	return len(h.SenderKID) == 0 || len(cert.SubjectKeyId) == 0 || bytes.Equal(h.SenderKID, cert.SubjectKeyId)
}
