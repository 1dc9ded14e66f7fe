// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"crypto/x509"
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
	// BestTime is when the signature is known to have existed: without
	// time-stamps, the time of verification.
	BestTime time.Time
	// Hash is what content and attributes are hashed with; nil when unknown.
	Hash *pki.Hash
	// Qualified is what kind of signature the certificate claims to make.
	Qualified pki.Qualification
	// Chain goes from the signer's certificate to a trusted root, also where
	// Errors say that it breaks a rule; nil when there is none.
	Chain    []*x509.Certificate
	Errors   []Finding
	Warnings []Finding
}

// fail records an error. TOTAL-FAILED outranks INDETERMINATE; otherwise the
// first error gives the reason.
func (v *Verdict) fail(code Code, detail string) {
	rule := rules[code]
	if v.Indication == TotalPassed || v.Indication == Indeterminate && rule.indication == TotalFailed {
		v.Indication, v.SubIndication = rule.indication, rule.sub
	}
	v.Errors = append(v.Errors, newFinding(code, detail))
}

func (v *Verdict) warn(code Code, detail string) {
	v.Warnings = append(v.Warnings, newFinding(code, detail))
}
