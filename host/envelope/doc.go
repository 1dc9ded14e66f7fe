// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package envelope encrypts content to the holders of certificates and decrypts
// it: EnvelopedData, RFC 5652 section 6, of any size in constant memory.
//
//	recipient's key   content key by                         content by
//	DSTU 4145         cofactor or standard Diffie–Hellman,   GOST 28147 with feedback
//	                  GOST 34.311, the GOST 28147 key wrap
//	P-256, 384, 521   ECDH and AES key wrap, RFC 5753        AES-CBC
//	RSA               OAEP, RFC 3560; PKCS #1 v1.5 if read   AES-CBC
//
// The Ukrainian scheme was learnt from envelopes that the software of IIT and
// jkurwa made, not from the text of a standard. The profiles with Kalyna
// (DSTU 7624) and Kupyna are not known here: Kalyna is not in this program, and
// no such envelope has been met.
//
// None of these ciphers protects the content from being changed. Decrypted
// content is as trustworthy as the signature inside it, and nobody should learn
// from afar whether, or how, decryption failed: with AES-CBC and RSA of PKCS #1
// v1.5 those answers, asked for often enough, decrypt messages.
package envelope
