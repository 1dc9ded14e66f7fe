// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"fmt"
	"math/bits"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/der"
	"github.com/pidpys/pidpys/host/pki"
)

// A Status is PKIStatus, RFC 4210 section 5.2.3.
type Status int

// Statuses. The first two come with a certificate.
const (
	Accepted               Status = 0
	GrantedWithMods        Status = 1
	Rejection              Status = 2
	Waiting                Status = 3
	RevocationWarning      Status = 4
	RevocationNotification Status = 5
	KeyUpdateWarning       Status = 6
)

var statusNames = []string{
	"accepted", "grantedWithMods", "rejection", "waiting", "revocationWarning", "revocationNotification", "keyUpdateWarning",
}

// String is the standard's name of the status.
func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return statusNames[s]
}

func (s Status) granted() bool { return s == Accepted || s == GrantedWithMods }

// Failures are why a request was refused, a set of bits: PKIFailureInfo, RFC 4210
// section 5.2.3.
type Failures uint32

// The failures.
const (
	BadAlg Failures = 1 << iota
	BadMessageCheck
	BadRequest
	BadTime
	BadCertID
	BadDataFormat
	WrongAuthority
	IncorrectData
	MissingTimeStamp
	BadPOP
	CertRevoked
	CertConfirmed
	WrongIntegrity
	BadRecipientNonce
	TimeNotAvailable
	UnacceptedPolicy
	UnacceptedExtension
	AddInfoNotAvailable
	BadSenderNonce
	BadCertTemplate
	SignerNotTrusted
	TransactionIDInUse
	UnsupportedVersion
	NotAuthorized
	SystemUnavail
	SystemFailure
	DuplicateCertReq
)

var failureNames = []string{
	"badAlg", "badMessageCheck", "badRequest", "badTime", "badCertId", "badDataFormat", "wrongAuthority", "incorrectData",
	"missingTimeStamp", "badPOP", "certRevoked", "certConfirmed", "wrongIntegrity", "badRecipientNonce", "timeNotAvailable",
	"unacceptedPolicy", "unacceptedExtension", "addInfoNotAvailable", "badSenderNonce", "badCertTemplate", "signerNotTrusted",
	"transactionIdInUse", "unsupportedVersion", "notAuthorized", "systemUnavail", "systemFailure", "duplicateCertReq",
}

// Has reports whether all of other are among f.
func (f Failures) Has(other Failures) bool { return f&other == other }

// String is the standard's names of the failures, and empty when there are none.
func (f Failures) String() string {
	var names []string
	for rest := uint32(f); rest != 0; rest &= rest - 1 {
		n := bits.TrailingZeros32(rest)
		if n < len(failureNames) {
			names = append(names, failureNames[n])
		} else {
			names = append(names, fmt.Sprintf("Failures(1<<%d)", n))
		}
	}
	return strings.Join(names, ", ")
}

// A StatusInfo is what became of a request: PKIStatusInfo, RFC 4210 section
// 5.2.3.
type StatusInfo struct {
	Status   Status
	Text     string // in the server's words; hostile
	Failures Failures
}

func (i *StatusInfo) addTo(b *cryptobyte.Builder) {
	der.AddStatusInfo(b, der.StatusInfo{Status: int(i.Status), Text: i.Text, Fails: uint32(i.Failures)})
}

func readStatusInfo(s *cryptobyte.String, i *StatusInfo) bool {
	var info der.StatusInfo
	ok := der.ReadStatusInfo(s, &info)
	*i = StatusInfo{Status(info.Status), info.Text, Failures(info.Fails)}
	return ok
}

// An ErrorMsgContent says that a message, or the whole transaction, came to
// nothing.
//
//	ErrorMsgContent ::= SEQUENCE {                   -- RFC 4210 section 5.3.21
//	  pKIStatusInfo PKIStatusInfo,
//	  errorCode INTEGER OPTIONAL,
//	  errorDetails PKIFreeText OPTIONAL }
type ErrorMsgContent struct {
	Status  StatusInfo
	Details string // for people; hostile
}

// Type is [Error].
func (*ErrorMsgContent) Type() BodyType { return Error }

func (e *ErrorMsgContent) addTo(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		e.Status.addTo(b)
		if e.Details != "" {
			der.AddFreeText(b, e.Details)
		}
	})
}

func readErrorMsgContent(s *cryptobyte.String) (*ErrorMsgContent, error) {
	var in cryptobyte.String
	e := new(ErrorMsgContent)
	if !s.ReadASN1(&in, casn1.SEQUENCE) || !readStatusInfo(&in, &e.Status) || !in.SkipOptionalASN1(casn1.INTEGER) ||
		in.PeekASN1Tag(casn1.SEQUENCE) && !der.ReadFreeText(&in, &e.Details) || !in.Empty() {
		return nil, malformed("ErrorMsgContent")
	}
	return e, nil
}

// A RejectedError is a request that the authority refused.
type RejectedError struct {
	Status   Status
	Failures Failures
	// Text is what the authority says, in its words, fit to show: see
	// [pki.DisplayText]. It may be empty.
	Text string
}

func rejected(i StatusInfo, details string) *RejectedError {
	return &RejectedError{i.Status, i.Failures, pki.DisplayText(i.Text + "\n" + details)}
}

// Error is without the authority's words.
func (e *RejectedError) Error() string {
	if e.Failures == 0 {
		return fmt.Sprintf("cmp: authority answers %v", e.Status)
	}
	return fmt.Sprintf("cmp: authority answers %v: %v", e.Status, e.Failures)
}
