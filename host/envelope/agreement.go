// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/x509"
	"fmt"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// An Agreer computes common secrets with a DSTU 4145 key, as
// [dstu4145.PrivateKey.SharedSecret] says.
type Agreer interface {
	SharedSecret(peer *dstu4145.PublicKey, cofactor bool) ([]byte, error)
}

// An ECDHer computes common secrets with a key on a NIST curve, as
// [ecdh.PrivateKey.ECDH] says.
type ECDHer interface {
	ECDH(peer *ecdh.PublicKey) ([]byte, error)
}

// agreement is the algorithms of one KeyAgreeRecipientInfo.
type agreement struct {
	info *cms.KeyAgreeRecipientInfo
	wrap pki.AlgorithmIdentifier
}

func newAgreement(info *cms.KeyAgreeRecipientInfo) (agreement, error) {
	wrap, err := pki.ParseAlgorithmIdentifier(info.KeyEncryptionAlgorithm.Parameters)
	if err != nil {
		return agreement{}, fmt.Errorf("%w: key agreement without a key wrap", ErrUnsupported)
	}
	return agreement{info, wrap}, nil
}

// kekDSTU is the key encryption key of size octets between a DSTU 4145 key and
// the other side's. The caller wipes it.
func (a agreement) kekDSTU(own Agreer, peer *dstu4145.PublicKey, size int) ([]byte, error) {
	for _, scheme := range dstuSchemes {
		if !a.info.KeyEncryptionAlgorithm.OID.Equal(scheme.oid) {
			continue
		}
		secret, err := own.SharedSecret(peer, scheme.cofactor)
		if err != nil {
			return nil, err
		}
		defer clear(secret)
		// Without leading zeros, as the software that set the custom does it.
		return derive(scheme.hash, bytes.TrimLeft(secret, "\x00"), a.wrap, a.info.UKM, size), nil
	}
	return nil, fmt.Errorf("%w: key agreement %v", ErrUnsupported, a.info.KeyEncryptionAlgorithm.OID)
}

// kekECDH is the same by RFC 5753 section 3.1.
func (a agreement) kekECDH(own ECDHer, peer *ecdsa.PublicKey) ([]byte, error) {
	keySize, ok := isAES(a.wrap.OID, aesWrap)
	if !ok {
		return nil, fmt.Errorf("%w: key wrap %v", ErrUnsupported, a.wrap.OID)
	}
	hash := a.ecdhHash()
	if hash == nil {
		return nil, fmt.Errorf("%w: key agreement %v", ErrUnsupported, a.info.KeyEncryptionAlgorithm.OID)
	}
	public, err := peer.ECDH()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	secret, err := own.ECDH(public)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	return derive(hash, secret, a.wrap, a.info.UKM, keySize), nil
}

func (a agreement) ecdhHash() *pki.Hash {
	for _, s := range ecdhSchemes {
		if oid := a.info.KeyEncryptionAlgorithm.OID; oid.Equal(s.standard) || oid.Equal(s.cofactor) {
			return s.hash
		}
	}
	return nil
}

// unwrap decrypts the content key for one recipient.
func (a agreement) unwrap(r Recipient, originator *x509.Certificate, encrypted []byte) ([]byte, error) {
	public, err := a.originatorKey(r.Certificate, originator)
	if err != nil {
		return nil, err
	}
	own, err := publicKey(r.Certificate.RawSubjectPublicKeyInfo)
	if err != nil {
		return nil, err
	}
	if !onOneCurve(own, public) {
		return nil, ErrDamaged
	}
	switch key := r.Key.(type) {
	case Agreer:
		peer, ok := public.(*dstu4145.PublicKey)
		if !ok {
			break
		}
		return a.unwrapNational(key, peer, encrypted)
	case ECDHer:
		peer, ok := public.(*ecdsa.PublicKey)
		if !ok {
			break
		}
		kek, err := a.kekECDH(key, peer)
		if err != nil {
			return nil, err
		}
		defer clear(kek)
		return unwrapAES(kek, encrypted)
	}
	return nil, fmt.Errorf("%w: key agreement with a %T", ErrUnsupported, r.Key)
}

// onOneCurve reports whether two keys can agree on anything.
func onOneCurve(a, b any) bool {
	switch a := a.(type) {
	case *dstu4145.PublicKey:
		b, ok := b.(*dstu4145.PublicKey)
		return ok && a.Curve == b.Curve
	case *ecdsa.PublicKey:
		b, ok := b.(*ecdsa.PublicKey)
		return ok && a.Curve == b.Curve
	}
	return false
}

// unwrapNational is unwrap with a DSTU 4145 key.
func (a agreement) unwrapNational(own Agreer, peer *dstu4145.PublicKey, encrypted []byte) ([]byte, error) {
	wrap, ok := nationalUnwrap(a.wrap.OID)
	if !ok {
		return nil, fmt.Errorf("%w: key wrap %v", ErrUnsupported, a.wrap.OID)
	}
	kek, err := a.kekDSTU(own, peer, wrap.kekSize)
	if err != nil {
		return nil, err
	}
	defer clear(kek)
	key, err := wrap.unwrap(kek, encrypted)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return key, nil
}

// originatorKey is the public key of the other side.
func (a agreement) originatorKey(own, originator *x509.Certificate) (any, error) {
	if a.info.OriginatorKey == nil {
		if originator == nil {
			return nil, ErrOriginatorUnknown
		}
		return publicKey(originator.RawSubjectPublicKeyInfo)
	}
	spki, err := withParameters(a.info.OriginatorKey, own.RawSubjectPublicKeyInfo)
	if err != nil {
		return nil, err
	}
	return publicKey(spki)
}

func publicKey(spki []byte) (any, error) {
	public, err := pki.ParsePublicKey(spki)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	return public, nil
}

// withParameters gives a key whose algorithm has no parameters those of
// another one: RFC 5753 section 3.1.1.
func withParameters(spki, other []byte) ([]byte, error) {
	alg, rest, ok := splitKey(spki)
	if !ok {
		return nil, ErrDamaged
	}
	if !alg.Bare() {
		return spki, nil
	}
	from, _, ok := splitKey(other)
	if !ok {
		return nil, ErrDamaged
	}
	alg.Parameters = from.Parameters
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		alg.AddTo(b)
		b.AddBytes(rest)
	})
	return b.Bytes()
}

// splitKey parts a SubjectPublicKeyInfo into its algorithm and its BIT STRING.
func splitKey(spki []byte) (alg pki.AlgorithmIdentifier, rest []byte, ok bool) {
	s := cryptobyte.String(spki)
	var in cryptobyte.String
	if !s.ReadASN1(&in, casn1.SEQUENCE) {
		return alg, nil, false
	}
	alg, err := pki.ReadAlgorithmIdentifier(&in)
	return alg, in, err == nil
}
