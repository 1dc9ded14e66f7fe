// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp

import (
	"crypto/x509"
	"fmt"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crl"
)

// A Status is what a responder says of a certificate.
type Status int

// Statuses.
const (
	// Unknown: the responder knows no such certificate, or nothing of it now.
	Unknown Status = iota
	Good
	Revoked
)

// String is the standard's name of the status.
func (s Status) String() string {
	switch s {
	case Unknown:
		return "unknown"
	case Good:
		return "good"
	case Revoked:
		return "revoked"
	}
	return fmt.Sprintf("Status(%d)", int(s))
}

// A Single is the answer about one certificate.
//
//	SingleResponse ::= SEQUENCE {                    -- RFC 6960 section 4.2.1
//	  certID CertID,
//	  certStatus CHOICE {
//	    good [0] IMPLICIT NULL,
//	    revoked [1] IMPLICIT SEQUENCE {
//	      revocationTime GeneralizedTime,
//	      revocationReason [0] EXPLICIT CRLReason OPTIONAL },
//	    unknown [2] IMPLICIT NULL },
//	  thisUpdate GeneralizedTime,
//	  nextUpdate [0] EXPLICIT GeneralizedTime OPTIONAL,
//	  singleExtensions [1] EXPLICIT Extensions OPTIONAL }
type Single struct {
	ID                     CertID
	Status                 Status
	Revocation             crl.Revocation // when Revoked
	ThisUpdate, NextUpdate time.Time      // NextUpdate is zero when absent
}

func readSingle(s *cryptobyte.String) (single Single, err error) {
	var seq, next, extensions cryptobyte.String
	var hasNext, extended bool
	if !s.ReadASN1(&seq, casn1.SEQUENCE) {
		return single, malformed("SingleResponse")
	}
	if single.ID, err = readCertID(&seq); err != nil {
		return single, err
	}
	if err = single.readStatus(&seq); err != nil {
		return single, err
	}
	if single.ThisUpdate, err = readTime(&seq); err != nil {
		return single, err
	}
	if !seq.ReadOptionalASN1(&next, &hasNext, context(0)) ||
		!seq.ReadOptionalASN1(&extensions, &extended, context(1)) || !seq.Empty() {
		return single, malformed("SingleResponse")
	}
	if hasNext {
		if single.NextUpdate, err = readTime(&next); err != nil {
			return single, err
		}
		if !next.Empty() {
			return single, malformed("nextUpdate")
		}
	}
	if extended {
		_, err = readExtensions(extensions)
	}
	return single, err
}

func (single *Single) readStatus(seq *cryptobyte.String) error {
	var body cryptobyte.String
	var tag casn1.Tag
	if !seq.ReadAnyASN1(&body, &tag) {
		return malformed("certStatus")
	}
	switch tag {
	case casn1.Tag(0).ContextSpecific():
		single.Status = Good
	case context(1):
		single.Status = Revoked
		return single.readRevocation(body)
	case casn1.Tag(2).ContextSpecific():
		single.Status = Unknown
	default:
		return malformed("certStatus")
	}
	if !body.Empty() {
		return malformed("certStatus")
	}
	return nil
}

func (single *Single) readRevocation(body cryptobyte.String) (err error) {
	var explicit cryptobyte.String
	var hasReason bool
	if single.Revocation.Time, err = readTime(&body); err != nil {
		return err
	}
	if !body.ReadOptionalASN1(&explicit, &hasReason, context(0)) || !body.Empty() {
		return malformed("RevokedInfo")
	}
	if hasReason {
		var n int
		if !explicit.ReadASN1Enum(&n) || !explicit.Empty() {
			return malformed("revocationReason")
		}
		single.Revocation.Reason = crl.Reason(n)
	}
	return nil
}

// For finds what the response says of a certificate: the latest answer, and of
// two of one time the worse. The error is [ErrNoAnswer].
func (r *Response) For(cert, issuer *x509.Certificate) (*Single, error) {
	var found *Single
	for i := range r.Singles {
		single := &r.Singles[i]
		if !single.ID.Names(cert, issuer) {
			continue
		}
		if found == nil || single.ThisUpdate.After(found.ThisUpdate) ||
			single.ThisUpdate.Equal(found.ThisUpdate) && found.Status == Good {
			found = single
		}
	}
	if found == nil {
		return nil, ErrNoAnswer
	}
	return found, nil
}
