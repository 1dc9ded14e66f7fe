// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cms reads and writes the SignedData and the EnvelopedData of the
// Cryptographic Message Syntax, RFC 5652 sections 5 and 6. The types mirror its
// ASN.1, each with its section.
//
// [Reader] takes a message of any size in constant memory: what stands before
// the content, the content as a stream, what stands after it; [EnvelopedReader]
// does the same for encrypted ones. Both read DER and BER, as old tools write
// it: indefinite lengths, content cut into pieces. What is written is DER:
// [SignedData.Envelope] gives only the two ends of a message, and
// [EnvelopedData.Header] what stands before the content, for whoever holds the
// content to join.
//
// The package knows structure, and by [SignerInfo.Verify] whether a value is a
// key's. Whether a signature is worth anything is for package validation to say;
// package envelope encrypts and decrypts.
package cms
