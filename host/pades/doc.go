// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package pades makes and judges signatures in PDF files: PAdES, ETSI EN 319
// 142-1, at levels B-B to B-LTA, with DSTU 4145, ECDSA and RSA.
//
// [Signer] works in two halves, as that of package cades does: Prepare lays out
// the new revision of the file and says which digest to sign, Finish takes the
// signature, and Seal puts the message in. A time-stamp gets into the message
// between the two (cades.Augmenter), evidence into the file by [Extend], a
// time-stamp over all of that by [Stamp]. Each appends to the file; no octet of
// what was there changes, and the file itself is never held in memory.
//
// [Verify] judges every signature of a file, by package validation, and says
// what came after each: a PDF can be appended to, so that a signature over its
// beginning holds while the pages have become others.
//
// # What is read, and what is not
//
// Files are read by a small reader of our own, which repairs nothing: what
// viewers would understand in different ways is refused. It reads
// cross-reference tables, streams and both in one file, and objects packed into
// streams by Flate. Files beyond ten thousand million octets, a million
// objects or a thousand revisions are refused, and so are encrypted ones.
// Signatures of kinds older than a detached CMS (adbe.x509.rsa_sha1,
// adbe.pkcs7.sha1) are named, but not judged.
//
// Signatures that are made are invisible: they have a place in the form, but
// draw nothing on a page. Forms in XFA are not signed, for they show what the
// PDF does not hold. Locks of fields and seed values are not looked at. The
// evidence that Extend writes is that of signatures and of the time-stamps
// within them, not of time-stamps over the document.
//
// What came after a signature is judged strictly: besides further signatures,
// evidence and metadata nothing may differ, not even a value filled into a
// form. Later then says that there are changes, and the signature is
// INDETERMINATE; the octets it covers are the document as it was signed.
package pades

import (
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
)

// What can be wrong with a file. Errors of the reader it comes from are handed
// on and are none of these.
var (
	// ErrNotPDF says that the octets do not begin as PDF does.
	ErrNotPDF = pdf.ErrNotPDF
	// ErrMalformed says that the file breaks ISO 32000-1, or that different
	// programs could understand it in different ways.
	ErrMalformed = pdf.ErrMalformed
	// ErrEncrypted says that the file is encrypted: it can be neither signed
	// nor verified here.
	ErrEncrypted = pdf.ErrEncrypted
	// ErrTooLarge says that the file exceeds a limit.
	ErrTooLarge = pdf.ErrTooLarge
)

// What can keep a file from being signed.
var (
	// ErrXFA says that the file is a form in XFA.
	ErrXFA = errors.New("pades: form in XFA")
	// ErrCertified says that the file's author certified it and allows no
	// further signatures: ISO 32000-1 section 12.8.2.2.
	ErrCertified = errors.New("pades: certified file that must not change")
	// ErrField says that there is no empty signature field of the name.
	ErrField = errors.New("pades: no empty signature field of this name")
	// ErrRoom says that a message is larger than the room left for it.
	ErrRoom = errors.New("pades: signature larger than its place in the file")
	// ErrNoSignature says that there is no signature to extend.
	ErrNoSignature = errors.New("pades: no signature")
)

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

func tooLarge(what string) error { return fmt.Errorf("%w: %s", ErrTooLarge, what) }
