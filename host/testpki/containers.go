// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// fileRounds is how often a password is hashed for a key file where the format
// leaves it to the writer: a tenth of what real ones have, since tests open
// many.
const fileRounds = 1_000

// key6Files keeps what takes ten thousand rounds to make: a Key-6.dat holds no
// date, so it is the same for every PKI.
var key6Files sync.Map // name and password → func() []byte

// Key6 writes the keys as a Key-6.dat, which holds no certificates. It panics
// for a key that is not of DSTU 4145.
func (s *Subscriber) Key6(password string) []byte {
	sign, ok := s.SignKey.(*dstu4145.PrivateKey)
	if !ok {
		panic(fmt.Sprintf("testpki: %s has no DSTU 4145 key", s.name))
	}
	agree, _ := s.AgreeKey.(*dstu4145.PrivateKey)
	once, _ := key6Files.LoadOrStore(s.name+" "+password, sync.OnceValue(func() []byte {
		file, err := container.MarshalIIT(sign, agree, []byte(password))
		must(err)
		return file
	}))
	return slices.Clone(once.(func() []byte)())
}

// Key11 writes the Key-11.dat that lies beside a Key-6.dat: a header, the
// identifiers of both keys, zeros.
func (s *Subscriber) Key11() []byte {
	const size = 112
	file := []byte{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}
	file = append(file, pki.KeyIDs(s.SignKey.Public())[0]...)
	if s.AgreeKey != nil {
		file = append(file, pki.KeyIDs(s.AgreeKey.Public())[0]...)
	}
	return append(file, make([]byte, size-len(file))...)
}

// entries are the keys, with all certificates, the chain's too, beside the
// first.
func (s *Subscriber) entries(alias string) []container.Entry {
	entries := []container.Entry{{Key: s.SignKey, Alias: alias, Usage: key.Sign, Certificates: append(s.Certificates(), s.Chain...)}}
	if s.AgreeKey != nil {
		entries = append(entries, container.Entry{Key: s.AgreeKey, Alias: alias, Usage: key.Agree})
	}
	return entries
}

// PKCS12 writes the keys with all certificates, the chain's too.
func (s *Subscriber) PKCS12(password string) []byte {
	file, err := container.MarshalPKCS12(s.entries(""), []byte(password), container.PKCS12Options{
		Rand: stream(s.name + " file"), Iterations: fileRounds,
	})
	must(err)
	return file
}

// PKCS8 writes the key for signing as an encrypted PKCS #8, which holds no
// certificates: a .pk8.
func (s *Subscriber) PKCS8(password string) []byte {
	file, err := container.MarshalPKCS8(s.SignKey, []byte(password), container.PKCS8Options{
		Rand: stream(s.name + " pk8"), Iterations: fileRounds,
	})
	must(err)
	return file
}

// PEM writes the key for signing as an encrypted PKCS #8 and all certificates,
// the chain's too, one block after another.
func (s *Subscriber) PEM(password string) []byte {
	var file bytes.Buffer
	must(pem.Encode(&file, &pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: s.PKCS8(password)}))
	for _, c := range append([]*x509.Certificate{s.SignCert}, s.Chain...) {
		must(pem.Encode(&file, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	}
	return file.Bytes()
}

// JKS writes a Java key store as PrivatBank hands it out: the director's keys
// under "sign" and the company's stamp under "stamp", each with the certificate
// for key agreement first. Keys may have a password of their own.
func (p *PKI) JKS(password, keys string) []byte {
	entries := append(p.Subscriber(Director).entries("sign"), p.Subscriber(Stamp).entries("stamp")...)
	passwords := container.Passwords{File: []byte(password), Keys: []byte(keys)}
	file, err := container.MarshalJKS(entries, passwords, container.JKSOptions{Rand: stream("jks file"), Date: p.now})
	must(err)
	return file
}
