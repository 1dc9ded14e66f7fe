// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/validation"
)

// maxEvidence bounds how many certificates, responses and lists are taken.
const maxEvidence = 4096

// A store is the document security store of a revision: ETSI EN 319 142-1
// section 5.4.2.
type store struct {
	revision   *pdf.Revision
	dict       pdf.Dict // nil when there is none
	taken      map[pdf.Reference]bool
	evidence   validation.Evidence
	members    map[[sha256.Size]byte]pdf.Reference // by the digest of their data
	unreadable int                                 // members that are not what they should be
}

// openStore reads the store; one with nothing in it where there is none. What
// is set down for single signatures is taken for all.
func openStore(r *pdf.Revision) (*store, error) {
	_, catalog, err := r.Catalog()
	if err != nil {
		return nil, err
	}
	s := &store{revision: r, taken: map[pdf.Reference]bool{}, members: map[[sha256.Size]byte]pdf.Reference{}}
	if s.dict, err = r.Dict(catalog["DSS"]); err != nil {
		return nil, err
	}
	if err := s.take(s.dict, "Certs", "OCSPs", "CRLs"); err != nil {
		return nil, err
	}
	bySignature, err := r.Dict(s.dict["VRI"])
	if err != nil {
		return nil, err
	}
	if len(bySignature) > maxEvidence {
		return nil, tooLarge("a security store")
	}
	for _, o := range bySignature {
		single, err := r.Dict(o)
		if err != nil {
			return nil, err
		}
		if err := s.take(single, "Cert", "OCSP", "CRL"); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// take takes what a dictionary has under its keys.
func (s *store) take(dict pdf.Dict, certificates, responses, lists pdf.Name) error {
	err := s.each(dict[certificates], func(der []byte) bool {
		cert, err := x509.ParseCertificate(der)
		if err == nil {
			s.evidence.Certificates = append(s.evidence.Certificates, cert)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	err = s.each(dict[responses], func(der []byte) bool {
		s.evidence.Responses = append(s.evidence.Responses, der)
		return true
	})
	if err != nil {
		return err
	}
	return s.each(dict[lists], func(der []byte) bool {
		s.evidence.Lists = append(s.evidence.Lists, der)
		return true
	})
}

// each gives the data of every stream of an array, once in all.
func (s *store) each(o pdf.Object, with func([]byte) bool) error {
	array, err := s.revision.Array(o)
	if err != nil {
		return err
	}
	for _, o := range array {
		ref, ok := o.(pdf.Reference)
		if !ok {
			s.unreadable++
			continue
		}
		if s.taken[ref] {
			continue
		}
		if s.taken[ref] = true; len(s.taken) > maxEvidence {
			return tooLarge("a security store")
		}
		data, err := s.data(ref)
		if errors.Is(err, pdf.ErrFilter) || errors.Is(err, ErrMalformed) || err == nil && !with(data) {
			s.unreadable++
			continue
		}
		if err != nil {
			return err
		}
		s.members[sha256.Sum256(data)] = ref
	}
	return nil
}

func (s *store) data(ref pdf.Reference) ([]byte, error) {
	o, err := s.revision.Load(ref)
	if err != nil {
		return nil, err
	}
	stream, ok := o.(*pdf.Stream)
	if !ok {
		return nil, malformed("no stream where evidence should be")
	}
	return s.revision.Data(stream)
}
