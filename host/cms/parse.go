// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"math/big"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

var (
	context0 = casn1.Tag(0).ContextSpecific()
	context1 = casn1.Tag(1).ContextSpecific()
)

func readVersion(s *stream, h ber.Header) (version int, err error) {
	der, err := s.rest(h)
	if err != nil {
		return 0, err
	}
	if in := cryptobyte.String(der); !in.ReadASN1Integer(&version) {
		return 0, malformed("version")
	}
	return version, nil
}

func parseDigestAlgorithms(der []byte) ([]pki.AlgorithmIdentifier, error) {
	var algorithms []pki.AlgorithmIdentifier
	set, err := body(der)
	for err == nil && !set.Empty() {
		var algorithm pki.AlgorithmIdentifier
		if algorithm, err = pki.ReadAlgorithmIdentifier(&set); err != nil {
			return nil, malformed("digestAlgorithms")
		}
		if algorithms = append(algorithms, algorithm); len(algorithms) > maxDigestAlgorithms {
			return nil, tooLarge("digestAlgorithms")
		}
	}
	return algorithms, err
}

func (sd *SignedData) parseCertificates(der []byte) error {
	set, err := body(der)
	if err != nil {
		return err
	}
	if sd.RawCertificates, err = parseElements(set, maxCertificates, "certificates"); err != nil {
		return err
	}
	for _, raw := range sd.RawCertificates {
		cert, err := pki.ParseCertificate(raw)
		if err != nil {
			sd.Unreadable = append(sd.Unreadable, UnreadableCertificate{Raw: raw, Err: err})
			continue
		}
		sd.Certificates = append(sd.Certificates, cert)
	}
	return nil
}

func (sd *SignedData) parseCRLs(der []byte) error {
	set, err := body(der)
	if err != nil {
		return err
	}
	sd.CRLs, err = parseElements(set, maxCRLs, "crls")
	return err
}

func (sd *SignedData) parseSignerInfos(der []byte) error {
	set, err := body(der)
	if err != nil {
		return err
	}
	infos, err := parseElements(set, maxSigners, "signerInfos")
	if err != nil {
		return err
	}
	for _, raw := range infos {
		si, err := ParseSignerInfo(raw)
		if err != nil {
			return err
		}
		sd.SignerInfos = append(sd.SignerInfos, si)
	}
	return nil
}

// ParseSignerInfo reads a signature by itself, in DER, such as a
// counter-signature. It keeps der.
func ParseSignerInfo(der []byte) (si SignerInfo, err error) {
	var s, sid, signed, unsigned cryptobyte.String
	in := cryptobyte.String(der)
	var byKeyID, hasSigned, hasUnsigned bool
	if !in.ReadASN1(&s, casn1.SEQUENCE) || !in.Empty() || !s.ReadASN1Integer(&si.Version) ||
		!s.ReadOptionalASN1(&sid, &byKeyID, context0) {
		return si, malformed("SignerInfo")
	}
	if byKeyID {
		si.SubjectKeyID = append([]byte{}, sid...) // not nil, however short
	} else if si.Issuer, si.Serial, err = readIssuerAndSerial(&s); err != nil {
		return si, err
	}
	if si.DigestAlgorithm, err = pki.ReadAlgorithmIdentifier(&s); err != nil {
		return si, malformed("digestAlgorithm")
	}
	if s.PeekASN1Tag(context0.Constructed()) {
		attributes := s
		hasSigned = s.ReadASN1(&signed, context0.Constructed())
		si.RawSignedAttrs = attributes[:len(attributes)-len(s)]
	}
	if si.SignatureAlgorithm, err = pki.ReadAlgorithmIdentifier(&s); err != nil {
		return si, malformed("signatureAlgorithm")
	}
	if !s.ReadASN1((*cryptobyte.String)(&si.Signature), casn1.OCTET_STRING) ||
		!s.ReadOptionalASN1(&unsigned, &hasUnsigned, context1.Constructed()) || !s.Empty() {
		return si, malformed("SignerInfo")
	}
	if hasSigned {
		if si.SignedAttrs, err = parseAttributes(signed); err != nil {
			return si, err
		}
	}
	if hasUnsigned {
		si.UnsignedAttrs, err = parseAttributes(unsigned)
	}
	return si, err
}

// readIssuerAndSerial takes an IssuerAndSerialNumber off the front of s.
func readIssuerAndSerial(s *cryptobyte.String) (issuer []byte, serial *big.Int, err error) {
	var pair, name cryptobyte.String
	serial = new(big.Int)
	if !s.ReadASN1(&pair, casn1.SEQUENCE) || !pair.ReadASN1Element(&name, casn1.SEQUENCE) ||
		!pair.ReadASN1Integer(serial) || !pair.Empty() {
		return nil, nil, malformed("issuerAndSerialNumber")
	}
	return name, serial, nil
}

// body is what an element holds.
func body(der []byte) (cryptobyte.String, error) {
	s := cryptobyte.String(der)
	var in cryptobyte.String
	var tag casn1.Tag
	if !s.ReadAnyASN1(&in, &tag) || !s.Empty() {
		return nil, malformed("element")
	}
	return in, nil
}

// parseElements parts elements that follow one another.
func parseElements(s cryptobyte.String, limit int, what string) ([][]byte, error) {
	var elements [][]byte
	for !s.Empty() {
		var element cryptobyte.String
		var tag casn1.Tag
		if !s.ReadAnyASN1Element(&element, &tag) {
			return nil, malformed(what)
		}
		if elements = append(elements, element); len(elements) > limit {
			return nil, tooLarge(what)
		}
	}
	return elements, nil
}
