// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"encoding/asn1"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

// ErrArchiveIndex says that the index of an archive time-stamp lists what the
// signature does not have: something was taken away or changed.
var ErrArchiveIndex = errors.New("cades: archive time-stamp is over what the signature has no more")

// ErrNoArchiveIndex says that an archive time-stamp does not list what it is
// over.
var ErrNoArchiveIndex = errors.New("cades: archive time-stamp without an index")

// An ArchiveIndex lists, by digest, what an archive time-stamp is over. Both
// who makes one and who judges one compute its imprint here.
//
//	ATSHashIndexV3 ::= SEQUENCE {                    -- ETSI EN 319 122-1 section 5.5.2
//	  hashIndAlgorithm AlgorithmIdentifier,
//	  certificatesHashIndex SEQUENCE OF OCTET STRING,
//	  crlsHashIndex SEQUENCE OF OCTET STRING,
//	  unsignedAttrValuesHashIndex SEQUENCE OF OCTET STRING }
type ArchiveIndex struct {
	// Hash is that of the digests. GOST 34.311 has the usual table.
	Hash *pki.Hash
	// Raw is the DER, which the imprint is over.
	Raw []byte

	certificates, lists, attributes map[string]bool
	// whole is said of the first version, which lists attributes with all their
	// values: ETSI TS 101 733 section 6.4.2. It is read only.
	whole bool
}

// NewArchiveIndex lists all that a message and one of its signatures have.
func NewArchiveIndex(h *pki.Hash, sd *cms.SignedData, si *cms.SignerInfo) (*ArchiveIndex, error) {
	certificates, lists, attributes := (&ArchiveIndex{Hash: h}).digests(sd, si)
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		h.AlgorithmIdentifier().AddTo(b)
		for _, list := range [][][]byte{certificates, lists, attributes} {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				for _, digest := range list {
					b.AddASN1OctetString(digest)
				}
			})
		}
	})
	der, err := b.Bytes()
	if err != nil {
		return nil, fmt.Errorf("cades: %w", err)
	}
	return ParseArchiveIndex(der)
}

// digests are over the members of certificates and crls, and over the type of
// each unsigned attribute together with each of its values.
func (x *ArchiveIndex) digests(sd *cms.SignedData, si *cms.SignerInfo) (certificates, lists, attributes [][]byte) {
	for _, raw := range sd.RawCertificates {
		certificates = append(certificates, x.Hash.Sum(raw))
	}
	for _, raw := range sd.CRLs {
		lists = append(lists, x.Hash.Sum(raw))
	}
	for _, attribute := range si.UnsignedAttrs {
		for _, value := range attribute.Values {
			attributes = append(attributes, x.attribute(attribute, value))
		}
	}
	return certificates, lists, attributes
}

// attribute is the digest that stands for a value of an unsigned attribute.
func (x *ArchiveIndex) attribute(attribute cms.Attribute, value []byte) []byte {
	if x.whole {
		return x.Hash.Sum(attribute.Marshal())
	}
	return x.Hash.Sum(cms.MarshalOID(attribute.Type), value)
}

// ParseArchiveIndex reads the value of the attribute ats-hash-index-v3. The
// error is [ErrMalformed], or [pki.ErrUnknownHash].
func ParseArchiveIndex(der []byte) (*ArchiveIndex, error) {
	in := cryptobyte.String(der)
	var fields cryptobyte.String
	if !in.ReadASN1(&fields, casn1.SEQUENCE) || !in.Empty() {
		return nil, ErrMalformed
	}
	algorithm, err := readIndexAlgorithm(&fields)
	if err != nil {
		return nil, ErrMalformed
	}
	x := &ArchiveIndex{Raw: der}
	for _, digests := range []*map[string]bool{&x.certificates, &x.lists, &x.attributes} {
		*digests = map[string]bool{}
		var list cryptobyte.String
		if !fields.ReadASN1(&list, casn1.SEQUENCE) {
			return nil, ErrMalformed
		}
		for !list.Empty() {
			var digest cryptobyte.String
			if !list.ReadASN1(&digest, casn1.OCTET_STRING) {
				return nil, ErrMalformed
			}
			(*digests)[string(digest)] = true
		}
	}
	if !fields.Empty() {
		return nil, ErrMalformed
	}
	if x.Hash, err = algorithm.Hash(); err != nil {
		return nil, fmt.Errorf("cades: %w", err)
	}
	return x, nil
}

// readIndexAlgorithm takes the hash off the front, SHA-256 where it is left out,
// as the first version may.
func readIndexAlgorithm(fields *cryptobyte.String) (pki.AlgorithmIdentifier, error) {
	rest := *fields
	var first cryptobyte.String
	if rest.ReadASN1(&first, casn1.SEQUENCE) && !first.PeekASN1Tag(casn1.OBJECT_IDENTIFIER) {
		return pki.SHA256.AlgorithmIdentifier(), nil
	}
	return pki.ReadAlgorithmIdentifier(fields)
}

// ArchiveIndexOf is the index that an archive time-stamp holds: one unsigned
// attribute of the token, with one value, of the third version or the first.
// The error is [ErrNoArchiveIndex] for a token of another form, older or not the
// standard's, ErrMalformed, or [pki.ErrUnknownHash].
func ArchiveIndexOf(token *tsp.Token) (*ArchiveIndex, error) {
	attributes := token.Signed.SignerInfos[0].UnsignedAttrs
	values := attributes.Values(cms.OIDATSHashIndexV3)
	first := len(values) == 0
	if first {
		values = attributes.Values(oidATSHashIndex)
	}
	switch len(values) {
	case 0:
		return nil, ErrNoArchiveIndex
	case 1:
		x, err := ParseArchiveIndex(values[0])
		if err == nil {
			x.whole = first
		}
		return x, err
	}
	return nil, ErrMalformed
}

// oidATSHashIndex is the first version: ETSI TS 101 733 section 6.4.2.
var oidATSHashIndex = asn1.ObjectIdentifier{0, 4, 0, 1733, 2, 5}

// Check compares the index with what a message and a signature have: all that
// is listed must be there, [ErrArchiveIndex]. What came later is not listed, and
// not protected: see the Covers methods.
func (x *ArchiveIndex) Check(sd *cms.SignedData, si *cms.SignerInfo) error {
	certificates, lists, attributes := x.digests(sd, si)
	for _, part := range []struct {
		listed map[string]bool
		has    [][]byte
	}{{x.certificates, certificates}, {x.lists, lists}, {x.attributes, attributes}} {
		found := map[string]bool{}
		for _, digest := range part.has {
			if part.listed[string(digest)] {
				found[string(digest)] = true
			}
		}
		if len(found) != len(part.listed) {
			return ErrArchiveIndex
		}
	}
	return nil
}

// CoversCertificate reports whether a member of certificates is listed.
func (x *ArchiveIndex) CoversCertificate(raw []byte) bool {
	return x.certificates[string(x.Hash.Sum(raw))]
}

// CoversRevocationInfo reports whether a member of crls is listed.
func (x *ArchiveIndex) CoversRevocationInfo(raw []byte) bool {
	return x.lists[string(x.Hash.Sum(raw))]
}

// CoversAttribute reports whether a value of an unsigned attribute is listed.
func (x *ArchiveIndex) CoversAttribute(attribute cms.Attribute, value []byte) bool {
	return x.attributes[string(x.attribute(attribute, value))]
}

// Imprint is the digest that the archive time-stamp is over, by h, which is the
// token's: ETSI EN 319 122-1 section 5.5.3. content is the digest of the content
// by the same hash.
func (x *ArchiveIndex) Imprint(h *pki.Hash, sd *cms.SignedData, si *cms.SignerInfo, content []byte) ([]byte, error) {
	fields, err := si.MarshalFields()
	if err != nil {
		return nil, fmt.Errorf("cades: %w", err)
	}
	return h.Sum(cms.MarshalOID(sd.ContentType), content, fields, x.Raw), nil
}
