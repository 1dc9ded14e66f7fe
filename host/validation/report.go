// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"crypto/x509"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
)

// An Indication is the main answer about a signature: ETSI EN 319 102-1
// section 5.1.3.
type Indication string

// The three answers.
const (
	TotalPassed   Indication = "TOTAL-PASSED"
	TotalFailed   Indication = "TOTAL-FAILED"
	Indeterminate Indication = "INDETERMINATE"
)

// A SubIndication is the reason for an answer that is not TOTAL-PASSED: ETSI
// EN 319 102-1 section 5.1.3.
type SubIndication string

// The reasons this package gives.
const (
	FormatFailure                  SubIndication = "FORMAT_FAILURE"
	HashFailure                    SubIndication = "HASH_FAILURE"
	SigCryptoFailure               SubIndication = "SIG_CRYPTO_FAILURE"
	SigConstraintsFailure          SubIndication = "SIG_CONSTRAINTS_FAILURE"
	ChainConstraintsFailure        SubIndication = "CHAIN_CONSTRAINTS_FAILURE"
	CertificateChainGeneralFailure SubIndication = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
	CryptoConstraintsFailureNoPOE  SubIndication = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
	NoSigningCertificateFound      SubIndication = "NO_SIGNING_CERTIFICATE_FOUND"
	NoCertificateChainFound        SubIndication = "NO_CERTIFICATE_CHAIN_FOUND"
	OutOfBoundsNoPOE               SubIndication = "OUT_OF_BOUNDS_NO_POE"
	SignedDataNotFound             SubIndication = "SIGNED_DATA_NOT_FOUND"
	TryLater                       SubIndication = "TRY_LATER"
	RevokedProven                  SubIndication = "REVOKED"
	RevokedNoPOE                   SubIndication = "REVOKED_NO_POE"
	RevokedCANoPOE                 SubIndication = "REVOKED_CA_NO_POE"
	OutOfBoundsNotRevoked          SubIndication = "OUT_OF_BOUNDS_NOT_REVOKED"
	Expired                        SubIndication = "EXPIRED"
	NotYetValid                    SubIndication = "NOT_YET_VALID"
	TimestampOrderFailure          SubIndication = "TIMESTAMP_ORDER_FAILURE"
)

// A Report is what [Verifier.Verify] says about a message.
type Report struct {
	// Signatures are the verdicts, one a signer, in the message's order. A
	// message that cannot be read has one, FORMAT_FAILURE.
	Signatures []Verdict
	// ContentType is the type of the content; zero if it could not be read.
	ContentType x509.OID
	// Detached says that the message holds no content.
	Detached bool
}

// Passed says that there is a signature and that all are TOTAL-PASSED, of
// whatever [Level].
func (r *Report) Passed() bool {
	for _, v := range r.Signatures {
		if v.Indication != TotalPassed {
			return false
		}
	}
	return len(r.Signatures) > 0
}

// A Verdict is what is said about one signature.
type Verdict struct {
	Indication    Indication
	SubIndication SubIndication // of the first of the worst errors; empty when passed
	Level         cades.Level
	// Intact says that the content and the signed attributes are those that
	// the key in the signer's certificate signed. It says nothing about whose
	// certificate that is.
	Intact bool
	// Certificate is the signer's; nil when none was found or it breaks the
	// rules of X.509.
	Certificate *x509.Certificate
	Signer      pki.Person
	// ClaimedTime is the signing time that the signer states, zero when absent.
	// Nobody vouches for it.
	ClaimedTime time.Time
	// BestTime is when the signature is known to have existed, by time-stamps
	// if Proven; else it is the time of verification, and nothing is known.
	BestTime time.Time
	Proven   bool
	// Hash is what content and attributes are hashed with; nil when unknown.
	Hash *pki.Hash
	// Qualified is what kind of signature the certificate claims to make.
	Qualified pki.Qualification
	// Chain goes from the signer's certificate to a trusted root, also where
	// Errors say that it breaks a rule; nil when there is none.
	Chain []*x509.Certificate
	// TimeStamps are those over the content, the signature, and the archive.
	TimeStamps []TimeStamp
	// Statuses are of the certificates of Chain and of those of time-stamps, but
	// for the roots, each once. There are none where revocation is not checked.
	Statuses []CertificateStatus
	// CounterSignatures are signatures over this one. They decide nothing
	// about it.
	CounterSignatures []Verdict
	Errors            []Finding
	Warnings          []Finding
}

// fail records an error. TOTAL-FAILED outranks INDETERMINATE; otherwise the
// first error gives the reason.
func (v *Verdict) fail(code Code, detail string) {
	v.Indication, v.SubIndication = worse(v.Indication, v.SubIndication, code)
	v.Errors = append(v.Errors, newFinding(code, detail))
}

func (v *Verdict) warn(code Code, detail string) {
	v.Warnings = append(v.Warnings, newFinding(code, detail))
}

// failed reports whether an error was recorded.
func (v *Verdict) failed(code Code) bool {
	return slices.ContainsFunc(v.Errors, func(f Finding) bool { return f.Code == code })
}
