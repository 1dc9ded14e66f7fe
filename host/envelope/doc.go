// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package envelope encrypts content to the holders of certificates and decrypts
// it: EnvelopedData, RFC 5652 section 6, of any size in constant memory.
//
//	recipient's key   content key by                         content by
//	DSTU 4145         cofactor or standard Diffie–Hellman,   GOST 28147 with feedback
//	                  GOST 34.311, the GOST 28147 key wrap
//	DSTU 4145         the same with Kupyna-256 and Kalyna    Kalyna with feedback
//	P-256, 384, 521   ECDH and AES key wrap, RFC 5753        AES-CBC
//	RSA               OAEP, RFC 3560; PKCS #1 v1.5 if read   AES-CBC
//
// The older Ukrainian scheme was learnt from envelopes that the software of IIT
// and jkurwa made, not from the text of a standard.
//
// The younger one, with Kalyna (DSTU 7624) and Kupyna (DSTU 7564), was learnt
// from the source of the UAPKI library, which in turn names the technical
// specifications of order 687 of the administration of Держспецзв'язку of 27
// October 2020. No envelope that other software made has been opened, and none
// of ours by it. That source has one set of sizes: blocks and keys of 256 bits,
// the key wrap 1.2.804.2.1.1.1.1.1.3.11, the derivation of the older scheme but
// for the hash; and it takes a sender's key with a certificate, which is what is
// written here, or for once, which is what it writes itself. Read but met
// nowhere, so that nothing but the identifiers speaks for how it is done, are:
//
//   - content in blocks of 128 and 512 bits and by keys of two blocks;
//   - the mode KW of Kalyna as the key wrap, its key as long as a block;
//   - the wrap or the content of one scheme with the agreement of the other.
//
// None of these ciphers protects the content from being changed. Decrypted
// content is as trustworthy as the signature inside it, and nobody should learn
// from afar whether, or how, decryption failed: with AES-CBC and RSA of PKCS #1
// v1.5 those answers, asked for often enough, decrypt messages.
package envelope
