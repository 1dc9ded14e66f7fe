// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/internal/der"
)

// MaxResponse is how many octets a response may have.
const MaxResponse = MaxToken + 4<<10

// maxDepth is how deep values nest in a response.
const maxDepth = 64

// A Status is PKIStatus, RFC 3161 section 2.4.2.
type Status int

// Statuses. The first two come with a token.
const (
	Granted                Status = 0
	GrantedWithMods        Status = 1
	Rejection              Status = 2
	Waiting                Status = 3
	RevocationWarning      Status = 4
	RevocationNotification Status = 5
)

// A Failure is why a request was refused, a bit of PKIFailureInfo, RFC 3161
// section 2.4.2.
type Failure int

// Failures.
const (
	NoFailure           Failure = -1 // the authority does not say
	BadAlg              Failure = 0
	BadRequest          Failure = 2
	BadDataFormat       Failure = 5
	TimeNotAvailable    Failure = 14
	UnacceptedPolicy    Failure = 15
	UnacceptedExtension Failure = 16
	AddInfoNotAvailable Failure = 17
	SystemFailure       Failure = 25
)

var failureNames = map[Failure]string{
	NoFailure: "no reason given", BadAlg: "badAlg", BadRequest: "badRequest", BadDataFormat: "badDataFormat",
	TimeNotAvailable: "timeNotAvailable", UnacceptedPolicy: "unacceptedPolicy", UnacceptedExtension: "unacceptedExtension",
	AddInfoNotAvailable: "addInfoNotAvailable", SystemFailure: "systemFailure",
}

// String is the standard's name of the failure.
func (f Failure) String() string {
	if name, ok := failureNames[f]; ok {
		return name
	}
	return fmt.Sprintf("Failure(%d)", int(f))
}

// A RefusalError is a response without a token.
type RefusalError struct {
	Status  Status
	Failure Failure
	Text    string // what the authority says, in its words; hostile
}

func (e *RefusalError) Error() string {
	return fmt.Sprintf("tsp: request refused with status %d: %v", int(e.Status), e.Failure)
}

// ParseResponse reads the answer of an authority, in DER or BER, and returns the
// token. A refusal is a *[RefusalError].
//
//	TimeStampResp ::= SEQUENCE {                     -- RFC 3161 section 2.4.2
//	  status PKIStatusInfo,                          -- der.StatusInfo
//	  timeStampToken ContentInfo OPTIONAL }
func ParseResponse(message []byte) (*Token, error) {
	if len(message) > MaxResponse {
		return nil, ErrTooLarge
	}
	value, rest, err := ber.DER(message, maxDepth)
	switch {
	case errors.Is(err, ber.ErrTooDeep):
		return nil, ErrTooLarge
	case err != nil || len(rest) > 0:
		return nil, malformed("response")
	}
	in := cryptobyte.String(value)
	var outer cryptobyte.String
	var info der.StatusInfo
	if !in.ReadASN1(&outer, casn1.SEQUENCE) || !der.ReadStatusInfo(&outer, &info) {
		return nil, malformed("response")
	}
	if status := Status(info.Status); status != Granted && status != GrantedWithMods {
		return nil, &RefusalError{Status: status, Failure: firstFailure(info.Fails), Text: info.Text}
	}
	if outer.Empty() {
		return nil, malformed("granted, but no token")
	}
	return ParseToken(outer)
}

// firstFailure is the first that is set.
func firstFailure(fails uint32) Failure {
	if fails == 0 {
		return NoFailure
	}
	return Failure(bits.TrailingZeros32(fails))
}
