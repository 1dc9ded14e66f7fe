// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/status"
)

// maxLists is how many octets of revocation lists are added for one signature.
// Providers have responders; lists of this size would make every document a
// burden for good.
const maxLists = 8 << 20

// addEvidence brings a signature to level B-LT, in the form of its profile.
func (s *signature) addEvidence(ctx context.Context) error {
	findings, err := s.gather(ctx)
	if err != nil {
		return err
	}
	all := collect(findings)
	if s.Profile.For(s.signer.Key) == ProfileNational && !s.hasLongForm() {
		if err := checkSize(all.Lists); err != nil {
			return err
		}
		addCertificates(s.message, all.Certificates)
		return s.addLongForm(findings, all)
	}
	missing := slices.DeleteFunc(findings, func(f finding) bool { return f.embedded })
	if err := checkSize(collect(missing).Lists); err != nil {
		return err
	}
	addCertificates(s.message, all.Certificates)
	return s.addRevocationInfo(missing)
}

// addRevocationInfo puts the proofs of findings into the crls of the message.
func (s *signature) addRevocationInfo(missing []finding) error {
	proven := collect(missing)
	infos := proven.Lists
	for _, response := range proven.Responses {
		info, err := marshalOCSPInfo(response)
		if err != nil {
			return fmt.Errorf("cades: %w", err)
		}
		infos = append(infos, info)
	}
	s.message.CRLs = insert(s.message.CRLs, infos)
	if len(proven.Responses) > 0 {
		s.message.Version = 5 // RFC 5652 section 5.1
	}
	for _, f := range missing {
		if f.answer != nil {
			s.said.keep(status.Question{Certificate: f.certificate, Issuer: f.issuer}, *f.answer)
		}
	}
	return nil
}

func checkSize(lists [][]byte) error {
	size := 0
	for _, list := range lists {
		size += len(list)
	}
	if size > maxLists {
		return fmt.Errorf("%w: revocation lists of %d octets", cms.ErrTooLarge, size)
	}
	return nil
}

// longForm are the attributes that X Long adds.
var longForm = []asn1.ObjectIdentifier{
	cms.OIDCertificateRefs, cms.OIDRevocationRefs, cms.OIDCertificateValues, cms.OIDRevocationValues,
}

// hasLongForm: references and values go together and come before an archive
// time-stamp, so to a signature that has some, or that, nothing of this form is
// added.
func (s *signature) hasLongForm() bool {
	return slices.ContainsFunc(append(slices.Clone(longForm), cms.OIDArchiveTimeStampV3), func(oid asn1.ObjectIdentifier) bool {
		return len(s.info.UnsignedAttrs.Values(oid)) > 0
	})
}

func (s *signature) addLongForm(findings []finding, all Evidence) error {
	h := StampHash(s.hash)
	for i, marshal := range []func() ([]byte, error){
		func() ([]byte, error) { return marshalCertificateRefs(all.Certificates, h) },
		func() ([]byte, error) { return marshalRevocationRefs(findings, h) },
		func() ([]byte, error) { return marshalCertificateValues(all.Certificates) },
		func() ([]byte, error) { return marshalRevocationValues(all.Responses, all.Lists) },
	} {
		value, err := marshal()
		if err != nil {
			return fmt.Errorf("cades: %w", err)
		}
		s.info.UnsignedAttrs = s.info.UnsignedAttrs.With(cms.NewAttribute(longForm[i], value))
	}
	return nil
}

// addCertificates puts certificates into a message that it has not, see
// [insert].
func addCertificates(sd *cms.SignedData, certs []*x509.Certificate) {
	ordered, before := slices.IsSortedFunc(sd.RawCertificates, bytes.Compare), len(sd.RawCertificates)
	for _, cert := range certs {
		if !slices.ContainsFunc(sd.Certificates, cert.Equal) {
			sd.AddCertificate(cert)
		}
	}
	if ordered && len(sd.RawCertificates) > before {
		slices.SortFunc(sd.RawCertificates, bytes.Compare)
		slices.SortFunc(sd.Certificates, func(a, b *x509.Certificate) int { return bytes.Compare(a.Raw, b.Raw) })
	}
}

// insert puts members into a set that it has not. It stays in the order of DER
// if it is; else they come last, for older archive time-stamps are over sets as
// they lie.
func insert(set, members [][]byte) [][]byte {
	ordered := slices.IsSortedFunc(set, bytes.Compare)
	set = appendNew(set, members)
	if ordered {
		slices.SortFunc(set, bytes.Compare)
	}
	return set
}
