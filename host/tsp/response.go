// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
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
//	  status PKIStatusInfo,
//	  timeStampToken ContentInfo OPTIONAL }
//	PKIStatusInfo ::= SEQUENCE {
//	  status INTEGER,
//	  statusString SEQUENCE OF UTF8String OPTIONAL,
//	  failInfo BIT STRING OPTIONAL }
func ParseResponse(message []byte) (*Token, error) {
	if len(message) > MaxResponse {
		return nil, ErrTooLarge
	}
	der, rest, err := ber.DER(message, maxDepth)
	switch {
	case errors.Is(err, ber.ErrTooDeep):
		return nil, ErrTooLarge
	case err != nil || len(rest) > 0:
		return nil, malformed("response")
	}
	in := cryptobyte.String(der)
	var outer, info cryptobyte.String
	if !in.ReadASN1(&outer, casn1.SEQUENCE) || !outer.ReadASN1(&info, casn1.SEQUENCE) {
		return nil, malformed("response")
	}
	refusal, err := readStatusInfo(info)
	if err != nil {
		return nil, err
	}
	if refusal.Status != Granted && refusal.Status != GrantedWithMods {
		return nil, refusal
	}
	if outer.Empty() {
		return nil, malformed("granted, but no token")
	}
	return ParseToken(outer)
}

func readStatusInfo(in cryptobyte.String) (*RefusalError, error) {
	r := &RefusalError{Failure: NoFailure}
	var texts cryptobyte.String
	var hasTexts bool
	var status int
	if !in.ReadASN1Integer(&status) || !in.ReadOptionalASN1(&texts, &hasTexts, casn1.SEQUENCE) {
		return nil, malformed("status")
	}
	r.Status = Status(status)
	var lines []string
	for !texts.Empty() {
		var text cryptobyte.String
		var tag casn1.Tag
		if !texts.ReadAnyASN1(&text, &tag) {
			return nil, malformed("statusString")
		}
		lines = append(lines, strings.ToValidUTF8(string(text), "\uFFFD"))
	}
	r.Text = strings.Join(lines, "\n")
	if in.PeekASN1Tag(casn1.BIT_STRING) {
		var bits cryptobyte.String
		if !in.ReadASN1(&bits, casn1.BIT_STRING) || len(bits) == 0 {
			return nil, malformed("failInfo")
		}
		r.Failure = firstBit(bits[1:])
	}
	if !in.Empty() {
		return nil, malformed("status")
	}
	return r, nil
}

// firstBit is the first failure that is set.
func firstBit(octets []byte) Failure {
	for i := range 8 * min(len(octets), 8) {
		if octets[i/8]&(0x80>>(i%8)) != 0 {
			return Failure(i)
		}
	}
	return NoFailure
}
