// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import "errors"

// A SubIndication is a reason for the indication INDETERMINATE, in the words of
// ETSI EN 319 102-1 section 5.1.3.
type SubIndication string

// The reasons that the validation of a path gives, ETSI EN 319 102-1 section
// 5.2.6. Whether proofs of existence turn one into another, only who has the
// signature can tell.
const (
	NoCertificateChainFound        SubIndication = "NO_CERTIFICATE_CHAIN_FOUND"
	OutOfBoundsNoPOE               SubIndication = "OUT_OF_BOUNDS_NO_POE"
	CertificateChainGeneralFailure SubIndication = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
	ChainConstraintsFailure        SubIndication = "CHAIN_CONSTRAINTS_FAILURE"
	CryptoConstraintsFailureNoPOE  SubIndication = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
)

// SubIndicationOf says which an error of [Trust.Validate] comes to; it is empty
// for nil. What the caller demanded is a constraint on the chain, what RFC 5280
// demands of every path a general failure.
func SubIndicationOf(err error) SubIndication {
	var validity *ValidityError
	var constraint *ConstraintError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrNoChain):
		return NoCertificateChainFound
	case errors.As(err, &validity):
		return OutOfBoundsNoPOE
	case !errors.As(err, &constraint):
		return CertificateChainGeneralFailure
	}
	switch constraint.Constraint {
	case WeakAlgorithm:
		return CryptoConstraintsFailureNoPOE
	case PolicyDemand, WrongPurpose:
		return ChainConstraintsFailure
	}
	return CertificateChainGeneralFailure
}
