// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"golang.org/x/crypto/cryptobyte"
)

// JKSOptions vary what [MarshalJKS] writes. The zero value is for use.
type JKSOptions struct {
	Rand io.Reader // of salts; nil is crypto/rand
	Date time.Time // of each entry; zero is 1970
}

// MarshalJKS writes a Java key store, version 2. Entries that follow each
// other with the same alias become one, as PrivatBank has it: the key for
// signing with that for key agreement in the IIT attributes, so both must be of
// DSTU 4145. The certificates of the first of them are the chain, in their
// order. The format protects keys poorly: it is for samples, and for those who
// have such a file anyway.
func MarshalJKS(entries []Entry, passwords Passwords, options JKSOptions) ([]byte, error) {
	s := jksStore{version: 2}
	var infos [][]byte
	defer func() { clearAll(infos) }()
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && entries[n].Alias == entries[0].Alias {
			n++
		}
		info, err := marshalTogether(entries[:n])
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
		e := jksEntry{tag: jksKey, alias: appendModifiedUTF8(nil, entries[0].Alias)}
		if !options.Date.IsZero() {
			e.date = uint64(options.Date.UnixMilli())
		}
		for _, c := range entries[0].Certificates {
			e.chain = append(e.chain, jksCertificate{[]byte("X.509"), c.Raw})
		}
		s.entries = append(s.entries, e)
		entries = entries[n:]
	}
	if passwords.Keys == nil {
		passwords.Keys = passwords.File
	}
	if options.Rand == nil {
		options.Rand = rand.Reader
	}
	return s.seal(infos, passwords, options.Rand)
}

// marshalTogether makes one PrivateKeyInfo of keys with one alias.
func marshalTogether(entries []Entry) ([]byte, error) {
	if len(entries) == 1 {
		return marshalPrivateKeyInfo(entries[0].Key)
	}
	sign, isDSTU := entries[0].Key.(*dstu4145.PrivateKey)
	agree, areDSTU := entries[1].Key.(*dstu4145.PrivateKey)
	if len(entries) > 2 || !isDSTU || !areDSTU {
		return nil, fmt.Errorf("container: several keys of alias %q", entries[0].Alias)
	}
	return marshalIITKey(sign, agree)
}

// seal puts a PrivateKeyInfo into each entry that is a key and writes the file.
func (s jksStore) seal(infos [][]byte, passwords Passwords, random io.Reader) ([]byte, error) {
	if len(passwords.File) == 0 || len(passwords.Keys) == 0 {
		return nil, key.ErrEmptyPassword
	}
	octets, ok := asUTF16(passwords.Keys)
	if !ok {
		return nil, ErrPassword
	}
	defer clear(octets)
	for i := range s.entries {
		if s.entries[i].tag != jksKey {
			continue
		}
		sealed, err := sealSun(octets, infos[0], random)
		if err != nil {
			return nil, err
		}
		s.entries[i].key = sealed.marshal()
		infos = infos[1:]
	}
	body, err := s.marshal()
	if err != nil {
		return nil, err
	}
	digest, ok := jksDigest(passwords.File, body)
	if !ok {
		return nil, ErrPassword
	}
	return append(body, digest...), nil
}

// marshal writes everything before the digest.
func (s jksStore) marshal() ([]byte, error) {
	var b cryptobyte.Builder
	b.AddBytes([]byte(jksMagic))
	b.AddUint32(s.version)
	b.AddUint32(uint32(len(s.entries)))
	for _, e := range s.entries {
		b.AddUint32(e.tag)
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(e.alias) })
		b.AddUint64(e.date)
		if e.tag == jksKey {
			b.AddUint32LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(e.key) })
			b.AddUint32(uint32(len(e.chain)))
		}
		for _, c := range e.chain {
			if s.version > 1 {
				b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(c.kind) })
			}
			b.AddUint32LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(c.der) })
		}
	}
	return b.Bytes()
}

// rewriteJKS keeps all but the keys' protection and the digest as it is. Both
// passwords become the new one.
func rewriteJKS(data []byte, _ *contents, infos [][]byte, password []byte) ([]byte, error) {
	s, err := parseJKS(data)
	if err != nil {
		return nil, err
	}
	return s.seal(infos, Passwords{File: password, Keys: password}, rand.Reader)
}
