// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pkcs10

import (
	"crypto"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/der"
	"github.com/pidpys/pidpys/host/pki"
)

// Create writes a request in DER and has the key that it is for sign it, with
// [pki.DefaultHash], see [pki.Sign]. Errors are the signer's own, [ErrKey],
// [pki.ErrUnsupportedSignature] and [pki.ErrSignature].
func Create(r *Request, signer crypto.Signer) ([]byte, error) {
	public := signer.Public()
	if !pki.EqualPublicKeys(public, r.Public) {
		return nil, ErrKey
	}
	info, err := r.marshalInfo()
	if err != nil {
		return nil, err
	}
	hash := pki.DefaultHash(public)
	algorithm, err := pki.SignatureAlgorithm(public, hash)
	if err != nil {
		return nil, fmt.Errorf("pkcs10: %w", err)
	}
	signature, err := pki.Sign(signer, hash, info)
	if err != nil {
		return nil, fmt.Errorf("pkcs10: %w", err)
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(info)
		algorithm.AddTo(b)
		b.AddASN1BitString(signature)
	})
	return b.Bytes()
}

// marshalInfo writes the CertificationRequestInfo.
func (r *Request) marshalInfo() ([]byte, error) {
	key, err := marshalKey(r.Public)
	if err != nil {
		return nil, fmt.Errorf("pkcs10: %w", err)
	}
	subject := r.Subject
	if subject == nil {
		subject = emptyName
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(0)
		b.AddBytes(subject)
		b.AddBytes(key)
		b.AddASN1(tagAttributes, func(b *cryptobyte.Builder) {
			if len(r.Extensions) > 0 {
				r.addExtensions(b)
			}
		})
	})
	return b.Bytes()
}

func (r *Request) addExtensions(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidExtensionRequest)
		b.AddASN1(casn1.SET, func(b *cryptobyte.Builder) { der.AddExtensions(b, r.Extensions) })
	})
}
