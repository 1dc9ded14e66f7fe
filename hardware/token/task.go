// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A task is a digest as a mechanism of PKCS #11 wants it.
type task struct {
	at        int // among the digests
	digest    key.Digest
	scheme    pki.Scheme
	mechanism cryptoki.Mechanism
	pss       *wire.PSS
	input     []byte
}

// alike reports whether two tasks can go in one call.
func (t task) alike(other task) bool {
	return t.mechanism == other.mechanism && (t.pss == nil) == (other.pss == nil) && (t.pss == nil || *t.pss == *other.pss)
}

// hashes are the mechanisms by which PSS names its hash.
var hashes = map[*pki.Hash]cryptoki.Mechanism{
	pki.SHA256: cryptoki.SHA256, pki.SHA384: cryptoki.SHA384, pki.SHA512: cryptoki.SHA512,
}

// prepare makes a task, or answers [key.ErrDigest].
func prepare(public crypto.PublicKey, d key.Digest) (task, error) {
	scheme, err := d.Scheme(public)
	if err != nil {
		return task{}, err
	}
	t := task{digest: d, scheme: scheme, input: d.Value}
	switch k := public.(type) {
	case *dstu4145.PublicKey:
		t.mechanism = cryptoki.DSTU4145
	case *ecdsa.PublicKey:
		t.mechanism = cryptoki.ECDSA
		// Only the leftmost octets count (FIPS 186-5, 6.4.1), and some cards refuse
		// more.
		t.input = d.Value[:min(len(d.Value), fieldSize(k))]
	case *rsa.PublicKey:
		if t.mechanism, t.input = cryptoki.RSAPKCS, digestInfo(d); d.PSS {
			t.mechanism, t.input = cryptoki.RSAPKCSPSS, d.Value
			t.pss = &wire.PSS{Hash: hashes[d.Hash], Salt: d.Hash.Size()}
		}
	}
	return t, nil
}

// digestInfo is what RSASSA-PKCS1-v1_5 pads: RFC 8017, 9.2.
func digestInfo(d key.Digest) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(d.Hash.OID())
			b.AddASN1NULL()
		})
		b.AddASN1OctetString(d.Value)
	})
	return b.BytesOrPanic()
}

// finish makes of a token's answer the signature as [key.Result] has it, and
// withholds one that the public key does not verify.
func (t task) finish(public crypto.PublicKey, answer []byte) ([]byte, error) {
	signature := answer
	if k, ok := public.(*ecdsa.PublicKey); ok {
		signature = ecdsaDER(answer, fieldSize(k))
	}
	if t.scheme.Verify(public, t.digest.Value, signature) != nil {
		return nil, key.ErrFault
	}
	return signature, nil
}

// ecdsaDER writes r‖s (PKCS #11 3.1, 6.3.1) as Ecdsa-Sig-Value (RFC 3279, 2.2.3);
// nothing if the length is wrong.
func ecdsaDER(rs []byte, size int) []byte {
	if len(rs) != 2*size {
		return nil
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(rs[:size]))
		b.AddASN1BigInt(new(big.Int).SetBytes(rs[size:]))
	})
	return b.BytesOrPanic()
}

// fieldSize is the octets of a coordinate, and of r and s, on these curves.
func fieldSize(k *ecdsa.PublicKey) int { return (k.Curve.Params().BitSize + 7) / 8 }
