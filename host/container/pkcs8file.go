// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// A file of PKCS #8 is an EncryptedPrivateKeyInfo (RFC 5958, 3), a
// PrivateKeyInfo, or what came before it, one key as its algorithm has it. The
// .pk8 of IIT's software is the first, with PBES2 over GOST 28147. Nothing in
// it proves that a password is right but the key itself.

// detectPKCS8 knows an encrypted key by its scheme: of PKCS #5, of PKCS #12, or
// Sun's, which is that of a key taken out of a Java key store ([LockedKeys]).
func detectPKCS8(data []byte) bool {
	algorithm := []asn1.Tag{asn1.SEQUENCE, asn1.SEQUENCE}
	return begins(data, algorithm, marshalOID(oidPKCS5(13))[:10]) ||
		begins(data, algorithm, marshalOID(oidPKCS12PBE(1))[:11]) ||
		begins(data, algorithm, marshalOID(oidSunProtector)) ||
		plainKind(data) != noKey
}

// A plainKeyKind is which of the forms of a key without protection it is.
type plainKeyKind int

const (
	noKey       plainKeyKind = iota
	ofAlgorithm              // PrivateKeyInfo
	ofRSA                    // RSAPrivateKey: RFC 8017, appendix A.1.2
	ofEC                     // ECPrivateKey: RFC 5915, 3
)

// plainKind looks at the first octets only.
func plainKind(data []byte) plainKeyKind {
	outer := []asn1.Tag{asn1.SEQUENCE}
	for _, version := range []byte{0, 1} {
		start := []byte{byte(asn1.INTEGER), 1, version}
		if !begins(data, outer, start) {
			continue
		}
		h, _ := header(data)
		rest := data[h.Size()+len(start):]
		switch {
		case begins(rest, []asn1.Tag{asn1.SEQUENCE, asn1.OBJECT_IDENTIFIER}, nil):
			return ofAlgorithm
		case begins(rest, []asn1.Tag{asn1.INTEGER}, nil):
			return ofRSA
		case version == 1 && begins(rest, []asn1.Tag{asn1.OCTET_STRING}, nil):
			return ofEC
		}
	}
	return noKey
}

// infoOverhead is more than the octets of headers, version and identifier of
// the algorithm in a PrivateKeyInfo.
const infoOverhead = 64

// asPrivateKeyInfo returns a key without protection as a PrivateKeyInfo, in
// memory of its own, or nothing if data are none.
func asPrivateKeyInfo(data []byte) []byte {
	var alg pki.AlgorithmIdentifier
	switch plainKind(data) {
	case ofAlgorithm:
		return slices.Clone(data)
	case ofRSA:
		alg = pki.AlgorithmIdentifier{OID: pki.OIDRSA, Parameters: derNull}
	case ofEC:
		alg = pki.AlgorithmIdentifier{OID: pki.OIDECPublicKey, Parameters: curveInside(data)}
	default:
		return nil
	}
	b := secretBuilder(infoOverhead + len(alg.Parameters) + len(data))
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(0)
		alg.AddTo(b)
		b.AddASN1OctetString(data)
	})
	return b.BytesOrPanic()
}

// curveInside returns the parameters in an ECPrivateKey, or nothing.
func curveInside(der []byte) []byte {
	in, ok := sequence(der)
	var explicit cryptobyte.String
	if !ok || !in.SkipASN1(asn1.INTEGER) || !in.SkipASN1(asn1.OCTET_STRING) || !in.ReadASN1(&explicit, explicit0) {
		return nil
	}
	return explicit
}

func readPKCS8(data []byte, o *opening) (*contents, error) {
	b, err := pkcs8Bag(data, o)
	return &contents{bags: []keyBag{b}}, err
}

// pkcs8Bag takes an encrypted key or a plain one, in DER.
func pkcs8Bag(data []byte, o *opening) (keyBag, error) {
	if info := asPrivateKeyInfo(data); info != nil {
		return keyBag{reveal: func(accept func(info []byte) error) error {
			defer clear(info)
			if !legible(info) {
				return key.ErrDamaged
			}
			return accept(info)
		}}, nil
	}
	p, encrypted, err := encryptedWith(data)
	return keyBag{locked: true, reveal: func(accept func(info []byte) error) error {
		return p.decrypt(encrypted, o.keys, o.work, accept)
	}}, err
}

// PKCS8Options vary what [MarshalPKCS8] writes. The zero value is for use.
type PKCS8Options struct {
	Rand       io.Reader // of the salt and the initial vector; nil is crypto/rand
	Iterations int       // of the key derivation; 0 is 10,000
}

// MarshalPKCS8 writes one key as an EncryptedPrivateKeyInfo in DER, protected as
// [MarshalPKCS12] protects it; with nil for the password, as a PrivateKeyInfo,
// which the caller wipes. The password is UTF-8.
func MarshalPKCS8(private crypto.Signer, password []byte, options PKCS8Options) ([]byte, error) {
	info, err := marshalPrivateKeyInfo(private)
	if err != nil || password == nil {
		return info, err
	}
	defer clear(info)
	if len(password) == 0 {
		return nil, key.ErrEmptyPassword
	}
	return sealPKCS8(info, sealingFor(info).sealer(password, options.Rand, options.Iterations))
}

func sealPKCS8(info []byte, w *sealer) ([]byte, error) {
	sealed, err := w.encrypt(info)
	if err != nil {
		return nil, err
	}
	return sealed.marshal(), nil
}

func rewritePKCS8(_ []byte, _ *contents, infos [][]byte, password []byte) ([]byte, error) {
	s := sealingFor(infos...)
	return sealPKCS8(infos[0], s.sealer(password, nil, s.strongIterations(1)))
}
