// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package login defines what a person signs to enter a cabinet: a statement of
// where they enter, at what moment, and in answer to which challenge. It is the
// content of an attached CAdES signature (RFC 5652, ETSI EN 319 122-1) under a
// content type of its own, so no signature of a document can serve as a login
// and no login as the signature of a document.
package login

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// OID is the content type of a [Statement]. Its last number is the UUID
// e1fc9601-324c-4fe3-b0a8-3d10fe140814 read as an integer, under the arc 2.25
// that Rec. ITU-T X.667 section 7 gives to UUIDs.
var OID = contentType()

func contentType() x509.OID {
	oid, err := x509.ParseOID("2.25.300387800316192064351024711496788871188")
	if err != nil {
		panic("login: internal error: " + err.Error())
	}
	return oid
}

// Limits of a statement.
const (
	MinChallenge = 32 // octets
	MaxChallenge = 1024
	MaxOrigin    = 512
	// MaxStatement bounds the DER of any statement, in octets.
	MaxStatement = 3 << 10
)

// ErrMalformed says that octets are no statement, or one outside the limits.
var ErrMalformed = errors.New("login: malformed statement")

// A Statement is what is signed at sign-in.
//
//	LoginStatement ::= SEQUENCE {
//	  version   INTEGER (1),
//	  origin    UTF8String (SIZE (1..512)),
//	  topOrigin [0] IMPLICIT UTF8String (SIZE (1..512)) OPTIONAL,
//	  challenge OCTET STRING (SIZE (32..1024)),
//	  time      GeneralizedTime }
//
// It is DER; the time is in UTC and whole seconds.
type Statement struct {
	// Origin is the page's, as browsers write it: "https://cabinet.example".
	Origin string
	// TopOrigin is that of the tab the page is a frame of; empty when it is
	// none.
	TopOrigin string
	// Challenge is what the cabinet's server asked to be signed.
	Challenge []byte
	// Time is when the person agreed, by their own clock.
	Time time.Time
}

func (s *Statement) check() error {
	if !isOrigin(s.Origin) || s.TopOrigin != "" && !isOrigin(s.TopOrigin) {
		return fmt.Errorf("%w: origin", ErrMalformed)
	}
	if len(s.Challenge) < MinChallenge || len(s.Challenge) > MaxChallenge {
		return fmt.Errorf("%w: challenge of %d octets", ErrMalformed, len(s.Challenge))
	}
	if year := s.Time.UTC().Year(); year < 2000 || year > 9999 {
		return fmt.Errorf("%w: time", ErrMalformed)
	}
	return nil
}

// isOrigin allows what a browser's serialisation of an origin consists of:
// visible ASCII. Which origins are right is for the cabinet to say.
func isOrigin(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return len(s) > 0 && len(s) <= MaxOrigin
}
