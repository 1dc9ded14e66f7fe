// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package container opens key files: the IIT store (Key-6.dat) and PKCS #12
// (RFC 7292), with DSTU 4145 keys under GOST protection and with RSA and ECDSA
// keys under the usual international one. It also writes both.
//
// The name of a file says nothing about its content, so [Open] looks at the
// octets. [Source] is the same as a [key.Source] that asks the user for the
// password.
//
// The formats of the vendors are published nowhere; what is written here was
// measured on files that their software made.
package container

import (
	"fmt"

	"github.com/pidpys/pidpys/host/key"
)

// MaxSize is how many octets a key file may have. Real ones have ten thousand.
const MaxSize = 4 << 20

// Format names a container format.
type Format string

// The formats. An empty Format is a file of none of them.
const (
	IIT    Format = "iit"
	PKCS12 Format = "pkcs12"
)

// formats are tried in this order. A new one is a file of its own and a row.
var formats = []struct {
	name Format
	// detect looks at the first octets only, so that a file cut short is
	// still recognised.
	detect func(data []byte) bool
	// open decrypts; password is not empty and data is one whole DER value.
	// What it returns belongs to the caller, who wipes it.
	open func(data, password []byte, work *budget) ([]Entry, error)
}{
	{IIT, detectIIT, openIIT},
	{PKCS12, detectPKCS12, openPKCS12},
}

// Detect tells the format by the first octets of a file, whether or not the
// rest of it is in order.
func Detect(data []byte) Format {
	for _, f := range formats {
		if f.detect(data) {
			return f.name
		}
	}
	return ""
}

// Check says what can be said of a file before its password is known: nil, or
// an error of [Open] other than those about the password.
func Check(data []byte) error {
	_, err := whole(data)
	return err
}

// whole returns the container in DER, once it is known to be one.
func whole(data []byte) ([]byte, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("%w: %d octets", key.ErrTooLarge, len(data))
	}
	if what := notKey(data); what != "" {
		return nil, &key.NotKeyError{What: what}
	}
	if Detect(data) == "" {
		return nil, key.ErrNotContainer
	}
	return toDER(data)
}

// Passwords open a key file. They are UTF-8.
type Passwords struct {
	File []byte
	// Keys is that of the keys within, where a format lets it differ. Nil: the
	// same as File.
	Keys []byte
}

// Open decrypts a key file. Each format knows which octets of a password were
// really hashed, and where software disagrees the alternatives are tried in a
// fixed order within one limit of work. No slice is changed or kept.
//
// Errors, to be told apart with errors.Is and errors.As: [key.ErrTooLarge],
// [key.ErrTooMuchWork], [*key.NotKeyError], [key.ErrNotContainer],
// [key.ErrTruncated], [key.ErrEmptyPassword], [key.ErrWrongPassword],
// [key.ErrUnsupported], and [key.ErrNoSigningKey] for a container without any
// key.
//
// Close wipes the decrypted octets and the DSTU 4145 keys. Of RSA and ECDSA
// keys the standard library keeps copies that nobody can reach, so those are
// only let go.
func Open(data []byte, passwords Passwords) (key.Store, error) {
	data, err := whole(data)
	if err != nil {
		return nil, err
	}
	if len(passwords.File) == 0 {
		return nil, key.ErrEmptyPassword
	}
	format := Detect(data)
	for _, f := range formats {
		if f.name != format {
			continue
		}
		entries, err := f.open(data, passwords.File, newBudget())
		if err != nil {
			return nil, err
		}
		if len(entries) == 0 {
			return nil, key.ErrNoSigningKey
		}
		return newStore(format, entries), nil
	}
	return nil, key.ErrNotContainer
}
