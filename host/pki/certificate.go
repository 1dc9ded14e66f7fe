// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
)

// Limits on certificates and bundles of them. The largest certificate met has
// 2553 octets; one of many short names takes fifty times its octets in memory.
const (
	MaxCertificate  = 16 << 10 // octets of one certificate
	MaxBundle       = 16 << 20 // octets of a file of certificates
	MaxCertificates = 10_000   // certificates in a file
)

// ErrNoCertificate says that data hold no certificate that can be read.
var ErrNoCertificate = errors.New("pki: no certificate in the data")

// ParseCertificate reads one DER certificate. The program and its tests run
// with GODEBUG x509negativeserial=1, set in go.mod: certificates with negative
// serial numbers were issued.
func ParseCertificate(der []byte) (*x509.Certificate, error) {
	if len(der) > MaxCertificate {
		return nil, fmt.Errorf("pki: a certificate of %d octets", len(der))
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("pki: %w", err)
	}
	return cert, nil
}

// ParseCertificates reads a file of certificates: one DER certificate (.cer),
// a bundle (.p7b: a SignedData whose certificates matter and nothing
// else), or PEM blocks of either. Members that are no X.509 certificates are
// passed over, for one oddity must not cost the rest; with none left the error
// is [ErrNoCertificate].
func ParseCertificates(data []byte) ([]*x509.Certificate, error) {
	if len(data) > MaxBundle {
		return nil, fmt.Errorf("pki: %d octets of certificates", len(data))
	}
	members := splitCertificates(data)
	if len(members) > MaxCertificates {
		return nil, fmt.Errorf("pki: more than %d certificates", MaxCertificates)
	}
	var certs []*x509.Certificate
	for _, der := range members {
		if cert, err := ParseCertificate(der); err == nil {
			certs = append(certs, cert)
		}
	}
	if len(certs) == 0 {
		return nil, ErrNoCertificate
	}
	return certs, nil
}

// splitCertificates cuts a file into the DER of its members, and stops soon
// after MaxCertificates of them.
func splitCertificates(data []byte) [][]byte {
	if !bytes.Contains(data, []byte("-----BEGIN ")) {
		return splitDER(data)
	}
	var members [][]byte
	for len(members) <= MaxCertificates {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			break
		}
		switch block.Type {
		case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", "PKCS7", "CMS":
			members = append(members, splitDER(block.Bytes)...)
		}
	}
	return members
}

// maxBundleDepth is how deep values nest in a bundle that is BER.
const maxBundleDepth = 32

// splitDER returns the members of a bundle, or the data themselves. Old tools
// write bundles of indefinite length.
func splitDER(der []byte) [][]byte {
	if bytes.HasPrefix(der, []byte{0x30, 0x80}) {
		if value, _, err := ber.DER(der, maxBundleDepth); err == nil {
			der = value
		}
	}
	s := cryptobyte.String(der)
	var info cryptobyte.String
	if s.ReadASN1(&info, casn1.SEQUENCE) && info.PeekASN1Tag(casn1.OBJECT_IDENTIFIER) {
		return splitBundle(info)
	}
	return [][]byte{der}
}

// splitBundle reads a ContentInfo of SignedData, RFC 5652 sections 3 and 5.1,
// as far as its certificates.
func splitBundle(info cryptobyte.String) [][]byte {
	var content, signed, certs cryptobyte.String
	var version int
	explicit := casn1.Tag(0).ContextSpecific().Constructed()
	var oid asn1.ObjectIdentifier
	if !info.ReadASN1ObjectIdentifier(&oid) || !oid.Equal(OIDSignedData) ||
		!info.ReadASN1(&content, explicit) || !content.ReadASN1(&signed, casn1.SEQUENCE) ||
		!signed.ReadASN1Integer(&version) || !signed.SkipASN1(casn1.SET) ||
		!signed.SkipASN1(casn1.SEQUENCE) || !signed.ReadASN1(&certs, explicit) {
		return nil
	}
	var members [][]byte
	for !certs.Empty() && len(members) <= MaxCertificates {
		var element cryptobyte.String
		var tag casn1.Tag
		if !certs.ReadAnyASN1Element(&element, &tag) {
			return nil
		}
		members = append(members, element)
	}
	return members
}

// MarshalCertificates writes a bundle that [ParseCertificates] and other
// programs read as .p7b: a SignedData of certificates without signers,
// RFC 5652 section 5.1. The order is kept, although it means nothing there.
func MarshalCertificates(certs []*x509.Certificate) ([]byte, error) {
	explicit := casn1.Tag(0).ContextSpecific().Constructed()
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(OIDSignedData)
		b.AddASN1(explicit, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(1)
				b.AddASN1(casn1.SET, func(*cryptobyte.Builder) {})
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(OIDData) })
				b.AddASN1(explicit, func(b *cryptobyte.Builder) {
					for _, cert := range certs {
						b.AddBytes(cert.Raw)
					}
				})
				b.AddASN1(casn1.SET, func(*cryptobyte.Builder) {})
			})
		})
	})
	return b.Bytes()
}

// SignatureAlgorithmOf is the algorithm a certificate is signed with, also
// where [x509.Certificate.SignatureAlgorithm] knows none.
func SignatureAlgorithmOf(cert *x509.Certificate) (AlgorithmIdentifier, error) {
	s := cryptobyte.String(cert.Raw)
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, casn1.SEQUENCE) || !seq.SkipASN1(casn1.SEQUENCE) {
		return AlgorithmIdentifier{}, errors.New("pki: malformed certificate")
	}
	return ReadAlgorithmIdentifier(&seq)
}

// CheckCertificate checks a certificate's signature with the key of its
// issuer, and nothing else: the chain rules are [Trust.Chain]'s.
func CheckCertificate(cert *x509.Certificate, issuer crypto.PublicKey) error {
	alg, err := SignatureAlgorithmOf(cert)
	if err != nil {
		return err
	}
	return CheckSignature(issuer, alg, cert.RawTBSCertificate, cert.Signature)
}
