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
// [Desk.Callback]; the example shows all of it.
//
// There is no public standard. Hosts, paths, fields and headers are those of the
// official client libraries for Python, .NET, Java and PHP
// (github.com/diiaintegration, 2024 and 2025) and of the published sources of Diia
// (github.com/diia-open-source); what was met in none of them is said to be
// unverified where it stands.
//
// Three things guard a sign-in. Whoever knows a request's identifier at Diia could
// have a signature of it made at another site, so it goes to Diia alone: the page
// knows the request by another name. The result is for the session that began
// the request. And the phone shows the cabinet's name: nothing here can keep a
// person from scanning a code that a stranger sent them and confirming it.
package diia
