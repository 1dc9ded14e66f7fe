// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import "crypto/x509"

// A Cipher makes sessions that encrypt, as a provider expects it. It serves all
// sessions of a process.
type Cipher interface {
	// Begin agrees on keys with the holder of a certificate for key agreement, who
	// learns them from the AuthData. The certificate has been checked.
	Begin(server *x509.Certificate) (Exchange, error)
}

// An Exchange is the keys of one session. It is used by one goroutine at a time.
type Exchange interface {
	// AuthData goes with every request: from it the server computes the keys.
	AuthData() []byte
	// Encrypt is for the server.
	Encrypt(request []byte) ([]byte, error)
	// Decrypt undoes what the server did to an answer.
	Decrypt(answer []byte) ([]byte, error)
	// Close wipes the keys.
	Close() error
}
