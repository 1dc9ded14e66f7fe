// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup

import (
	"context"
	"crypto/x509"
	"encoding/hex"
	"regexp"
	"slices"

	"github.com/pidpys/pidpys/host/internal/shelf"
	"github.com/pidpys/pidpys/host/pki"
)

// Limits on what is remembered. A key of the national kind takes two files.
const (
	maxRemembered = 256      // files
	maxRememberOf = 64 << 10 // octets of a file
)

// fileName matches what [fileFor] makes.
var fileName = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})\.p7b$`)

// shelf is where certificates are remembered.
func (f *Finder) shelf() *shelf.Shelf {
	return &shelf.Shelf{
		Folder: f.Folder, Names: fileName,
		MaxFile: maxRememberOf, MaxFiles: maxRemembered, MaxOctets: maxRemembered * maxRememberOf,
	}
}

// fileFor is where the certificates of a key with an identifier lie. It is
// made of hexadecimal digits, whatever anybody sent.
func fileFor(id []byte) string { return hex.EncodeToString(id) + ".p7b" }

// Remembered returns the certificates of keys that were found earlier, and
// those above them that came along. Nobody is asked. They are proved again, so
// that it does not matter who wrote them; those that have expired are left out,
// for the authority may have newer ones.
func (f *Finder) Remembered(keys ...Key) []*x509.Certificate {
	var found findings
	for _, k := range keys[:min(len(keys), maxKeys)] {
		for _, id := range k.ids {
			data, _ := f.shelf().Read(fileFor(id))
			certs, err := pki.ParseCertificates(data)
			if err != nil {
				continue
			}
			if proved := f.current(k, certs); len(proved) > 0 {
				found = append(found, proved...)
				break
			}
		}
	}
	return found.certificates()
}

// current proves certificates to be a key's that is valid now.
func (f *Finder) current(k Key, certs []*x509.Certificate) findings {
	if len(certs) == 0 {
		return nil
	}
	now := f.Now()
	return slices.DeleteFunc(prove(context.Background(), f.Trust(), []Key{k}, certs, now), func(one finding) bool {
		return now.After(one.certificate.NotAfter)
	})
}

// remember writes what was found.
func (f *Finder) remember(found findings) {
	for name, certs := range found.files() {
		if bundle, err := pki.MarshalCertificates(certs); err == nil {
			f.shelf().Write(name, bundle)
		}
	}
}

// files lays findings out as files: one for each identifier of each key.
func (f findings) files() map[string][]*x509.Certificate {
	files := map[string][]*x509.Certificate{}
	for _, one := range f {
		own := slices.DeleteFunc(slices.Clone(f), func(other finding) bool { return !one.key.owns(other.certificate) })
		ids := one.key.ids
		if pub, err := pki.PublicKey(one.certificate); err == nil {
			ids = slices.Concat(ids, pki.KeyIDs(pub))
		}
		for _, id := range ids {
			files[fileFor(id)] = own.certificates()
		}
	}
	return files
}
