// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package relying is what a cabinet's server needs to rely on Pidpys: it gives
// out challenges, verifies who signed in with the key of a certificate, and
// verifies signed documents. By itself it asks nobody: no network, no database.
//
// A cabinet may have many servers. They share the [Key] that signs challenges, and
// a store of those that were answered (package store, in memory or in Redis), which
// is asked once a sign-in. Any of them takes the answer to a challenge of any other,
// and a server that dies takes nobody's sign-in with it.
//
// Three things arrive from a page:
//
//   - a login statement (package login) as an attached CAdES signature:
//     [Verifier.Login]. It is bound to the cabinet's origin and to a challenge
//     that only this session was given, so it is of no use anywhere else or
//     ever again.
//   - the Authorization header of the tax service's Electronic Cabinet, an
//     attached signature of the visitor's own tax number:
//     [Verifier.TaxAuthorization]. Whoever gets hold of one may use it until it
//     ages; prefer Login wherever the choice is yours.
//   - a signed document: [Verifier.Document].
//
// A fourth comes from servers of phones, a detached signature: [Verifier.Detached],
// on which package diia is built.
//
// A certificate is accepted when its chain reaches a root of Verifier.Trust and
// every certificate of the chain is valid now, or was at a time that time-stamps
// prove. With Verifier.Status none of them may be revoked, and a status that
// cannot be learnt is a refusal; without it revocation is not looked at.
package relying
