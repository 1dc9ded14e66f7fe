// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package validation judges CAdES signatures: ETSI EN 319 102-1.
//
// [Verifier] is lenient in encoding and strict in mathematics. Its verdicts are
// in the words of the standard. It knows neither revocation nor time-stamps: the
// first leaves a good signature INDETERMINATE, the second never raise a level,
// and the claimed signing time is never trusted.
package validation
