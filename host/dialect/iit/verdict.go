// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"strings"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/validation"
)

// verdicts gives each reason why a signature is not TOTAL-PASSED the code by which
// pages tell their people. There is no code for "perhaps": a signature that cannot
// be judged is not confirmed, and the code says what kept it from being.
var verdicts = map[validation.SubIndication]Code{
	// It is broken, whoever signed.
	validation.FormatFailure:         codeFormats,
	validation.SigConstraintsFailure: codeFormats,
	validation.SignedDataNotFound:    codeFormats, // asked as if the content were inside
	validation.HashFailure:           codeBadSignature,
	validation.SigCryptoFailure:      codeBadSignature,

	// An algorithm that nobody here knows, or that nothing may rest on.
	validation.CryptoConstraintsFailureNoPOE: codeCSP,

	// Pages answer 51 by looking for the certificate, which may help; where an
	// issuer is unknown, nothing that they supply makes it trusted.
	validation.NoSigningCertificateFound:      codeCertNotFound,
	validation.NoCertificateChainFound:        codeBadCertificate,
	validation.ChainConstraintsFailure:        codeBadCertificate,
	validation.CertificateChainGeneralFailure: codeBadCertificate,

	// The certificate's time.
	validation.OutOfBoundsNoPOE:      codeCertTime,
	validation.OutOfBoundsNotRevoked: codeCertTime,
	validation.Expired:               codeCertTime,
	validation.NotYetValid:           codeCertTime,

	// Its status. Which of responder and list told is of no use to a page, and 53 is
	// the older code of the two.
	validation.RevokedProven:  codeCertRevoked,
	validation.RevokedNoPOE:   codeCertRevoked,
	validation.RevokedCANoPOE: codeCertRevoked,
	validation.TryLater:       codeOCSP,

	validation.TimestampOrderFailure: codeTimeStamp,
}

// confirmed is nil for a signature that is TOTAL-PASSED, else the error that a
// page is told.
func confirmed(v validation.Verdict) error {
	if v.Indication == validation.TotalPassed {
		return nil
	}
	code, known := verdicts[v.SubIndication]
	if !known {
		code = codeUnknown
	}
	return failWith(code, "report_sub_"+strings.ToLower(string(v.SubIndication)))
}

// Types of signatures, as bits: how much of CAdES there is.
const (
	signBES   = 1
	signT     = 4
	signC     = 8
	signXLong = 16
)

// signTypes gives each level its type. Pages know of none that is more than X
// Long but one, which has stamps over the references and is not judged here.
var signTypes = map[cades.Level]int{
	cades.LevelCMS: signBES, cades.LevelBES: signBES, cades.LevelBB: signBES,
	cades.LevelT: signT, cades.LevelBT: signT,
	cades.LevelC: signC, cades.LevelX: signC,
	cades.LevelXL: signXLong, cades.LevelBLT: signXLong, cades.LevelBLTA: signXLong, cades.LevelA: signXLong,
}
