// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package container opens key files: the IIT store (Key-6.dat), PKCS #12 (RFC
// 7292), PKCS #8 (RFC 5958) in DER and PEM, and the Java key store, with DSTU
// 4145 keys under GOST protection and with RSA and ECDSA keys under the usual
// international one. It also writes them, [ChangePassword] and [ToPKCS12] for
// people, the others for tests and samples.
//
// The name of a file says nothing about its content, so [Open] looks at the
// octets. [Source] is the same as a [key.Source] that asks the user for the
// password.
//
// The formats of the vendors are published nowhere; what is written here was
// measured on files that their software made.
package container

import (
	"crypto/x509"
	"errors"
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
	JKS    Format = "jks"
	PKCS8  Format = "pkcs8" // in DER or PEM
)

// A format is a file of its own here and a row below.
type format struct {
	name Format
	// detect looks at the first octets only, so that a file cut short is
	// still recognised.
	detect func(data []byte) bool
	// whole returns the file without what follows it, or says what can be
	// said before a password is known.
	whole func(data []byte) ([]byte, error)
	// read finds the keys and the certificates in what whole returned.
	read func(data []byte, o *opening) (*contents, error)
	// rewrite returns the file with each PrivateKeyInfo, one for each bag of
	// its contents, under another password.
	rewrite func(data []byte, c *contents, infos [][]byte, password []byte) ([]byte, error)
	// certificates returns those that can be read without a password; nil
	// where there are none.
	certificates func(data []byte) []*x509.Certificate
}

// formats are tried in this order.
var formats = []format{
	{IIT, detectIIT, toDER, readIIT, rewriteIIT, nil},
	{PKCS12, detectPKCS12, toDER, readPKCS12, rewritePKCS12, certificatesInPKCS12},
	{JKS, detectJKS, wholeJKS, readJKS, rewriteJKS, certificatesInJKS},
	{PKCS8, detectPKCS8, toDER, readPKCS8, rewritePKCS8, nil},
	{PKCS8, detectPEM, wholePEM, readPEM, rewritePEM, certificatesInPEM},
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

// recognise finds the format and returns the file as its functions take it.
func recognise(data []byte) (format, []byte, error) {
	if len(data) > MaxSize {
		return format{}, nil, fmt.Errorf("%w: %d octets", key.ErrTooLarge, len(data))
	}
	for _, f := range formats {
		if f.detect(data) {
			whole, err := f.whole(data)
			return f, whole, err
		}
	}
	if what := notKey(data); what != "" {
		return format{}, nil, &key.NotKeyError{What: what}
	}
	return format{}, nil, key.ErrNotContainer
}

// Check says what can be said of a file before its password is known: nil, or
// an error of [Open] other than those about the password.
func Check(data []byte) error {
	_, err := probe(data)
	return err
}

// NeedsPassword says that a file does not open without a password. One that
// nothing opens needs none: [Check] says why.
func NeedsPassword(data []byte) bool {
	locked, _ := probe(data)
	return locked
}

// probe goes as far as it can without a password.
func probe(data []byte) (locked bool, err error) {
	f, data, err := recognise(data)
	if err != nil {
		return false, err
	}
	entries, err := f.open(data, newOpening(Passwords{}, &budget{left: maxWork, dry: true}))
	wipeAll(entries)
	if errors.Is(err, errLocked) {
		return true, nil
	}
	return false, err
}

func (f format) open(data []byte, o *opening) ([]Entry, error) {
	c, err := f.read(data, o)
	if err != nil {
		return nil, err
	}
	return c.open()
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
// [key.ErrTruncated], [key.ErrDamaged], [key.ErrUnsupported];
// [key.ErrWrongPassword], [key.ErrEmptyPassword] if an empty one is wrong, and
// [key.ErrKeyPassword] if only that of the keys is; [key.ErrNoSigningKey] for a
// container without any key.
//
// A key that is under another password than the rest is passed over. PKCS #8
// and PKCS #12 without a MAC do not prove what was decrypted: there a changed
// octet shows in RSA and most ECDSA keys, while a DSTU 4145 key may become
// another one, to which no certificate belongs.
//
// Close wipes the decrypted octets and the DSTU 4145 keys. Of RSA and ECDSA
// keys the standard library keeps copies that nobody can reach, so those are
// only let go.
func Open(data []byte, passwords Passwords) (key.Store, error) {
	f, data, err := recognise(data)
	if err != nil {
		return nil, err
	}
	entries, err := f.open(data, newOpening(passwords, newBudget()))
	if err != nil {
		return nil, aboutPassword(err, passwords)
	}
	return newStore(f.name, entries), nil
}

// aboutPassword tells a wrong password from none.
func aboutPassword(err error, passwords Passwords) error {
	if len(passwords.File) == 0 && errors.Is(err, key.ErrWrongPassword) {
		return key.ErrEmptyPassword
	}
	return err
}

// Certificates returns those in a key file that can be read without its
// password. There may be none.
func Certificates(data []byte) []*x509.Certificate {
	f, data, err := recognise(data)
	if err != nil || f.certificates == nil {
		return nil
	}
	return f.certificates(data)
}
