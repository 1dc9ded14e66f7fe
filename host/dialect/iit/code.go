// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// Code is an error as pages know it. The numbers are those of the library's
// manual, appendix A.2.
type Code int

// The codes that are answered.
const (
	codeNone           Code = 0
	codeNotInitialized Code = 1
	codeBadParameter   Code = 2
	codeTransmit       Code = 5 // a server of an authority or provider did not do it
	codeMemory         Code = 6
	codeEndOfEnum      Code = 7 // no error: pages read null
	codeNoDialogs      Code = 9
	codeCancelled      Code = 12
	codeMedia          Code = 17 // the driver, or no carrier: no try of the PIN was spent
	codeMediaAccess    Code = 18 // the carrier does not let in, or is gone
	codeMediaRead      Code = 19
	codeMediaWrite     Code = 20
	codeBadPrivateKey  Code = 24 // a wrong password or PIN, or a damaged key
	codeFormats        Code = 33
	codeCSP            Code = 34 // the algorithms failed
	codeBadSignature   Code = 35
	codeNotReceiver    Code = 37
	codeBadCertificate Code = 50 // also: no key was read
	codeCertNotFound   Code = 51
	codeCertTime       Code = 52
	codeCertRevoked    Code = 53
	codeTimeStamp      Code = 65
	codeOCSP           Code = 81
	codeNotSupported   Code = 65534
	codeUnknown        Code = 65535
)

// codes gives each error of the service the code that pages know. Pages act on
// some: 24 they show as a wrong password, at 12 they stop in silence, at 51 they
// look for the certificate at authorities of theirs.
var codes = map[protocol.Code]Code{
	// The person, or nobody, decided.
	protocol.Cancelled:      codeCancelled,
	protocol.TooManyCancels: codeCancelled,
	protocol.TimedOut:       codeCancelled,
	protocol.Declined:       codeCancelled,
	protocol.Unconfirmed:    codeCancelled,
	protocol.LastTry:        codeCancelled, // it was offered, and nobody took it
	protocol.SharedTries:    codeCancelled,

	// We decided, or cannot.
	protocol.Forbidden:        codeNotSupported,
	protocol.Refused:          codeNotSupported,
	protocol.IdentityContent:  codeNotSupported,
	protocol.Unsupported:      codeNotSupported,
	protocol.KeyKindForbidden: codeNotSupported,

	// The page asked wrongly.
	protocol.InvalidParams:    codeBadParameter,
	protocol.DocumentChanged:  codeBadParameter,
	protocol.TooManyDocuments: codeBadParameter,
	protocol.FrameTooLarge:    codeMemory,

	// The key and what guards it.
	protocol.WrongPassword:        codeBadPrivateKey,
	protocol.WrongKeyPassword:     codeBadPrivateKey,
	protocol.EmptyPassword:        codeBadPrivateKey,
	protocol.WrongPIN:             codeBadPrivateKey,
	protocol.PINLength:            codeBadPrivateKey,
	protocol.WrongOTP:             codeBadPrivateKey,
	protocol.AuthorizationFailed:  codeBadPrivateKey,
	protocol.UserUnknown:          codeBadPrivateKey,
	protocol.NotAContainer:        codeBadPrivateKey,
	protocol.TruncatedContainer:   codeBadPrivateKey,
	protocol.DamagedContainer:     codeBadPrivateKey,
	protocol.UnsupportedContainer: codeBadPrivateKey,
	protocol.ContainerTooCostly:   codeBadPrivateKey,
	protocol.FileTooLarge:         codeBadPrivateKey,
	protocol.NotAKey:              codeBadPrivateKey,
	protocol.NoSigningKey:         codeBadPrivateKey,
	protocol.NoEncryptionKey:      codeBadPrivateKey,
	protocol.OtherTPM:             codeBadPrivateKey,
	protocol.NormalBasisKey:       codeCSP,

	// The carrier. What never reached it is 17, what it did not let pass 18.
	protocol.NoToken:             codeMedia,
	protocol.DriverMissing:       codeMedia,
	protocol.DriverRefused:       codeMedia,
	protocol.DriverCrashed:       codeMedia,
	protocol.DriverSilent:        codeMedia,
	protocol.DriverFailed:        codeMedia,
	protocol.WorkerMissing:       codeMedia,
	protocol.NoTPM:               codeMedia,
	protocol.TPMForbidden:        codeMedia,
	protocol.TPMFailed:           codeMedia,
	protocol.InvalidReference:    codeMedia,
	protocol.TokenUnsupported:    codeMedia,
	protocol.TokenRemoved:        codeMediaAccess,
	protocol.TokenBusy:           codeMediaAccess,
	protocol.SessionLost:         codeMediaAccess,
	protocol.PINExpired:          codeMediaAccess,
	protocol.PINLocked:           codeMediaAccess,
	protocol.PINNotSet:           codeMediaAccess,
	protocol.TPMLockout:          codeMediaAccess,
	protocol.TokenKeyMissing:     codeMediaRead,
	protocol.TokenFull:           codeMediaWrite,
	protocol.PINEntryUnavailable: codeNoDialogs,

	// The certificate.
	protocol.NoCertificate:          codeCertNotFound,
	protocol.CertificateNotFound:    codeCertNotFound,
	protocol.WrongAuthority:         codeCertNotFound, // not among those of the one that was named
	protocol.AuthorityWithoutLookup: codeCertNotFound,
	protocol.SenderUnknown:          codeCertNotFound,
	protocol.CertificateExpired:     codeCertTime,
	protocol.CertificateNotYetValid: codeCertTime,
	protocol.CertificateRevoked:     codeCertRevoked,
	protocol.RecipientRevoked:       codeCertRevoked,
	protocol.CertificateUntrusted:   codeBadCertificate,
	protocol.CertificateMismatch:    codeBadCertificate,
	protocol.CertificateChanged:     codeBadCertificate,
	protocol.SenderUnfit:            codeBadCertificate,

	// Messages.
	protocol.NotAnEnvelope:       codeFormats,
	protocol.DamagedEnvelope:     codeFormats,
	protocol.UnsupportedEnvelope: codeFormats,
	protocol.NotARecipient:       codeNotReceiver,

	// Those who are asked.
	protocol.TimeStampUnavailable: codeTimeStamp,
	protocol.StatusUnavailable:    codeOCSP,
	protocol.AuthorityUnreachable: codeTransmit,
	protocol.ProviderUnreachable:  codeTransmit,
	protocol.ProviderFailed:       codeTransmit,
	protocol.ProviderAnswer:       codeTransmit,
	protocol.AgreementNeeded:      codeTransmit,
}

// An Error is what a method failed by.
type Error struct {
	Code Code
	// words is the key of the catalogue under which its sentence stands; empty:
	// that of the code.
	words string
}

// Error is for logs.
func (e *Error) Error() string { return "iit: code " + strconv.Itoa(int(e.Code)) }

// Is reports whether target is an Error of the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// endOfEnum ends a list that a page counts through.
var endOfEnum error = &Error{Code: codeEndOfEnum}

func fail(code Code) error { return &Error{Code: code} }

// failWith has a sentence of the catalogue that says more than that of the code.
func failWith(code Code, words string) error { return &Error{code, words} }

// asError finds what pages are told of an error of any floor.
func asError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if errors.Is(err, service.ErrExpired) {
		return &Error{codeBadCertificate, "iit_error_key_closed"}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &Error{Code: codeCancelled}
	}
	told := service.AsError(err)
	code, ok := codes[told.Code]
	if !ok {
		return &Error{Code: codeUnknown} // a mistake of ours
	}
	return &Error{code, "error_" + strings.ReplaceAll(string(told.Code), "-", "_")}
}

// show is an error in the words of the person. A sentence with gaps, which are for
// names that the page need not learn, gives way to that of the code. Codes that
// no page shows have none.
func (e *Error) show(language string) shown {
	words := extension.Words(language)
	message := words[e.words]
	if message == "" || strings.Contains(message, "$") {
		message = words["iit_error_"+strconv.Itoa(int(e.Code))]
	}
	return shown{e.Code, message}
}
