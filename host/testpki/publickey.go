// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A curveForm is how a DSTU 4145 key in a certificate says its curve and the
// table of GOST 28147. All three are met.
type curveForm int

const (
	spelledOut     curveForm = iota // numbers and table, as most real certificates
	named                           // the name alone
	namedWithTable                  // the name and the table
)

// marshalKey writes a SubjectPublicKeyInfo. The form is for DSTU 4145 alone.
func marshalKey(public crypto.PublicKey, form curveForm) []byte {
	k, national := public.(*dstu4145.PublicKey)
	if national && form == spelledOut {
		return pki.MarshalExplicitPublicKey(k)
	}
	spki, err := pki.MarshalPublicKey(public)
	must(err)
	if national && form == namedWithTable {
		return addTable(spki, k)
	}
	return spki
}

// addTable puts the table behind the name of the curve.
func addTable(spki []byte, k *dstu4145.PublicKey) []byte {
	var parameters, name, key cryptobyte.String
	table, info := cryptobyte.String(pki.MarshalExplicitDomain(k.Curve, k.SBox)), cryptobyte.String(spki)
	whole := table.ReadASN1(&table, casn1.SEQUENCE) && table.SkipASN1(casn1.SEQUENCE) && info.ReadASN1(&info, casn1.SEQUENCE)
	alg, err := pki.ReadAlgorithmIdentifier(&info)
	must(err)
	parameters = alg.Parameters
	if !whole || !parameters.ReadASN1(&parameters, casn1.SEQUENCE) || !parameters.ReadASN1Element(&name, casn1.OBJECT_IDENTIFIER) ||
		!info.ReadASN1Element(&key, casn1.BIT_STRING) {
		panic("testpki: internal error: unexpected form of a key")
	}
	var domain, b cryptobyte.Builder
	domain.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(name)
		b.AddBytes(table)
	})
	alg.Parameters = domain.BytesOrPanic()
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		alg.AddTo(b)
		b.AddBytes(key)
	})
	return b.BytesOrPanic()
}
