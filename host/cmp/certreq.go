// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"crypto"
	"encoding/asn1"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// A CertReqMsg asks for a certificate of a new key: the body of kur, where it
// stands alone in its list.
//
//	CertReqMessages ::= SEQUENCE OF CertReqMsg       -- RFC 4211 section 3
//	CertReqMsg ::= SEQUENCE {
//	  certReq CertRequest,
//	  popo ProofOfPossession OPTIONAL,
//	  regInfo SEQUENCE OF AttributeTypeAndValue OPTIONAL }
//	CertRequest ::= SEQUENCE {                       -- section 5
//	  certReqId INTEGER,
//	  certTemplate CertTemplate,
//	  controls SEQUENCE OF AttributeTypeAndValue OPTIONAL }
//	ProofOfPossession ::= CHOICE {                   -- section 4
//	  raVerified [0] NULL,
//	  signature [1] POPOSigningKey,
//	  keyEncipherment [2] POPOPrivKey,
//	  keyAgreement [3] POPOPrivKey }
//	POPOSigningKey ::= SEQUENCE {                    -- section 4.1
//	  poposkInput [0] POPOSigningKeyInput OPTIONAL,
//	  algorithmIdentifier AlgorithmIdentifier,
//	  signature BIT STRING }
type CertReqMsg struct {
	CertReqID int // RFC 9483 section 4.1.1: 0
	Template  CertTemplate
	// OldCertID is the control that names the certificate to be replaced, nil
	// when there is none. Other controls are passed over.
	OldCertID *CertID

	// The proof, of the one kind that a signing key gives; the algorithm is
	// without OID when there is none.
	algorithm pki.AlgorithmIdentifier
	signature []byte
	request   []byte // CertRequest, as it came or was signed
}

// A CertID names a certificate.
//
//	CertId ::= SEQUENCE { issuer GeneralName, serialNumber INTEGER } -- RFC 4211 section 6.5
type CertID struct {
	Issuer []byte // a DER Name
	Serial *big.Int
}

// oidOldCertID: RFC 4211 section 6.5.
var oidOldCertID = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 5, 1, 5}

// maxControls bounds the controls of a request.
const maxControls = 32

// Type is [KUR].
func (*CertReqMsg) Type() BodyType { return KUR }

// Prove has the new key sign the request, with [pki.DefaultHash]. The request
// names subject and key, so that the signature is over itself: RFC 4211 section
// 4.1. What is changed later is not proven.
func (m *CertReqMsg) Prove(signer crypto.Signer) error {
	var b cryptobyte.Builder
	m.addRequest(&b)
	request, err := b.Bytes()
	if err != nil {
		return fmt.Errorf("cmp: %w", err)
	}
	public := signer.Public()
	hash := pki.DefaultHash(public)
	algorithm, err := pki.SignatureAlgorithm(public, hash)
	if err != nil {
		return fmt.Errorf("cmp: %w", err)
	}
	signature, err := pki.Sign(signer, hash, request)
	if err != nil {
		return fmt.Errorf("cmp: %w", err)
	}
	m.algorithm, m.signature, m.request = algorithm, signature, request
	return nil
}

// CheckPossession is the key that the request is for, if the request proves
// that its private half is there: a signature by it. The error is
// [ErrPossession].
func (m *CertReqMsg) CheckPossession() (crypto.PublicKey, error) {
	public, err := pki.ParsePublicKey(m.Template.PublicKey)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrPossession, err)
	case m.algorithm.OID == nil || m.Template.Subject == nil:
		return nil, ErrPossession
	}
	if err := pki.CheckStrongSignature(public, m.algorithm, m.request, m.signature); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPossession, err)
	}
	return public, nil
}

func (m *CertReqMsg) addTo(b *cryptobyte.Builder) {
	addOne(b, func(b *cryptobyte.Builder) {
		if m.request != nil {
			b.AddBytes(m.request)
		} else {
			m.addRequest(b)
		}
		if m.algorithm.OID != nil {
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) {
				m.algorithm.AddTo(b)
				b.AddASN1BitString(m.signature)
			})
		}
	})
}

func (m *CertReqMsg) addRequest(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(int64(m.CertReqID))
		m.Template.addTo(b)
		if m.OldCertID != nil {
			addOne(b, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(oidOldCertID)
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
					addDirectoryName(b, m.OldCertID.Issuer)
					b.AddASN1BigInt(m.OldCertID.Serial)
				})
			})
		}
	})
}

func readCertReqMsg(s *cryptobyte.String) (*CertReqMsg, error) {
	var in, element, request, controls, proof cryptobyte.String
	var hasControls, proven bool
	m := new(CertReqMsg)
	if !readOne(s, &in) || !in.ReadASN1Element(&element, casn1.SEQUENCE) {
		return nil, malformed("CertReqMsg")
	}
	m.request = element
	if !element.ReadASN1(&request, casn1.SEQUENCE) || !request.ReadASN1Integer(&m.CertReqID) ||
		!readCertTemplate(&request, &m.Template) ||
		!request.ReadOptionalASN1(&controls, &hasControls, casn1.SEQUENCE) || !request.Empty() || !m.readControls(controls) {
		return nil, malformed("CertRequest")
	}
	if !in.ReadOptionalASN1(&proof, &proven, explicit(1)) || proven && !m.readProof(proof) {
		return nil, malformed("POPOSigningKey")
	}
	if !proven && !skipOther(&in) || !in.SkipOptionalASN1(casn1.SEQUENCE) || !in.Empty() {
		return nil, malformed("CertReqMsg")
	}
	return m, nil
}

// skipOther passes over a proof of another kind, which proves nothing here.
func skipOther(s *cryptobyte.String) bool {
	return s.SkipOptionalASN1(casn1.Tag(0).ContextSpecific()) && s.SkipOptionalASN1(explicit(2)) && s.SkipOptionalASN1(explicit(3))
}

// readProof refuses a poposkInput, which stands only where the template lacks
// subject or key.
func (m *CertReqMsg) readProof(in cryptobyte.String) bool {
	var err error
	m.algorithm, err = pki.ReadAlgorithmIdentifier(&in)
	return err == nil && in.ReadASN1BitStringAsBytes(&m.signature) && in.Empty()
}

func (m *CertReqMsg) readControls(in cryptobyte.String) bool {
	for n := 0; !in.Empty(); n++ {
		var control, id cryptobyte.String
		var oid asn1.ObjectIdentifier
		if n == maxControls || !in.ReadASN1(&control, casn1.SEQUENCE) || !control.ReadASN1ObjectIdentifier(&oid) {
			return false
		}
		if !oid.Equal(oidOldCertID) {
			continue
		}
		old := &CertID{Serial: new(big.Int)}
		if m.OldCertID != nil || !control.ReadASN1(&id, casn1.SEQUENCE) || !readDirectoryName(&id, &old.Issuer) ||
			!id.ReadASN1Integer(old.Serial) || !id.Empty() || !control.Empty() {
			return false
		}
		m.OldCertID = old
	}
	return true
}
