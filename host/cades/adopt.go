// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/ess"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

var (
	// ErrNotAdoptable says that a message is not what [Signer.Adopt] takes over:
	// one signature with signed attributes, of a content that is elsewhere.
	ErrNotAdoptable = errors.New("cades: not one signature of a content elsewhere")
	// ErrOtherCertificate says that a signature names, or binds, another
	// certificate than the signer's.
	ErrOtherCertificate = errors.New("cades: the signature is by another certificate")
	// ErrUnbound says that a signature binds no certificate, so that it could be
	// passed off as one by another certificate of the same key: RFC 5035.
	ErrUnbound = errors.New("cades: the signature binds no certificate")
)

// MaxAdopted bounds a message that others made, in octets.
const MaxAdopted = 1 << 20

// Adopt makes a message of a signature that others made of a content with this
// digest, by [Signer.ContentHash]: of the one SignerInfo of their CMS, and of what
// the signer says of ContentType, Detached, Chain and OmitCertificate. The signed
// attributes are theirs to the octet, so that whatever else a Signer says of them
// does not matter; the value is written as RFC 5652 has it. Of the unsigned ones the
// time-stamps over the value stay; whose they are [Augmenter.Augment] looks at.
//
// Nothing is taken on trust. The signature is by the signer's certificate
// ([ErrOtherCertificate]), which it binds ([ErrUnbound]); content type, hash and
// digest are those asked for ([ErrBroken]), and the value is right
// ([ErrWrongSignature]). What is no such message at all is [ErrNotAdoptable], or an
// error of [cms.NewReader].
func (s *Signer) Adopt(message, contentDigest []byte) (*cms.SignedData, error) {
	info, err := s.adopt(message, contentDigest)
	if err != nil {
		return nil, err
	}
	return s.message(info), nil
}

// adopt checks a message and gives the signature alone.
func (s *Signer) adopt(message, contentDigest []byte) (info cms.SignerInfo, err error) {
	pub, h, err := s.key()
	if err != nil {
		return info, err
	}
	if len(contentDigest) != h.Size() {
		return info, fmt.Errorf("cades: a %s digest of %d octets", h, len(contentDigest))
	}
	theirs, err := parseAdoptable(message)
	if err != nil {
		return info, err
	}
	si := &theirs.SignerInfos[0]
	if err := s.binds(si); err != nil {
		return info, err
	}
	if !theirs.ContentType.Equal(s.contentType()) || !attests(si, theirs.ContentType, pub, h, contentDigest) {
		return info, ErrBroken
	}
	scheme, err := pki.SchemeOf(si.SignatureAlgorithm, h, pub)
	if err != nil {
		return info, ErrWrongSignature
	}
	departures, err := si.Verify(scheme, pub, nil)
	if err != nil {
		return info, ErrWrongSignature
	}
	if departures.Nested {
		si.Signature, _ = pki.UnwrapDSTU(si.Signature)
	}
	return s.adopted(si), nil
}

// AdoptableSigner reads whose signature a message is that [Signer.Adopt] might take
// over: the certificate that it names, then whatever others it holds, in their
// order. NOTHING IS VERIFIED. The error is [ErrNoSigner] where the message does not
// hold that certificate, [ErrNotAdoptable], or of [cms.NewReader].
func AdoptableSigner(message []byte) ([]*x509.Certificate, error) {
	theirs, err := parseAdoptable(message)
	if err != nil {
		return nil, err
	}
	signer := NewCertificates(theirs, nil).Signer(&theirs.SignerInfos[0])
	if signer == nil || signer.Key == nil || signer.Unreadable {
		return nil, ErrNoSigner
	}
	others := slices.DeleteFunc(slices.Clone(theirs.Certificates), signer.Certificate.Equal)
	return append([]*x509.Certificate{signer.Certificate}, others...), nil
}

func parseAdoptable(message []byte) (*cms.SignedData, error) {
	if len(message) > MaxAdopted {
		return nil, cms.ErrTooLarge
	}
	reader, err := cms.NewReader(bytes.NewReader(message))
	if err != nil {
		return nil, err
	}
	content, err := io.Copy(io.Discard, reader.Content())
	if err != nil {
		return nil, err
	}
	sd, err := reader.SignedData()
	if err != nil {
		return nil, err
	}
	if content > 0 || sd.Trailing || len(sd.SignerInfos) != 1 || sd.SignerInfos[0].RawSignedAttrs == nil {
		return nil, ErrNotAdoptable
	}
	return sd, nil
}

// binds says whether a signature names the signer's certificate, and binds that
// and no other.
func (s *Signer) binds(si *cms.SignerInfo) error {
	if !mayIdentify(si, s.Certificate) || !identifies(si, s.Certificate) {
		return ErrOtherCertificate
	}
	ids, err := ess.CertIDs(si.SignedAttrs)
	switch {
	case err != nil || len(ids) == 0:
		return ErrUnbound
	case slices.ContainsFunc(ids, func(id ess.CertID) bool { return !id.Binds(s.Certificate) }):
		return ErrOtherCertificate
	}
	return nil
}

// attests says whether the signed attributes are of a content of this type and
// digest, by this hash of the key: RFC 5652 sections 11.1 and 11.2.
func attests(si *cms.SignerInfo, contentType x509.OID, pub crypto.PublicKey, h *pki.Hash, digest []byte) bool {
	types := si.SignedAttrs.Values(cms.OIDContentType)
	signed, ok := si.SignedAttrs.MessageDigest()
	named, err := si.DigestAlgorithm.Hash()
	return len(types) == 1 && bytes.Equal(types[0], cms.MarshalOID(contentType)) &&
		ok && bytes.Equal(signed, digest) && err == nil && named.For(pub) == h
}

// adopted is a signature as [Prepared.Finish] would have written it.
func (s *Signer) adopted(si *cms.SignerInfo) cms.SignerInfo {
	info := s.signerInfo(si.DigestAlgorithm, si.SignatureAlgorithm)
	info.RawSignedAttrs, info.SignedAttrs, info.Signature = si.RawSignedAttrs, si.SignedAttrs, si.Signature
	for _, value := range few(si.UnsignedAttrs.Values(cms.OIDSignatureTimeStamp)) {
		token, err := tsp.ParseToken(value)
		if err == nil && token.Stamps(func(h *pki.Hash) []byte { return h.Sum(si.Signature) }) == nil {
			info.UnsignedAttrs = info.UnsignedAttrs.With(cms.NewAttribute(cms.OIDSignatureTimeStamp, token.Raw))
		}
	}
	return info
}
