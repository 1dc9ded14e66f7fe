// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"fmt"

	"github.com/pidpys/pidpys/host/key"
)

// Code is the errorCode of an answer, 0 for none. SignServer and SmartID have the
// same numbers, as far as those of the latter are known; a few more are met, such
// as 504, of which nothing was found.
type Code int

// The codes. 10 and 23 to 27 were met nowhere.
const (
	BadFormat             Code = 1
	BadParameter          Code = 2
	NoAttributes          Code = 3 // of a certificate
	WrongAttributes       Code = 4 // of a certificate
	ClientsDiffer         Code = 5 // the client's id inside and outside the envelope
	AlreadyRegistered     Code = 6
	NotRegistered         Code = 7
	UnknownClient         Code = 8
	UnknownServer         Code = 9 // the program that asks: its prefix
	WrongCertificate      Code = 11
	NoCertificates        Code = 12
	NoIssuerCertificate   Code = 13
	NoSigningCertificate  Code = 14
	CannotDecrypt         Code = 15
	WrongRequestSignature Code = 16
	NoClient              Code = 17
	WrongClient           Code = 18
	WrongOperation        Code = 19
	Repeated              Code = 20
	Unsupported           Code = 21
	OperationRegistered   Code = 22
	ServerFailed          Code = 28
)

// forgotten reports whether the server knows nothing of an operation any more.
// That it answers so about one that has expired is unverified.
func (c Code) forgotten() bool { return c == NotRegistered || c == WrongOperation }

// refusal is the error for an answer with a code, and the provider's words.
func (p *provider) refusal(code Code, message string) error {
	err := key.ErrProvider
	switch {
	case code == UnknownServer:
		err = key.ErrAgreement
	case (code == UnknownClient || code == WrongClient) && !p.scanned:
		err = key.ErrUnknownUser
	}
	text := fmt.Sprintf("errorCode %d", code)
	if message != "" {
		text = fmt.Sprintf("%s (%s)", message, text)
	}
	return p.fail(err, text)
}
