// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package keyid writes and reads the messages by which Ukrainian providers give
// out certificates for the identifiers of their keys. The providers call the
// service CMP; it has nothing of RFC 4210. No specification is public: the form
// is what several open programs send to providers, and agree on.
//
// Question and answer are each a ContentInfo of id-data (RFC 5652 section 4)
// whose octets begin with little-endian words of 32 bits. Neither is signed and
// both travel over plain HTTP, so an answer is worth only what the certificates
// in it prove by themselves.
package keyid

import (
	"bytes"
	"encoding/asn1"
	"errors"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/pki"
)

// ErrMalformed says that a message is none of this protocol, as a page of HTML
// is not.
var ErrMalformed = errors.New("keyid: malformed message")

// servicePath is where a provider answers whose address has no path.
const servicePath = "/services/cmp/"

// URL is where a provider's service is, given its address
// "[https://]host[:port][/path]".
func URL(address string) string {
	scheme, rest := "http://", address
	if after, secure := strings.CutPrefix(address, "https://"); secure {
		scheme, rest = "https://", after
	}
	if host, path, _ := strings.Cut(rest, "/"); path == "" {
		rest = host + servicePath
	}
	return scheme + rest
}

// idSize is the length of an identifier in a request, in octets.
const idSize = 32

// pad is an identifier as requests have it: SHA-1's with zeros after its 20
// octets.
func pad(id []byte) []byte {
	if len(id) >= idSize {
		return id
	}
	padded := make([]byte, idSize)
	copy(padded, id)
	return padded
}

// Equal reports whether two identifiers of keys are one, padded or not.
func Equal(a, b []byte) bool { return bytes.Equal(pad(a), pad(b)) }

var explicit = casn1.Tag(0).ContextSpecific().Constructed()

// wrap puts the octets of a message into a ContentInfo.
func wrap(octets []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(pki.OIDData)
		b.AddASN1(explicit, func(b *cryptobyte.Builder) { b.AddASN1OctetString(octets) })
	})
	return b.Bytes()
}

// maxDepth is how deep values nest in a ContentInfo of data, pieces of a BER
// string included.
const maxDepth = 8

// unwrap undoes wrap. BER is read too, and what follows the ContentInfo is
// passed over.
func unwrap(message []byte) (cryptobyte.String, error) {
	der, _, err := ber.DER(message, maxDepth)
	if err != nil {
		return nil, ErrMalformed
	}
	var info, content, octets cryptobyte.String
	var oid asn1.ObjectIdentifier
	s := cryptobyte.String(der)
	if !s.ReadASN1(&info, casn1.SEQUENCE) || !info.ReadASN1ObjectIdentifier(&oid) || !oid.Equal(pki.OIDData) ||
		!info.ReadASN1(&content, explicit) || !info.Empty() ||
		!content.ReadASN1(&octets, casn1.OCTET_STRING) || !content.Empty() {
		return nil, ErrMalformed
	}
	return octets, nil
}
