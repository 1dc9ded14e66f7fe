// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/hmac"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// macHashes are those that PKCS #12 files are protected with.
var macHashes = []*pki.Hash{pki.GOST34311, pki.SHA1, pki.SHA256, pki.SHA384, pki.SHA512}

// macEncodings: a BMPString, as the standard says; some tools widen octets of
// windows-1251 instead.
var macEncodings = []encoding{asBMPString, asWidened1251}

// A pkcs12MAC is MacData of RFC 7292, 4:
//
//	SEQUENCE { SEQUENCE { AlgorithmIdentifier, digest OCTET STRING }, salt OCTET STRING, iterations INTEGER DEFAULT 1 }
type pkcs12MAC struct {
	hash       *pki.Hash
	value      []byte
	salt       []byte
	iterations int
}

func readMAC(in *cryptobyte.String) (pkcs12MAC, error) {
	m := pkcs12MAC{iterations: 1}
	var data, info cryptobyte.String
	if !in.ReadASN1(&data, asn1.SEQUENCE) || !in.Empty() || !data.ReadASN1(&info, asn1.SEQUENCE) {
		return m, key.ErrNotContainer
	}
	alg, err := pki.ReadAlgorithmIdentifier(&info)
	if err != nil || !info.ReadASN1Bytes(&m.value, asn1.OCTET_STRING) || !info.Empty() ||
		!data.ReadASN1Bytes(&m.salt, asn1.OCTET_STRING) ||
		!data.Empty() && !data.ReadASN1Integer(&m.iterations) || !data.Empty() {
		return m, key.ErrNotContainer
	}
	i := slices.IndexFunc(macHashes, func(h *pki.Hash) bool { return h.OID().Equal(alg.OID) })
	if i < 0 {
		return m, key.ErrUnsupported
	}
	m.hash = macHashes[i]
	return m, nil
}

// verify returns nil if some encoding of the password gives the MAC.
func (m pkcs12MAC) verify(content, password []byte, work *budget) error {
	for _, encode := range encodingsFor(macEncodings, password) {
		if err := work.spend(m.iterations, 1); err != nil {
			return err
		}
		octets, ok := encode(password)
		if ok && hmac.Equal(m.compute(content, octets), m.value) {
			clear(octets)
			return nil
		}
		clear(octets)
	}
	return key.ErrWrongPassword
}

func (m pkcs12MAC) compute(content, octets []byte) []byte {
	secret := pkcs12KDF(m.hash.New, octets, m.salt, m.iterations, forMAC, m.hash.Size())
	defer clear(secret)
	mac := hmac.New(m.hash.New, secret)
	mac.Write(content)
	return mac.Sum(nil)
}
