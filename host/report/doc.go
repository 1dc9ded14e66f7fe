// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package report says to people what was found about signatures: first the
// answer in one sentence; then who signed, when, what was checked; at last what
// is wrong and what to do next. The words are those of the extension's
// catalogues, in Ukrainian or English.
//
// What a signer claims and what is proven stand apart: a time that nobody
// vouches for is never called the time of signing. Everything that others wrote
// is made fit to show, see [pki.DisplayText]; it is text still, to be escaped
// where markup is written.
//
// The verdicts themselves, in the words of ETSI EN 319 102-1, are package
// validation's.
package report
