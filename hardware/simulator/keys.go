// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package simulator

import (
	"crypto/x509"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/pki"
)

// A Key is a pair of DSTU 4145 and what stands beside it on the token.
type Key struct {
	ID     []byte `json:"id"` // CKA_ID: of no meaning, as UAPKI makes it
	Label  string `json:"label"`
	Curve  string `json:"curve"` // its name in package dstu4145
	SBox   []byte `json:"sbox"`  // ДКЕ, 64 octets
	Scalar []byte `json:"scalar"`

	Sign   bool `json:"sign"`
	Derive bool `json:"derive"`
	Always bool `json:"always"` // CKA_ALWAYS_AUTHENTICATE
	Leaky  bool `json:"leaky"`  // CKA_EXTRACTABLE; its value is told nobody all the same

	Certificate []byte `json:"certificate,omitempty"` // DER
	// Data keeps the certificate as CKO_DATA, as UAPKI does on tokens without
	// certificate objects.
	Data     bool `json:"data,omitempty"`
	NoPublic bool `json:"no_public,omitempty"` // there is no CKO_PUBLIC_KEY
}

// A Certificate stands on the token beside its keys.
type Certificate struct {
	ID    []byte `json:"id"` // CKA_ID; of data there is none
	Label string `json:"label"`
	DER   []byte `json:"der"`
	Data  bool   `json:"data,omitempty"` // as CKO_DATA
}

// NewKey puts a key and its certificate, which may be nil, into a form that a
// token takes. Its name is that of the curve; it signs, or agrees on secrets if
// the certificate is for that alone.
func NewKey(private *dstu4145.PrivateKey, certificate *x509.Certificate) Key {
	k := Key{
		ID:     []byte(fmt.Sprintf("%x", pki.KeyIDs(private.Public())[0][:4])),
		Label:  "DSTU 4145 " + private.Curve.Name(),
		Curve:  private.Curve.Name(),
		SBox:   private.SBox.Bytes(),
		Scalar: private.Bytes(),
		Sign:   true,
	}
	if certificate != nil {
		k.Certificate = certificate.Raw
		k.Derive = certificate.KeyUsage&x509.KeyUsageKeyAgreement != 0
		k.Sign = !k.Derive
	}
	return k
}

// Private is the key to work with.
func (k *Key) Private() (*dstu4145.PrivateKey, error) {
	sbox, err := gost28147.NewSBox(k.SBox)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	for _, curve := range dstu4145.Curves() {
		if curve.Name() == k.Curve {
			return dstu4145.NewPrivateKey(curve, sbox, k.Scalar)
		}
	}
	return nil, fmt.Errorf("simulator: no curve %q", k.Curve)
}
