// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/ess"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
	"golang.org/x/crypto/cryptobyte"
)

// ErrWrongSignature says that a key answered with what is no signature by the
// certificate's key: the key is not the certificate's, or it failed.
var ErrWrongSignature = errors.New("cades: the signature is not by the certificate's key")

// A Signer says how to sign. It is not for several goroutines at once.
type Signer struct {
	// Certificate is the signer's.
	Certificate *x509.Certificate
	// Chain are certificates of issuers to put beside the signer's.
	Chain []*x509.Certificate
	// Hash is for content and attributes; nil is [pki.DefaultHash] of the key.
	Hash *pki.Hash
	// PSS is for RSA: the signature is by RSASSA-PSS with a salt as long as the
	// hash (RFC 4056) instead of PKCS #1 v1.5. Keys of other kinds refuse it.
	PSS bool
	// ContentType is zero for id-data.
	ContentType x509.OID
	// Detached leaves the content out of the message.
	Detached bool
	// SigningTime is what the signer claims, to the second. Level B-B needs it,
	// but for signatures in PDF, where it stands elsewhere: OmitSigningTime.
	SigningTime     time.Time
	OmitSigningTime bool
	// ContentTimeStamp, if not nil, proves that the content existed before it
	// was signed: ETSI EN 319 122-1 section 5.2.8.
	ContentTimeStamp *tsp.Token
	// OmitCertificate leaves the signer's certificate out of the message.
	OmitCertificate bool
	// ESSHash is for the attribute that binds the certificate; nil is the same
	// hash. A verifier is known that takes no other than SHA-256 there.
	ESSHash *pki.Hash

	// What was read of the certificate, for a Signer of many contents.
	read   *x509.Certificate
	public crypto.PublicKey
}

// ContentHash is what the content must be hashed with.
func (s *Signer) ContentHash() (*pki.Hash, error) {
	_, h, err := s.key()
	return h, err
}

func (s *Signer) key() (crypto.PublicKey, *pki.Hash, error) {
	if s.read != s.Certificate {
		pub, err := pki.PublicKey(s.Certificate)
		if err != nil {
			return nil, nil, fmt.Errorf("cades: %w", err)
		}
		s.read, s.public = s.Certificate, pub
	}
	if s.Hash == nil {
		return s.public, pki.DefaultHash(s.public), nil
	}
	return s.public, s.Hash.For(s.public), nil
}

// A Prepared is a signature that lacks only its value.
type Prepared struct {
	signer *Signer
	key    crypto.PublicKey
	hash   *pki.Hash
	digest []byte
	info   cms.SignerInfo
}

// Prepare makes the signed attributes for a content with this digest, by
// [Signer.ContentHash].
func (s *Signer) Prepare(contentDigest []byte) (*Prepared, error) {
	return s.prepare(contentDigest, cms.NewAttribute(cms.OIDContentType, cms.MarshalOID(s.contentType())))
}

// prepare takes attributes that not every signature has.
func (s *Signer) prepare(contentDigest []byte, special ...cms.Attribute) (*Prepared, error) {
	pub, h, err := s.key()
	if err != nil {
		return nil, err
	}
	if len(contentDigest) != h.Size() {
		return nil, fmt.Errorf("cades: a %s digest of %d octets", h, len(contentDigest))
	}
	name := pki.SignatureAlgorithm
	if s.PSS {
		name = pki.PSSAlgorithm
	}
	algorithm, err := name(pub, h)
	if err != nil {
		return nil, fmt.Errorf("cades: %w", err)
	}
	attributes, err := s.signedAttributes(contentDigest, h, pub)
	if err != nil {
		return nil, err
	}
	p := &Prepared{signer: s, key: pub, hash: h, info: s.signerInfo(h.AlgorithmIdentifier(), algorithm)}
	p.info.SetSignedAttrs(append(attributes, special...))
	p.digest = h.Sum(p.info.SignedOctets())
	return p, nil
}

// signedAttributes are those of level B-B, ETSI EN 319 122-1 section 6.3, with
// a content time-stamp if there is one, and no others. The content type, which
// counter-signatures lack, is not among them.
func (s *Signer) signedAttributes(digest []byte, h *pki.Hash, pub crypto.PublicKey) (cms.Attributes, error) {
	var messageDigest cryptobyte.Builder
	messageDigest.AddASN1OctetString(digest)
	attributes := cms.Attributes{cms.NewAttribute(cms.OIDMessageDigest, messageDigest.BytesOrPanic())}
	if !s.OmitSigningTime {
		if s.SigningTime.IsZero() {
			return nil, errors.New("cades: no signing time")
		}
		signingTime, err := marshalTime(s.SigningTime)
		if err != nil {
			return nil, fmt.Errorf("cades: signing time: %w", err)
		}
		attributes = append(attributes, cms.NewAttribute(cms.OIDSigningTime, signingTime))
	}
	if s.ContentTimeStamp != nil {
		err := s.ContentTimeStamp.Stamps(func(by *pki.Hash) []byte {
			if by == h {
				return digest
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("cades: content time-stamp: %w", err)
		}
		attributes = append(attributes, cms.NewAttribute(cms.OIDContentTimeStamp, s.ContentTimeStamp.Raw))
	}
	if s.ESSHash != nil {
		h = s.ESSHash.For(pub)
	}
	signingCertificate, err := ess.Marshal(s.Certificate, h)
	if err != nil {
		return nil, fmt.Errorf("cades: %w", err)
	}
	return append(attributes, cms.NewAttribute(cms.OIDSigningCertificateV2, signingCertificate)), nil
}

// Digest is what the key signs, by [Prepared.Hash].
func (p *Prepared) Digest() []byte { return slices.Clone(p.digest) }

// Hash is what the digest was made with.
func (p *Prepared) Hash() *pki.Hash { return p.hash }

// PSS says whether the key signs by RSASSA-PSS.
func (p *Prepared) PSS() bool { return p.signer.PSS }

// Finish puts in the key's answer: r‖s for DSTU 4145, DER for ECDSA, the value
// itself for RSA. It verifies the answer with the certificate first, for a key
// that errs once in its arithmetic can betray itself by what it then signs, and
// a certificate may be another's: [ErrWrongSignature].
func (p *Prepared) Finish(signature []byte) (*cms.SignedData, error) {
	info, err := p.finish(signature)
	if err != nil {
		return nil, err
	}
	return p.signer.message(info), nil
}

// finish checks the key's answer and gives the signature alone.
func (p *Prepared) finish(signature []byte) (cms.SignerInfo, error) {
	scheme, err := pki.SchemeOf(p.info.SignatureAlgorithm, p.hash, p.key)
	if err != nil || scheme.Verify(p.key, p.digest, signature) != nil {
		return cms.SignerInfo{}, ErrWrongSignature
	}
	info := p.info
	info.Signature = slices.Clone(signature)
	return info, nil
}

// signerInfo begins a signature: RFC 5652 section 5.3, by issuer and serial number.
func (s *Signer) signerInfo(digest, signature pki.AlgorithmIdentifier) cms.SignerInfo {
	return cms.SignerInfo{
		Version: 1, Issuer: s.Certificate.RawIssuer, Serial: s.Certificate.SerialNumber,
		DigestAlgorithm: digest, SignatureAlgorithm: signature,
	}
}

// message is what holds one signature and the signer's certificates.
func (s *Signer) message(info cms.SignerInfo) *cms.SignedData {
	sd := &cms.SignedData{
		Version:          1,
		DigestAlgorithms: []pki.AlgorithmIdentifier{info.DigestAlgorithm},
		ContentType:      s.contentType(),
		Detached:         s.Detached,
		SignerInfos:      []cms.SignerInfo{info},
	}
	if !sd.ContentType.EqualASN1OID(pki.OIDData) {
		sd.Version = 3 // RFC 5652 section 5.1
	}
	addCertificates(sd, s.certificates())
	return sd
}

// certificates are those to put in.
func (s *Signer) certificates() []*x509.Certificate {
	if s.OmitCertificate {
		return s.Chain
	}
	return append(s.Chain[:len(s.Chain):len(s.Chain)], s.Certificate)
}

func (s *Signer) contentType() x509.OID {
	if s.ContentType.Equal(x509.OID{}) {
		return cms.DataType
	}
	return s.ContentType
}
