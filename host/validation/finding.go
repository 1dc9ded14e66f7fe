// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

// A Finding is something worth saying about a signature.
type Finding struct {
	Code Code   `json:"code"`
	Text string `json:"text"` // English, for logs and the command line
}

// A Code names a finding for programs.
type Code string

// Errors: each decides the verdict as [rules] has it.
const (
	MalformedMessage       Code = "malformed-message"
	AttributeMissing       Code = "attribute-missing"
	AttributeDuplicated    Code = "attribute-duplicated"
	AttributeMalformed     Code = "attribute-malformed"
	ContentTypeDiffers     Code = "content-type-differs"
	DigestNotListed        Code = "digest-algorithm-not-listed"
	ContentChanged         Code = "content-changed"
	SignatureWrong         Code = "signature-wrong"
	ContentMissing         Code = "content-missing"
	SignerNotFound         Code = "signer-certificate-not-found"
	SignerDiffers          Code = "signer-certificate-differs"
	NoSignedAttributes     Code = "no-signed-attributes"
	AlgorithmUnsupported   Code = "algorithm-unsupported"
	AlgorithmWeak          Code = "algorithm-weak"
	CertificateUnreadable  Code = "certificate-unreadable"
	ChainNotFound          Code = "chain-not-found"
	ChainBroken            Code = "chain-broken"
	ChainExpired           Code = "chain-expired"
	CertificateExpired     Code = "certificate-expired"
	CertificateNotYetValid Code = "certificate-not-yet-valid"
	NotForSigning          Code = "certificate-not-for-signing"
	RevocationUnknown      Code = "revocation-unknown"
	Revoked                Code = "certificate-revoked"
	RevokedUnproven        Code = "certificate-revoked-unproven"
	AuthorityRevoked       Code = "authority-revoked"
	OnHold                 Code = "certificate-on-hold"
	ExpiredNotRevoked      Code = "certificate-expired-not-revoked"
	SignedAfterExpiry      Code = "signed-after-expiry"
	SignedBeforeValidity   Code = "signed-before-validity"
	TimeStampsOutOfOrder   Code = "time-stamps-out-of-order"
)

// Errors of time-stamps alone; others are those of signatures.
const (
	TimeStampMalformed  Code = "time-stamp-malformed"
	ImprintWrong        Code = "time-stamp-of-other-data"
	StampedDataMissing  Code = "stamped-data-missing"
	TimeStampFromFuture Code = "time-stamp-from-future"
	ArchiveIndexWrong   Code = "archive-index-wrong"
)

// Warnings: none changes the indication.
const (
	RevocationNotChecked     Code = "revocation-not-checked"
	SigningCertificateAbsent Code = "signing-certificate-attribute-missing"
	SigningCertificateTwice  Code = "signing-certificate-attribute-duplicated"
	SigningCertificateSHA1   Code = "signing-certificate-sha1"
	IssuerSerialDiffers      Code = "issuer-serial-differs"
	SigningTimeAbsent        Code = "signing-time-missing"
	SigningTimeForm          Code = "signing-time-form"
	AttributesUnsorted       Code = "signed-attributes-not-sorted"
	NestedSignature          Code = "nested-signature"
	TrailingData             Code = "trailing-data"
	UnreadableCertificates   Code = "unreadable-certificates"
	UnsignedAttributes       Code = "unsigned-attributes-not-checked"
	RevokedLater             Code = "revoked-later"
	ContentStampNotValid     Code = "content-time-stamp-not-valid"
	SignatureStampNotValid   Code = "signature-time-stamp-not-valid"
	ArchiveStampNotValid     Code = "archive-time-stamp-not-valid"
	ArchiveNonstandard       Code = "archive-time-stamp-nonstandard"
	CounterSignatureNotValid Code = "counter-signature-not-valid"
	ClaimedTimeDiffers       Code = "claimed-time-differs"
	ClaimedTimeInFuture      Code = "claimed-time-in-future"
	Excess                   Code = "more-than-is-checked"
)

// rules says what each error makes of a signature: ETSI EN 319 102-1 section
// 5.2.
var rules = map[Code]struct {
	indication Indication
	sub        SubIndication
}{
	MalformedMessage:       {TotalFailed, FormatFailure},
	AttributeMissing:       {TotalFailed, FormatFailure},
	AttributeDuplicated:    {TotalFailed, FormatFailure},
	AttributeMalformed:     {TotalFailed, FormatFailure},
	ContentTypeDiffers:     {TotalFailed, FormatFailure},
	DigestNotListed:        {TotalFailed, FormatFailure},
	ContentChanged:         {TotalFailed, HashFailure},
	SignatureWrong:         {TotalFailed, SigCryptoFailure},
	ContentMissing:         {Indeterminate, SignedDataNotFound},
	SignerNotFound:         {Indeterminate, NoSigningCertificateFound},
	SignerDiffers:          {Indeterminate, NoSigningCertificateFound},
	NoSignedAttributes:     {Indeterminate, SigConstraintsFailure},
	AlgorithmUnsupported:   {Indeterminate, CryptoConstraintsFailureNoPOE},
	AlgorithmWeak:          {Indeterminate, CryptoConstraintsFailureNoPOE},
	CertificateUnreadable:  {Indeterminate, NoCertificateChainFound},
	ChainNotFound:          {Indeterminate, NoCertificateChainFound},
	ChainBroken:            {Indeterminate, ChainConstraintsFailure},
	ChainExpired:           {Indeterminate, CertificateChainGeneralFailure},
	CertificateExpired:     {Indeterminate, OutOfBoundsNoPOE},
	CertificateNotYetValid: {Indeterminate, OutOfBoundsNoPOE},
	NotForSigning:          {Indeterminate, ChainConstraintsFailure},
	RevocationUnknown:      {Indeterminate, TryLater},
	Revoked:                {TotalFailed, RevokedProven},
	RevokedUnproven:        {Indeterminate, RevokedNoPOE},
	AuthorityRevoked:       {Indeterminate, RevokedCANoPOE},
	OnHold:                 {Indeterminate, TryLater},
	ExpiredNotRevoked:      {Indeterminate, OutOfBoundsNotRevoked},
	SignedAfterExpiry:      {TotalFailed, Expired},
	SignedBeforeValidity:   {TotalFailed, NotYetValid},
	TimeStampsOutOfOrder:   {Indeterminate, TimestampOrderFailure},

	TimeStampMalformed:  {TotalFailed, FormatFailure},
	ImprintWrong:        {TotalFailed, HashFailure},
	StampedDataMissing:  {Indeterminate, SignedDataNotFound},
	TimeStampFromFuture: {Indeterminate, TryLater},
	ArchiveIndexWrong:   {TotalFailed, HashFailure},
}

var texts = map[Code]string{
	MalformedMessage:       "the message cannot be read",
	AttributeMissing:       "a required signed attribute is missing",
	AttributeDuplicated:    "a signed attribute occurs more than once",
	AttributeMalformed:     "a signed attribute cannot be read",
	ContentTypeDiffers:     "the signed content type is not the message's",
	DigestNotListed:        "the message does not announce the signer's hash before the content",
	ContentChanged:         "the content is not what was signed",
	SignatureWrong:         "the signature is not the signer's over these attributes",
	ContentMissing:         "the signed content was not given",
	SignerNotFound:         "the signer's certificate is neither in the message nor supplied",
	SignerDiffers:          "the signature names another certificate than the one at hand",
	NoSignedAttributes:     "nothing but the content is signed",
	AlgorithmUnsupported:   "the algorithm or the key is of no known kind",
	AlgorithmWeak:          "the algorithm or the key is too weak",
	CertificateUnreadable:  "the signer's certificate breaks the rules of X.509",
	ChainNotFound:          "no path from the signer's certificate to a trusted root",
	ChainBroken:            "the path to the root breaks a rule",
	ChainExpired:           "a certificate of the issuers is outside its validity",
	CertificateExpired:     "the signer's certificate has expired",
	CertificateNotYetValid: "the signer's certificate is not valid yet",
	NotForSigning:          "the certificate is not for signatures",
	RevocationUnknown:      "whether the certificate was revoked is not known",
	Revoked:                "the certificate was revoked before it signed",
	RevokedUnproven:        "the certificate is revoked, and nothing proves that it signed before",
	AuthorityRevoked:       "a certificate of the issuers is revoked",
	OnHold:                 "the certificate is on hold, which may be lifted",
	ExpiredNotRevoked:      "the certificate has expired, not revoked, and nothing proves that it signed before",
	SignedAfterExpiry:      "the certificate had expired when it signed",
	SignedBeforeValidity:   "the certificate was not valid yet when it signed",
	TimeStampsOutOfOrder:   "a time-stamp is younger than what proves that it existed",

	TimeStampMalformed:  "the time-stamp cannot be read",
	ImprintWrong:        "the time-stamp is of other data",
	StampedDataMissing:  "what the time-stamp is of was not given, or not hashed as it is",
	TimeStampFromFuture: "the time-stamp is of a later time than this computer's clock shows",
	ArchiveIndexWrong:   "the archive time-stamp is over what the signature has no more",

	RevocationNotChecked:     "whether the certificate was revoked was not checked, as asked",
	SigningCertificateAbsent: "no attribute binds the signer's certificate: CMS, not CAdES",
	SigningCertificateTwice:  "the attribute that binds the certificate occurs more than once: not CAdES",
	SigningCertificateSHA1:   "the certificate is bound by SHA-1",
	IssuerSerialDiffers:      "issuer and number in the attribute that binds the certificate are not the certificate's",
	SigningTimeAbsent:        "the signer states no time",
	SigningTimeForm:          "the claimed time is not in the form the standard has",
	AttributesUnsorted:       "the signed attributes are not in the order of DER",
	NestedSignature:          "the signature value is nested in another octet string",
	TrailingData:             "octets follow the message",
	UnreadableCertificates:   "the message holds certificates that cannot be read",
	UnsignedAttributes:       "unsigned attributes were not checked",
	RevokedLater:             "the certificate was revoked, but only after it signed",
	ContentStampNotValid:     "the time-stamp over the content proves nothing",
	SignatureStampNotValid:   "the time-stamp over the signature proves nothing",
	ArchiveStampNotValid:     "the archive time-stamp proves nothing",
	ArchiveNonstandard:       "the archive time-stamp has the form of UAPKI, not the standard's",
	CounterSignatureNotValid: "a signature that confirms this one is not valid",
	ClaimedTimeDiffers:       "the signer's clock was wrong: the claimed time contradicts the time-stamps",
	ClaimedTimeInFuture:      "the claimed time is yet to come: the signer's clock or this computer's is wrong",
	Excess:                   "there is more in the signature than is checked",
}

func newFinding(code Code, detail string) Finding {
	text := texts[code]
	if detail != "" {
		text += ": " + detail
	}
	return Finding{Code: code, Text: text}
}

// worse is the answer after one more error. TOTAL-FAILED outranks
// INDETERMINATE; otherwise the first error gives the reason.
func worse(indication Indication, sub SubIndication, code Code) (Indication, SubIndication) {
	rule := rules[code]
	if indication == TotalPassed || indication == Indeterminate && rule.indication == TotalFailed {
		return rule.indication, rule.sub
	}
	return indication, sub
}
