// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package wire

import "github.com/pidpys/pidpys/hardware/cryptoki"

// IDSize is the length of CKA_ID of keys that a worker makes and destroys, in
// octets: chosen at random, it is nobody else's by accident.
const IDSize = 20

// Generate is C_GenerateKeyPair for a key on the token that signs and never
// leaves it. One that could leave it is destroyed again.
type Generate struct {
	At
	Mechanism cryptoki.Mechanism `json:"mechanism"`
	Type      cryptoki.KeyType   `json:"type"`
	ID        []byte             `json:"id"` // IDSize octets
	Label     string             `json:"label"`
	Params    []byte             `json:"params,omitempty"` // CKA_EC_PARAMS
	Bits      int                `json:"bits,omitempty"`   // of an RSA modulus
	Exponent  []byte             `json:"exponent,omitempty"`
}

// Put is C_CreateObject of a certificate of X.509: as CKO_CERTIFICATE or, on
// carriers that take none, CKO_DATA.
type Put struct {
	At
	Certificate
	// What the certificate says, in DER, since tokens do not read it.
	Subject []byte `json:"subject"`
	Issuer  []byte `json:"issuer"`
	Number  []byte `json:"number"`
}

// Destroy is C_DestroyObject of the one private and the one public key of an
// identifier, if no certificate bears it. Where several bear it, which of them was
// meant is not known, and all stay.
type Destroy struct {
	At
	ID []byte `json:"id"` // IDSize octets
}
