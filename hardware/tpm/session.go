// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import "github.com/google/go-tpm/tpm2"

// The ways in which a session encrypts: the first parameter of commands, or that
// of answers (Part 1, 21). AES-128 in CFB is what every TPM for computers has (TCG
// PC Client Platform TPM Profile).
var (
	encryptIn  = tpm2.AESEncryption(128, tpm2.EncryptIn)
	encryptOut = tpm2.AESEncryption(128, tpm2.EncryptOut)
)

// nonce is the length of nonces, in octets: the most that a session on SHA-256
// takes.
const nonce = 32

// session starts a session that proves a PIN without sending it. It is salted to
// the parent, whose name must have been compared: somebody on the bus who could
// put in a key of his own would know the salt, and could try PINs at his leisure
// on what he sees.
func (d *device) session(p *parent, pin []byte, encryption tpm2.AuthOption) (tpm2.Session, error) {
	session, _, err := tpm2.HMACSession(d, tpm2.TPMAlgSHA256, nonce,
		tpm2.Salted(p.handle, p.public), encryption, tpm2.Auth(pin))
	return session, explain(err)
}
