// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/hmac"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// A pkcs12MAC is MacData of RFC 7292, 4:
//
//	SEQUENCE { SEQUENCE { AlgorithmIdentifier, digest OCTET STRING }, salt OCTET STRING, iterations INTEGER DEFAULT 1 }
type pkcs12MAC struct {
	encodings []encoding // of the password
	rounds    int
	cost      int // of each round
	compute   func(content, octets []byte) ([]byte, error)
	value     []byte
}

func readMAC(in *cryptobyte.String) (pkcs12MAC, error) {
	iterations := 1
	var data, info cryptobyte.String
	var value, salt []byte
	if !in.ReadASN1(&data, asn1.SEQUENCE) || !in.Empty() || !data.ReadASN1(&info, asn1.SEQUENCE) {
		return pkcs12MAC{}, key.ErrDamaged
	}
	alg, err := pki.ReadAlgorithmIdentifier(&info)
	if err != nil || !info.ReadASN1Bytes(&value, asn1.OCTET_STRING) || !info.Empty() ||
		!data.ReadASN1Bytes(&salt, asn1.OCTET_STRING) ||
		!data.Empty() && !readRounds(&data, &iterations) || !data.Empty() {
		return pkcs12MAC{}, key.ErrDamaged
	}
	var m pkcs12MAC
	if alg.OID.Equal(oidPBMAC1) {
		m, err = pbmac1(alg.Parameters)
	} else {
		var h hashing
		h, err = hashingByDigest(alg.OID)
		m = classicMAC(h, salt, iterations)
	}
	m.value = value
	return m, err
}

// classicMAC is that of RFC 7292, appendix B.
func classicMAC(h hashing, salt []byte, iterations int) pkcs12MAC {
	encodings := bmpEncodings
	if h.digest.Equal(pki.OIDSHA1) {
		encodings = oldBMPEncodings
	}
	return pkcs12MAC{
		encodings: encodings,
		rounds:    iterations,
		cost:      h.cost,
		compute: func(content, octets []byte) ([]byte, error) {
			secret := pkcs12KDF(h.new, octets, salt, iterations, forMAC, h.size())
			defer clear(secret)
			return macOf(h, secret, content), nil
		},
	}
}

var oidPBMAC1 = oidPKCS5(14)

// pbmac1 reads PBMAC1-params: RFC 8018, appendix A.5, as RFC 9579, 4 and 5 use
// it. The password is UTF-8, and the length of the key must be named.
func pbmac1(parameters []byte) (pkcs12MAC, error) {
	in, ok := sequence(parameters)
	if !ok {
		return pkcs12MAC{}, key.ErrDamaged
	}
	kdf, err := pki.ReadAlgorithmIdentifier(&in)
	if err != nil {
		return pkcs12MAC{}, key.ErrDamaged
	}
	scheme, err := pki.ReadAlgorithmIdentifier(&in)
	if err != nil || !in.Empty() {
		return pkcs12MAC{}, key.ErrDamaged
	}
	h, err := hashingByHMAC(scheme.OID)
	if err != nil {
		return pkcs12MAC{}, err
	}
	d, err := derivationOf(kdf)
	if err != nil {
		return pkcs12MAC{}, err
	}
	if d.keySize < minMACKey || d.keySize > maxMACKey {
		return pkcs12MAC{}, key.ErrDamaged
	}
	return pkcs12MAC{
		encodings: []encoding{asUTF8, asWindows1251},
		rounds:    d.rounds,
		cost:      d.cost(d.keySize),
		compute: func(content, octets []byte) ([]byte, error) {
			secret, err := d.derive(octets, d.keySize)
			if err != nil {
				return nil, err
			}
			defer clear(secret)
			return macOf(h, secret, content), nil
		},
	}, nil
}

// Octets of a key for HMAC. RFC 9579, 9 refuses shorter ones, which would let
// a forger guess; nobody needs longer ones.
const (
	minMACKey = 20
	maxMACKey = 256
)

func macOf(h hashing, secret, content []byte) []byte {
	mac := hmac.New(h.new, secret)
	mac.Write(content)
	return mac.Sum(nil)
}

// verify returns nil if some encoding of the password gives the MAC.
func (m pkcs12MAC) verify(content, password []byte, work *budget) error {
	for _, encode := range encodingsFor(m.encodings, password) {
		if err := work.spend(m.rounds, m.cost); err != nil {
			return err
		}
		octets, ok := encode(password)
		if !ok {
			continue
		}
		computed, err := m.compute(content, octets)
		clear(octets)
		if err != nil {
			return err
		}
		if hmac.Equal(computed, m.value) {
			return nil
		}
	}
	return key.ErrWrongPassword
}
