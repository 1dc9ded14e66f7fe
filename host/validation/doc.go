// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package validation judges CAdES signatures: ETSI EN 319 102-1, in its words.
// It is lenient in encoding and strict in mathematics.
//
// [Verifier] works in the standard's order. The building blocks that no time
// changes come first: format, the content, the signature value, what binds the
// certificate. Then time-stamps, the youngest archive time-stamp before all
// others, each proving that what it is over existed at its time. The earliest
// such proof is the best-signature-time; without one it is now, and
// [Verdict.Proven] is false. The claimed signing time proves nothing. At that
// time the path of the signer's certificate is held to RFC 5280, and the status
// of each of its certificates must be known.
//
// # What counts as evidence
//
// Whether a certificate was revoked is looked up in the message (in the
// certificates and crls of SignedData, in X Long attributes, in its
// time-stamps), in what the caller has, and only then asked of [Status]. Evidence
// serves a time when it was fresh then, by the rule that a signature of today is
// held to (see [status.UsualResponses]), or when it was made later, while the
// certificate had not expired; of what expired only a responder that is asked
// knows. Older evidence says nothing of a signature that came after it. A
// revocation counts from its own time on, whoever tells it when. Nothing known
// is INDETERMINATE, TRY_LATER: it is never good.
//
// Here this package decides where the standard leaves it open:
//
//   - Evidence at hand that is younger than the signature is enough: nobody is
//     asked besides. Older one that was still fresh is enough where nobody can
//     be asked, or answers.
//   - The status of a time-stamping authority must be known for the time it
//     states; whether it was revoked since is asked where anybody can be. If it
//     is known to have been, the time-stamp holds only when another proves that
//     it existed before, whatever the reason.
//   - When a signature is proven to have existed only after its certificate was
//     revoked or had expired, it is TOTAL-FAILED, REVOKED or EXPIRED.
//   - The status of OCSP responders is not asked: theirs in Ukraine name nobody
//     to ask. They must have been certified by the very authority they speak for.
//   - A time-stamp that proves nothing lowers the level and fails nothing.
//   - UAPKI writes archive time-stamps in a form of its own. They are judged as
//     such, count as proof, are named by a warning, and are never B-LTA.
//
// # Limits
//
// An attached content is read once, before its signatures, in constant memory.
// It is hashed by what the message announces; a content of up to a mebibyte is
// kept, so that time-stamps by other hashes can be checked too. Of a larger one
// such a time-stamp proves nothing. Of one message at most 2048 signatures over
// signatures, eight deep, 2048 time-stamps, 64 archive time-stamps, 512 responses
// and 64 lists are looked at; the rest is said to be unchecked or not at hand.
//
// Time-stamps over references (level X) and archive time-stamps of the second
// version are not judged.
package validation
