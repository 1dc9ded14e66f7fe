// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"golang.org/x/crypto/cryptobyte"
)

// The Java key store, of type JKS. Its description is the source of the JDK;
// PrivatBank hands keys out in it. All numbers are big-endian, UTF is two
// octets of length and modified UTF-8:
//
//	magic u32, version u32, count u32, entry…, digest (20)
//	entry: 1 u32, alias UTF, milliseconds u64, length u32, EncryptedPrivateKeyInfo,
//	       count u32, certificate…
//	     | 2 u32, alias UTF, milliseconds u64, certificate
//	certificate: type UTF (from version 2), length u32, DER
//
// The digest is SHA-1 of the password in UTF-16, sixteen letters, and all
// before the digest.

const jksMagic = "\xfe\xed\xfe\xed"

const jksWhitener = "Mighty Aphrodite"

const (
	jksKey     = 1
	jksTrusted = 2
)

const maxJKSEntries = 1024 // keys and trusted certificates in one file

func detectJKS(data []byte) bool { return bytes.HasPrefix(data, []byte(jksMagic)) }

// A jksStore is the file as it lies.
type jksStore struct {
	version uint32
	entries []jksEntry
	body    []byte // what the digest is over
	digest  []byte
}

type jksEntry struct {
	tag   uint32
	alias []byte
	date  uint64
	key   []byte // EncryptedPrivateKeyInfo; none for a trusted certificate
	chain []jksCertificate
}

type jksCertificate struct{ kind, der []byte }

// A jksReader takes values off the front of a file. After the first error
// they are all empty.
type jksReader struct {
	rest cryptobyte.String
	err  error
}

func (r *jksReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.rest = nil
}

func (r *jksReader) u32() (n uint32) {
	if !r.rest.ReadUint32(&n) {
		r.fail(key.ErrTruncated)
	}
	return n
}

func (r *jksReader) u64() (n uint64) {
	if !r.rest.ReadUint64(&n) {
		r.fail(key.ErrTruncated)
	}
	return n
}

func (r *jksReader) utf() []byte {
	var s cryptobyte.String
	if !r.rest.ReadUint16LengthPrefixed(&s) {
		r.fail(key.ErrTruncated)
	}
	return s
}

// octets reads a length and so many octets, at most limit.
func (r *jksReader) octets(limit uint32) []byte {
	size := r.u32()
	var octets []byte
	switch {
	case size > limit:
		r.fail(key.ErrDamaged)
	case !r.rest.ReadBytes(&octets, int(size)):
		r.fail(key.ErrTruncated)
	}
	return octets
}

// count reads how many things follow.
func (r *jksReader) count(limit uint32) uint32 {
	n := r.u32()
	if n > limit {
		r.fail(fmt.Errorf("%w: %d parts", key.ErrTooLarge, n))
		return 0
	}
	return n
}

func parseJKS(data []byte) (jksStore, error) {
	r := &jksReader{rest: data[len(jksMagic):]}
	s := jksStore{version: r.u32()}
	if r.err == nil && s.version != 1 && s.version != 2 {
		return jksStore{}, key.ErrUnsupported
	}
	for range r.count(maxJKSEntries) {
		s.entries = append(s.entries, r.entry(s.version))
		if r.err != nil {
			return jksStore{}, r.err
		}
	}
	s.body = data[:len(data)-len(r.rest)]
	if r.err == nil && !r.rest.ReadBytes(&s.digest, sha1.Size) {
		r.fail(key.ErrTruncated)
	}
	return s, r.err
}

func (r *jksReader) entry(version uint32) jksEntry {
	e := jksEntry{tag: r.u32(), alias: r.utf(), date: r.u64()}
	switch e.tag {
	case jksKey:
		e.key = r.octets(2 * maxPrivateKey)
		for range r.count(maxCertificates) {
			e.chain = append(e.chain, r.certificate(version))
		}
	case jksTrusted:
		e.chain = []jksCertificate{r.certificate(version)}
	default:
		r.fail(key.ErrDamaged)
	}
	return e
}

// certificate takes the type as it is: "X.509", or "X509" by other writers
// than the JDK.
func (r *jksReader) certificate(version uint32) (c jksCertificate) {
	if version > 1 {
		c.kind = r.utf()
	}
	c.der = r.octets(MaxSize)
	return c
}

func wholeJKS(data []byte) ([]byte, error) {
	s, err := parseJKS(data)
	if err != nil {
		return nil, err
	}
	if len(s.entries) > 0 && !slices.ContainsFunc(s.entries, func(e jksEntry) bool { return e.tag == jksKey }) {
		return nil, &key.NotKeyError{What: key.WhatChain}
	}
	return data[:len(s.body)+len(s.digest)], nil
}

func readJKS(data []byte, o *opening) (*contents, error) {
	s, err := parseJKS(data)
	if err != nil {
		return nil, err
	}
	c, err := s.contents(o.keys, o.work)
	if err != nil {
		return nil, err
	}
	if err := o.work.spend(1, 1); err != nil {
		return nil, err
	}
	digest, ok := jksDigest(o.file, s.body)
	if c.proven = ok && hmac.Equal(digest, s.digest); c.proven {
		return c, nil
	}
	return nil, s.whatIsWrong(o)
}

// contents lists the keys. Certificates of all entries go together, for their
// order says nothing: PrivatBank puts that for key agreement first.
func (s jksStore) contents(passwords [][]byte, work *budget) (*contents, error) {
	c := new(contents)
	for _, e := range s.entries {
		for _, certificate := range e.chain {
			c.addCertificate(certificate.der)
		}
		if e.tag != jksKey {
			continue
		}
		p, encrypted, err := encryptedWith(e.key)
		if err != nil && !errors.Is(err, key.ErrUnsupported) {
			err = key.ErrDamaged
		}
		reveal := func(accept func(info []byte) error) error {
			if err != nil {
				return err
			}
			return p.decrypt(encrypted, passwords, work, accept)
		}
		if err := c.addBag(keyBag{alias: decodeModifiedUTF8(e.alias), reveal: reveal}); err != nil {
			return nil, err
		}
	}
	c.lossy = false // rewriteJKS copies every certificate as it is
	return c, nil
}

// whatIsWrong tells why the digest is not the password's. If the password
// opens a key all the same, as in nearly every file it does, the file was
// changed. (It may also be that of the keys in a file that has another for
// itself; which of the two, nothing tells.)
func (s jksStore) whatIsWrong(o *opening) error {
	c, err := s.contents([][]byte{o.file}, o.work)
	if err != nil {
		return err
	}
	entries, err := c.open()
	wipeAll(entries)
	switch {
	case err == nil:
		return key.ErrDamaged
	case errors.Is(err, key.ErrUnsupported):
		return key.ErrWrongPassword
	}
	return err
}

// jksDigest reports false for a password that is no text.
func jksDigest(password, body []byte) ([]byte, bool) {
	octets, ok := asUTF16(password)
	if !ok {
		return nil, false
	}
	defer clear(octets)
	h := sha1.New()
	h.Write(octets)
	h.Write([]byte(jksWhitener))
	h.Write(body)
	return h.Sum(nil), true
}

func certificatesInJKS(data []byte) []*x509.Certificate {
	s, err := parseJKS(data)
	if err != nil {
		return nil
	}
	c := new(contents)
	for _, e := range s.entries {
		for _, certificate := range e.chain {
			c.addCertificate(certificate.der)
		}
	}
	return c.certificates
}
