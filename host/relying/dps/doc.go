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
// Signing and encrypting are for packages cades and envelope: here are the
// octets around what these make. A server that takes reports and a program that
// sends them read the same.
//
// No description of the format is published. What stands here is how the open
// programs of dstucrypt (jkurwa lib/util/transport.js and lib/app, agent agent.js)
// and OpenPRRO read and write it, and the parameters of a closed library's calls;
// what none of these shows is said to be unverified. Receipts that are a single
// PACKED_XML are of another form, and are not read.
package dps
