// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// errRewritten: what was written does not open as what was read. It is a bug.
var errRewritten = errors.New("container: internal error: the new file is not the same as the old one")

// ChangePassword returns the same keys, names and certificates, and what else
// the file says of each, in the same format under another password, in UTF-8,
// for the file and the keys. The result has been opened and compared. What was
// protected weakly is protected as [ToPKCS12] does, as far as the format
// allows.
//
// The errors are those of [Open]; [key.ErrEmptyPassword] and [ErrPassword] for
// the new password; [key.ErrKeyPassword] if some key is under another password
// than those given, and [key.ErrUnsupported] if the file holds something that
// would be lost.
func ChangePassword(data []byte, old Passwords, password []byte) ([]byte, error) {
	if len(password) == 0 {
		return nil, key.ErrEmptyPassword
	}
	f, data, err := recognise(data)
	if err != nil {
		return nil, err
	}
	c, err := f.read(data, newOpening(old, newBudget()))
	if err != nil {
		return nil, aboutPassword(err, old)
	}
	if c.lossy {
		return nil, fmt.Errorf("%w: it holds more than keys and certificates", key.ErrUnsupported)
	}
	infos, err := c.infos()
	defer clearAll(infos)
	if err != nil {
		return nil, aboutPassword(err, old)
	}
	file, err := f.rewrite(data, c, infos, password)
	if err != nil {
		return nil, err
	}
	was, err := entriesOf(c, infos)
	defer wipeAll(was)
	if err != nil {
		return nil, err
	}
	return file, compare(file, f.name, password, was)
}

// ToPKCS12 returns the keys of a file, their names, their certificates and
// extra ones as a PKCS #12 file with strong parameters. The password is UTF-8.
// The result has been opened and compared. What else the file holds stays
// behind: entries that are neither, and what the format says a key is for,
// which the certificates say as well. The errors are those of [ChangePassword];
// here keys that do not open are passed over as by [Open].
func ToPKCS12(data []byte, old Passwords, password []byte, extra []*x509.Certificate) ([]byte, error) {
	f, data, err := recognise(data)
	if err != nil {
		return nil, err
	}
	entries, err := f.open(data, newOpening(old, newBudget()))
	defer wipeAll(entries)
	if err != nil {
		return nil, aboutPassword(err, old)
	}
	all := certificatesIn(entries)
	known := len(all)
	for _, c := range extra {
		if !slices.ContainsFunc(all, c.Equal) {
			all = append(all, c)
		}
	}
	distribute(all[known:], entries)
	if len(all) > maxCertificates {
		return nil, fmt.Errorf("%w: %d certificates", key.ErrTooLarge, len(all))
	}
	file, err := MarshalPKCS12(entries, password, PKCS12Options{strong: true})
	if err != nil {
		return nil, err
	}
	return file, compare(file, PKCS12, password, entries)
}

// entriesOf is what opening a file with these keys should give.
func entriesOf(c *contents, infos [][]byte) ([]Entry, error) {
	plain := &contents{certificates: c.certificates}
	for i, b := range c.bags {
		b.reveal = func(accept func(info []byte) error) error { return accept(infos[i]) }
		plain.bags = append(plain.bags, b)
	}
	return plain.open()
}

// compare opens a new file and compares its keys, names and certificates with
// those that it was made of.
func compare(file []byte, format Format, password []byte, was []Entry) error {
	f, data, err := recognise(file)
	if err != nil || f.name != format {
		return fmt.Errorf("%w: %w", errRewritten, err)
	}
	is, err := f.open(data, newOpening(Passwords{File: password}, newBudget()))
	defer wipeAll(is)
	if err != nil {
		return fmt.Errorf("%w: %w", errRewritten, err)
	}
	if !slices.EqualFunc(was, is, sameEntry) {
		return errRewritten
	}
	return nil
}

// sameEntry compares public keys: those in files are made of the private ones.
// The format may forget what a key is for.
func sameEntry(a, b Entry) bool {
	return pki.EqualPublicKeys(a.Key.Public(), b.Key.Public()) && a.Alias == b.Alias &&
		len(a.Certificates) == len(b.Certificates) &&
		!slices.ContainsFunc(a.Certificates, func(c *x509.Certificate) bool {
			return !slices.ContainsFunc(b.Certificates, c.Equal)
		})
}
