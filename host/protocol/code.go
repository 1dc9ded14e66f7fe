// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"errors"
	"slices"
)

// Code names an error, in the words of PROTOCOL.md, section 10. The list is
// closed.
type Code string

// Actor is who can do something about an error.
type Actor string

// The actors of PROTOCOL.md, section 10.
const (
	Person      Actor = "person"
	Certificate Actor = "certificate"
	Input       Actor = "input"
	Network     Actor = "network"
	SetUp       Actor = "set-up"
	Programmer  Actor = "programmer"
)

// The codes. Their meanings stand in PROTOCOL.md, section 10.
const (
	Cancelled              Code = "cancelled"
	Refused                Code = "refused"
	Failed                 Code = "failed"
	TimedOut               Code = "timed-out"
	Unsupported            Code = "unsupported"
	Forbidden              Code = "forbidden"
	TooManyCancels         Code = "too-many-cancels"
	Busy                   Code = "busy"
	DocumentChanged        Code = "document-changed"
	InvalidParams          Code = "invalid-params"
	ExtensionMissing       Code = "extension-missing"
	HostMissing            Code = "host-missing"
	HostForbidden          Code = "host-forbidden"
	HostTooOld             Code = "host-too-old"
	ExtensionTooOld        Code = "extension-too-old"
	PageNotListed          Code = "page-not-listed"
	WrongPassword          Code = "wrong-password"
	WrongKeyPassword       Code = "wrong-key-password"
	EmptyPassword          Code = "empty-password"
	NotAContainer          Code = "not-a-container"
	TruncatedContainer     Code = "truncated-container"
	DamagedContainer       Code = "damaged-container"
	UnsupportedContainer   Code = "unsupported-container"
	NormalBasisKey         Code = "normal-basis-key"
	ContainerTooCostly     Code = "container-too-costly"
	FileTooLarge           Code = "file-too-large"
	NotAKey                Code = "not-a-key"
	NoSigningKey           Code = "no-signing-key"
	NoEncryptionKey        Code = "no-encryption-key"
	NoCertificate          Code = "no-certificate"
	CertificateNotFound    Code = "certificate-not-found"
	CertificateExpired     Code = "certificate-expired"
	CertificateNotYetValid Code = "certificate-not-yet-valid"
	CertificateUntrusted   Code = "certificate-untrusted"
	CertificateRevoked     Code = "certificate-revoked"
	CertificateMismatch    Code = "certificate-mismatch"
	WrongAuthority         Code = "wrong-authority"
	AuthorityUnreachable   Code = "authority-unreachable"
	AuthorityWithoutLookup Code = "authority-without-lookup"
	TimeStampUnavailable   Code = "time-stamp-unavailable"
	StatusUnavailable      Code = "status-unavailable"
	NotAnEnvelope          Code = "not-an-envelope"
	DamagedEnvelope        Code = "damaged-envelope"
	UnsupportedEnvelope    Code = "unsupported-envelope"
	RecipientRevoked       Code = "recipient-revoked"
	NotARecipient          Code = "not-a-recipient"
	SenderUnknown          Code = "sender-unknown"
	SenderUnfit            Code = "sender-unfit"
	WrongPIN               Code = "wrong-pin"
	PINLength              Code = "pin-length"
	PINExpired             Code = "pin-expired"
	PINLocked              Code = "pin-locked"
	PINNotSet              Code = "pin-not-set"
	LastTry                Code = "last-try"
	PINEntryUnavailable    Code = "pin-entry-unavailable"
	NoToken                Code = "no-token"
	TokenRemoved           Code = "token-removed"
	TokenBusy              Code = "token-busy"
	TokenFull              Code = "token-full"
	SessionLost            Code = "session-lost"
	TokenKeyMissing        Code = "token-key-missing"
	TokenUnsupported       Code = "token-unsupported"
	DriverMissing          Code = "driver-missing"
	DriverRefused          Code = "driver-refused"
	DriverCrashed          Code = "driver-crashed"
	DriverSilent           Code = "driver-silent"
	DriverFailed           Code = "driver-failed"
	WorkerMissing          Code = "worker-missing"
	KeyKindForbidden       Code = "key-kind-forbidden"
	NoTPM                  Code = "no-tpm"
	TPMForbidden           Code = "tpm-forbidden"
	TPMFailed              Code = "tpm-failed"
	TPMLockout             Code = "tpm-lockout"
	SharedTries            Code = "shared-tries"
	OtherTPM               Code = "other-tpm"
	CannotGenerate         Code = "cannot-generate"
	KeyNotCopied           Code = "key-not-copied"
	OldKeyNeeded           Code = "old-key-needed"
	ReissueOver            Code = "reissue-over"
	RequestRejected        Code = "request-rejected"
	OwnerMismatch          Code = "owner-mismatch"
	AgreementNeeded        Code = "agreement-needed"
	ProviderUnreachable    Code = "provider-unreachable"
	ProviderFailed         Code = "provider-failed"
	ProviderAnswer         Code = "provider-answer"
	CertificateChanged     Code = "certificate-changed"
	UserUnknown            Code = "user-unknown"
	Declined               Code = "declined"
	Unconfirmed            Code = "unconfirmed"
	AuthorizationFailed    Code = "authorization-failed"
	WrongOTP               Code = "wrong-otp"
	TooManyDocuments       Code = "too-many-documents"
	InvalidReference       Code = "invalid-reference"
	IdentityContent        Code = "identity-content"
	UnfitPDF               Code = "unfit-pdf"
	OtherRole              Code = "other-role"
	NotAReport             Code = "not-a-report"
	SignatureOrder         Code = "signature-order"
	EarlierSignature       Code = "earlier-signature"
	GatewayUnfit           Code = "gateway-unfit"
	GatewayExpired         Code = "gateway-expired"
	GatewayUntrusted       Code = "gateway-untrusted"
	GatewayRevoked         Code = "gateway-revoked"
	NotAReceipt            Code = "not-a-receipt"
	ReceiptUnsigned        Code = "receipt-unsigned"
	ReceiptForged          Code = "receipt-forged"
	ReceiptUnproven        Code = "receipt-unproven"
	ReceiptForeign         Code = "receipt-foreign"
	ReceiptMismatch        Code = "receipt-mismatch"
	Malformed              Code = "malformed"
	FrameTooLarge          Code = "frame-too-large"
	UnknownBlob            Code = "unknown-blob"
	ReadFailed             Code = "read-failed"
	WriteFailed            Code = "write-failed"
	Internal               Code = "internal"
)

// Row is one line of the table of codes.
type Row struct {
	Code  Code
	Actor Actor
	Page  Code // what a page learns
}

// Codes is the table, in the order of PROTOCOL.md.
func Codes() []Row { return slices.Clone(codes) }

var codes = []Row{
	{Cancelled, Person, Cancelled},
	{Refused, Person, Refused},
	{Failed, Person, Failed},
	{TimedOut, Person, TimedOut},
	{Unsupported, Programmer, Unsupported},
	{Forbidden, Programmer, Forbidden},
	{TooManyCancels, Person, TooManyCancels},
	{Busy, Programmer, Busy},
	{DocumentChanged, Input, DocumentChanged},
	{InvalidParams, Programmer, InvalidParams},
	{ExtensionMissing, SetUp, ExtensionMissing},
	{HostMissing, SetUp, HostMissing},
	{HostForbidden, SetUp, HostForbidden},
	{HostTooOld, SetUp, HostTooOld},
	{ExtensionTooOld, SetUp, ExtensionTooOld},
	{PageNotListed, SetUp, PageNotListed},
	{WrongPassword, Person, Failed},
	{WrongKeyPassword, Person, Failed},
	{EmptyPassword, Person, Failed},
	{NotAContainer, Input, Failed},
	{TruncatedContainer, Input, Failed},
	{DamagedContainer, Input, Failed},
	{UnsupportedContainer, Input, Failed},
	{NormalBasisKey, Input, Failed},
	{ContainerTooCostly, Input, Failed},
	{FileTooLarge, Input, Failed},
	{NotAKey, Input, Failed},
	{NoSigningKey, Input, Failed},
	{NoEncryptionKey, Input, Failed},
	{NoCertificate, Certificate, Failed},
	{CertificateNotFound, Certificate, Failed},
	{CertificateExpired, Certificate, Failed},
	{CertificateNotYetValid, Certificate, Failed},
	{CertificateUntrusted, Certificate, Failed},
	{CertificateRevoked, Certificate, Failed},
	{CertificateMismatch, Input, Failed},
	{WrongAuthority, Person, Failed},
	{AuthorityUnreachable, Network, Failed},
	{AuthorityWithoutLookup, Person, Failed},
	{TimeStampUnavailable, Network, Failed},
	{StatusUnavailable, Network, Failed},
	{NotAnEnvelope, Input, Failed},
	{DamagedEnvelope, Input, Failed},
	{UnsupportedEnvelope, Input, Failed},
	{RecipientRevoked, Certificate, Failed},
	{NotARecipient, Person, Failed},
	{SenderUnknown, Input, Failed},
	{SenderUnfit, Person, Failed},
	{WrongPIN, Person, Failed},
	{PINLength, Person, Failed},
	{PINExpired, Person, Failed},
	{PINLocked, Person, Failed},
	{PINNotSet, Person, Failed},
	{LastTry, Person, Failed},
	{PINEntryUnavailable, SetUp, Failed},
	{NoToken, Person, Failed},
	{TokenRemoved, Person, Failed},
	{TokenBusy, Person, Failed},
	{TokenFull, Person, Failed},
	{SessionLost, Person, Failed},
	{TokenKeyMissing, Person, Failed},
	{TokenUnsupported, SetUp, Failed},
	{DriverMissing, SetUp, Failed},
	{DriverRefused, SetUp, Failed},
	{DriverCrashed, SetUp, Failed},
	{DriverSilent, SetUp, Failed},
	{DriverFailed, SetUp, Failed},
	{WorkerMissing, SetUp, Failed},
	{KeyKindForbidden, SetUp, Failed},
	{NoTPM, SetUp, Failed},
	{TPMForbidden, SetUp, Failed},
	{TPMFailed, SetUp, Failed},
	{TPMLockout, Person, Failed},
	{SharedTries, Person, Failed},
	{OtherTPM, Person, Failed},
	{CannotGenerate, SetUp, Failed},
	{KeyNotCopied, Person, Failed},
	{OldKeyNeeded, Person, Failed},
	{ReissueOver, Person, Failed},
	{RequestRejected, Certificate, Failed},
	{OwnerMismatch, Certificate, Failed},
	{AgreementNeeded, Person, Failed},
	{ProviderUnreachable, Network, Failed},
	{ProviderFailed, Network, Failed},
	{ProviderAnswer, Network, Failed},
	{CertificateChanged, Certificate, Failed},
	{UserUnknown, Person, Failed},
	{Declined, Person, Cancelled},
	{Unconfirmed, Person, TimedOut},
	{AuthorizationFailed, Person, Failed},
	{WrongOTP, Person, Failed},
	{TooManyDocuments, Person, Failed},
	{InvalidReference, Input, Failed},
	{IdentityContent, Input, Refused},
	{UnfitPDF, Input, Failed},
	{OtherRole, Person, Failed},
	{NotAReport, Programmer, NotAReport},
	{SignatureOrder, Person, SignatureOrder},
	{EarlierSignature, Input, EarlierSignature},
	{GatewayUnfit, Programmer, GatewayUnfit},
	{GatewayExpired, Certificate, GatewayExpired},
	{GatewayUntrusted, Certificate, GatewayUntrusted},
	{GatewayRevoked, Certificate, GatewayRevoked},
	{NotAReceipt, Input, NotAReceipt},
	{ReceiptUnsigned, Input, ReceiptUnsigned},
	{ReceiptForged, Input, ReceiptForged},
	{ReceiptUnproven, Certificate, ReceiptUnproven},
	{ReceiptForeign, Input, ReceiptForeign},
	{ReceiptMismatch, Input, ReceiptMismatch},
	{Malformed, Programmer, Failed},
	{FrameTooLarge, Programmer, Failed},
	{UnknownBlob, Programmer, Failed},
	{ReadFailed, Input, Failed},
	{WriteFailed, Programmer, Failed},
	{Internal, Programmer, Failed},
}

// Error is an error as it travels.
type Error struct {
	Code   Code    `json:"code"`
	Params *Params `json:"params,omitempty"`
}

// Params are the details that some codes have for the words shown to people.
type Params struct {
	Limit     int64  `json:"limit,omitempty"`     // file-too-large: octets
	What      string `json:"what,omitempty"`      // not-a-key: which file it is; driver-refused, unfit-pdf: why
	Authority string `json:"authority,omitempty"` // wrong-authority: who issued; of a look-up: who was asked, empty for all; request-rejected
	Provider  string `json:"provider,omitempty"`  // whose trouble it is, of those that providers have
	Text      string `json:"text,omitempty"`      // request-rejected, provider-failed, authorization-failed: what they say
	Silent    int    `json:"silent,omitempty"`    // certificate-not-found: how many of all did not answer
	Owner     string `json:"owner,omitempty"`     // certificate-revoked, recipient-revoked, status-unavailable: whose certificate
	Since     string `json:"since,omitempty"`     // certificate-revoked, recipient-revoked: RFC 3339
	Tries     string `json:"tries,omitempty"`     // wrong-pin: as of a Token
	Min       int    `json:"min,omitempty"`       // pin-length: octets
	Max       int    `json:"max,omitempty"`       // pin-length: octets; too-many-documents
	Device    string `json:"device,omitempty"`    // driver-…: whose driver; cannot-generate: which carrier
	Path      string `json:"path,omitempty"`      // driver-refused: where the driver is
	Value     string `json:"value,omitempty"`     // driver-failed: CK_RV of PKCS #11, hexadecimal
	Wait      int    `json:"wait,omitempty"`      // tpm-lockout: seconds
	Document  string `json:"document,omitempty"`  // document-changed, identity-content, unfit-pdf: which of several, fit to show
}

// Error returns the code, for logs and programmers; words for people are the
// extension's.
func (e *Error) Error() string { return "protocol: " + string(e.Code) }

// Is reports whether target is an Error with the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Fail returns the error that has this code and no params.
func Fail(code Code) error { return &Error{Code: code} }

// AsError finds the Error in err; what has none is internal.
func AsError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Code: Internal}
}

// For returns what role may learn of e: pages get the code of the table's last
// column, and no params.
func (e *Error) For(role Role) *Error {
	if role != Page {
		return e
	}
	return &Error{Code: row(e.Code).Page}
}

// row finds a code's line; a code that is not in the list counts as failed.
func row(code Code) Row {
	for _, r := range codes {
		if r.Code == code {
			return r
		}
	}
	return Row{Failed, Person, Failed}
}
