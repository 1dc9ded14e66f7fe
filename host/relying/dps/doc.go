// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package dps reads and writes what reports and receipts travel in to and from
// the gateways of the State Tax Service of Ukraine (ДПС). A container is a row of
// parts, each a label, the length of its data, and the data:
//
//	part   ::= label NUL length data        -- length: 4 octets, little-endian
//	marker ::= label NUL                    -- USC_SIGN and USC_CRYPT alone
//
// A report is signed, encrypted to the gateway, and signed again, one part inside
// another, and the outermost stands behind a transport header, which is a part
// too ([Sending]):
//
//	TRANSPORTABLE  KEY=VALUE CR LF … NUL
//	UA1_SIGN       SignedData over:
//	    CERTCRYPT  the sender's certificate for key agreement
//	    UA1_CRYPT  EnvelopedData over:
//	        UA1_SIGN  SignedData over the report, in windows-1251
//
// Signing and encrypting are for who calls [Unwrap], and for packages cades and
// envelope. Beside them stands what is inside: a [Report] with its [Head], by which its file
// is called ([Head.FileName]), and a [Receipt], which says what became of it. An
// [Exchange] carries both.
//
// What stands here is how the open programs of dstucrypt (jkurwa lib/util/transport.js
// and lib/app, agent agent.js), OpenPRRO and Prozorro (fiscal_bot) read and write it, and the
// parameters of a closed library's calls. Two orders describe it, which others quote and
// whose examples are not published: № 499 of 12.07.2010 of the tax administration, the
// container, and № 729 of 29.11.2013 of the Ministry of Revenues and Duties, the XML and
// names of files. What none of these shows is said to be unverified. Receipts that are a
// single PACKED_XML are of another form, and are not read.
package dps
