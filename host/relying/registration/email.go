// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registration

import (
	"errors"
	"regexp"
	"strings"
)

// Limits of an address, RFC 5321 sections 4.5.3.1.1 to 4.5.3.1.3.
const (
	maxEmail     = 254 // a path of 256 without its brackets
	maxLocalPart = 64
)

// ErrEmail: no address that letters are sent to.
var ErrEmail = errors.New("registration: not an address of e-mail")

// email is a Dot-string and a Domain of at least two names (RFC 5321 section 4.1.2).
// Quoted names, comments, literals of network addresses and letters beyond ASCII (RFC
// 6531) are not taken: few have them, and they are what hides another header or
// another recipient in an address.
var email = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~` + "`" + `-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_{|}~` + "`" + `-]+)*@` +
	`(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)

// ParseEmail reads an address that somebody typed: spaces around it go, and its domain is in small letters. Nothing
// that it takes can end a line or begin another address, so it may stand in a header and in a command of SMTP. The
// error is [ErrEmail].
func ParseEmail(typed string) (string, error) {
	address := strings.Trim(typed, " ")
	local, domain, _ := strings.Cut(address, "@")
	if len(address) > maxEmail || len(local) > maxLocalPart || !email.MatchString(address) {
		return "", ErrEmail
	}
	return local + "@" + strings.ToLower(domain), nil
}
