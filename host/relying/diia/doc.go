// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package diia lets the visitors of a cabinet sign in and sign documents with
// Дія.Підпис. A cabinet's server imports it; nobody else can use it, for Diia
// knows servers by a secret, the acquirer token, that it gives to organisations
// on their application. The page shows a code, the phone reads it, and Diia sends
// what was signed to the server:
//
//	page ── start ──▶ cabinet ── offer request ──▶ Diia
//	page ◀─ code ──── cabinet ◀─── deeplink ────── Diia ◀── scanned ── phone
//	page ◀─ event ─── cabinet ◀─── callback ────── Diia ◀── signed ─── phone
//	page ── finish ─▶ cabinet
//
// [Acquirer] speaks the acquirers' interface of Diia. [Desk] begins requests,
// each for one session of the cabinet, takes Diia's callbacks and gives results to
// the session that began them and to no other, once. [Page] is the desk as the
// handlers that a page needs. A cabinet sets up these three and serves Page and
// [Desk.Callback].
//
// Before the first request, an organisation applies to Diia, gets the token, and
// has the address of its callback registered there: https, on its own server, and
// open to Diia; all this is tried at [Test] first. With the token it makes a branch, which is
// the name that people see, and an offer for each [Action], once: the example of
// Acquirer. From then on the example of the package is all of it.
//
// There is no public standard. Hosts, paths, fields and headers are those of the
// official client libraries for Python, .NET, Java and PHP
// (github.com/diiaintegration, 2024 and 2025) and of the published sources of Diia
// (github.com/diia-open-source); what was met in none of them is said to be
// unverified where it stands.
//
// Three things guard a sign-in. The digest that the phone signs is the request's
// name at Diia; whoever knows it could have somebody sign it as a document of another
// site, so it goes to Diia and the phone alone, and the page knows the request by
// another name. The result is for the session that began the request. And the
// phone shows the cabinet's name. NOTHING HERE KEEPS A PERSON FROM SCANNING A CODE
// THAT A STRANGER SENT THEM and confirming it, and who reads the digest off his own
// phone is such a stranger too.
package diia
