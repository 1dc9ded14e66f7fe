// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"github.com/pidpys/pidpys/host/cms"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// MessageDigest is the value of the signed attribute messageDigest, if that is
// there once: RFC 5652 section 11.2.
func MessageDigest(attributes cms.Attributes) ([]byte, bool) {
	values := attributes.Values(cms.OIDMessageDigest)
	if len(values) != 1 {
		return nil, false
	}
	in := cryptobyte.String(values[0])
	var digest cryptobyte.String
	ok := in.ReadASN1(&digest, casn1.OCTET_STRING) && in.Empty()
	return digest, ok
}
