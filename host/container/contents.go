// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// Limits on what is in one file.
const (
	maxBags         = 32  // with keys
	maxCertificates = 256 // more are passed over
)

// An opening is one attempt to open a file.
type opening struct {
	file []byte   // its password
	keys [][]byte // those to try on the keys within, in order
	work *budget
}

func newOpening(p Passwords, work *budget) *opening {
	o := &opening{file: p.File, keys: [][]byte{p.File}, work: work}
	if p.Keys != nil {
		o.keys = [][]byte{p.Keys, p.File}
	}
	return o
}

// forSafes are the passwords to try on an encrypted safe: certificates are
// mostly under that of the file, but OpenSSL can put all within under another.
func (o *opening) forSafes() [][]byte {
	passwords := slices.Clone(o.keys)
	slices.Reverse(passwords)
	return passwords
}

// contents are what a file holds, the keys still locked.
type contents struct {
	bags         []keyBag
	certificates []*x509.Certificate
	// attributes are those of the bags of certificates in a PKCS #12, to be
	// kept when it is written anew.
	attributes map[*x509.Certificate][]byte
	// proven says that the password of the file was right, whatever that of
	// the keys is.
	proven bool
	// lossy says that something was passed over, so that the file cannot be
	// written anew.
	lossy bool
}

// A keyBag is one PrivateKeyInfo in its protection.
type keyBag struct {
	alias      string
	attributes []byte    // of its bag in a PKCS #12, to be kept, too
	usage      key.Usage // of its first key, where the format itself says it
	locked     bool      // reveal needs a password
	// reveal gives accept the PrivateKeyInfo, which is wiped afterwards. By
	// [key.ErrWrongPassword] accept asks for another try.
	reveal func(accept func(info []byte) error) error
}

func (c *contents) addBag(b keyBag) error {
	if len(c.bags) == maxBags {
		return fmt.Errorf("%w: more than %d keys", key.ErrTooLarge, maxBags)
	}
	c.bags = append(c.bags, b)
	return nil
}

// addCertificate keeps what can be read: a certificate must not keep anybody
// from their key. It returns nil for one that is not kept or is there already.
func (c *contents) addCertificate(der []byte) *x509.Certificate {
	if len(c.certificates) == maxCertificates {
		c.lossy = true
		return nil
	}
	certificate, err := pki.ParseCertificate(slices.Clone(der))
	if err != nil {
		c.lossy = true
		return nil
	}
	if slices.ContainsFunc(c.certificates, certificate.Equal) {
		return nil
	}
	c.certificates = append(c.certificates, certificate)
	return certificate
}

// each unlocks all bags at once, each on a processor of its own if there are
// as many: deriving the keys is what opening a file takes its time for. It
// returns one error for each bag; info is wiped after use.
func (c *contents) each(use func(i int, info []byte, entries []Entry)) []error {
	errs := make([]error, len(c.bags))
	var group sync.WaitGroup
	for i, b := range c.bags {
		group.Go(func() {
			errs[i] = b.reveal(func(info []byte) error {
				entries, err := parsePrivateKeyInfo(info)
				if err == nil {
					use(i, info, entries)
				}
				return err
			})
		})
	}
	group.Wait()
	return errs
}

// open returns the keys with their certificates. Keys under another password
// and of unknown algorithms are passed over if there are others.
func (c *contents) open() ([]Entry, error) {
	opened := make([][]Entry, len(c.bags))
	errs := c.each(func(i int, _ []byte, entries []Entry) { opened[i] = entries })
	var all []Entry
	for i, entries := range opened {
		for j := range entries {
			entries[j].Alias = c.bags[i].alias
		}
		if len(entries) > 0 && entries[0].Usage == 0 {
			entries[0].Usage = c.bags[i].usage
		}
		all = append(all, entries...)
	}
	if err := c.verdict(errs); err != nil {
		wipeAll(all)
		return nil, err
	}
	distribute(c.certificates, all)
	return all, nil
}

// verdict makes one error of those of the bags.
func (c *contents) verdict(errs []error) error {
	var opened bool
	var worst error
	for _, err := range errs {
		switch {
		case err == nil:
			opened = true
		case errors.Is(err, key.ErrWrongPassword):
			worst = key.ErrWrongPassword
		case !errors.Is(err, key.ErrUnsupported):
			return err
		case worst == nil:
			worst = err
		}
	}
	switch {
	case opened:
		return nil
	case worst == nil:
		return key.ErrNoSigningKey
	case errors.Is(worst, key.ErrWrongPassword) && c.proven:
		return key.ErrKeyPassword
	}
	return worst
}

// infos returns every PrivateKeyInfo, in the order of the bags. The caller
// wipes them. One that does not open is an error.
func (c *contents) infos() ([][]byte, error) {
	infos := make([][]byte, len(c.bags))
	errs := c.each(func(i int, info []byte, entries []Entry) {
		wipeAll(entries)
		infos[i] = slices.Clone(info)
	})
	for _, err := range errs {
		if err != nil {
			clearAll(infos)
			return nil, c.verdict([]error{err})
		}
	}
	return infos, nil
}

func clearAll(secrets [][]byte) {
	for _, s := range secrets {
		clear(s)
	}
}

// distribute lays with each key every certificate but those of other keys:
// which is whose, only the public keys tell.
func distribute(certificates []*x509.Certificate, entries []Entry) {
	for _, c := range certificates {
		owners := ownersOf(c, entries)
		for i := range entries {
			if len(owners) == 0 || slices.Contains(owners, i) {
				entries[i].Certificates = append(entries[i].Certificates, c)
			}
		}
	}
}

// ownersOf returns the entries whose certificate c is.
func ownersOf(c *x509.Certificate, entries []Entry) (owners []int) {
	public, err := pki.PublicKey(c)
	if err != nil {
		return nil
	}
	for i, e := range entries {
		if pki.EqualPublicKeys(public, e.Key.Public()) {
			owners = append(owners, i)
		}
	}
	return owners
}
