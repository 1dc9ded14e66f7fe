// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package status

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/internal/shelf"
)

// Limits on what is kept.
const (
	maxKept       = 512       // files
	maxKeptOctets = 256 << 20 // octets of all files
)

// keptName matches the files of the folder: hexadecimal digits, whatever
// anybody sent.
var keptName = regexp.MustCompile(`^[0-9a-f]{64}\.(ocsp|crl)$`)

func (s *Source) shelf() *shelf.Shelf {
	return &shelf.Shelf{
		Folder: s.Folder, Names: keptName, MaxFile: crl.MaxList, MaxFiles: maxKept, MaxOctets: maxKeptOctets,
	}
}

// responseName is where the response about a certificate lies.
func responseName(q Question) string {
	issuer, cert := sha256.Sum256(q.Issuer.Raw), sha256.Sum256(q.Certificate.Raw)
	return digestName(issuer[:], cert[:]) + ".ocsp"
}

// name is where a list lies.
func (k listKey) name() string { return digestName(k.issuer[:], []byte(k.url)) + ".crl" }

func digestName(parts ...[]byte) string {
	h := sha256.New()
	for _, part := range parts {
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil))
}
