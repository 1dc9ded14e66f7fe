// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"math/big"

	"github.com/google/go-tpm/tpm2"

	"github.com/pidpys/pidpys/host/key"
)

// A wrapped object is one as it lies in a file: its public area, and its private
// one encrypted by the parent.
type wrapped struct {
	public  tpm2.TPM2BPublic
	private tpm2.TPM2BPrivate
}

// The attributes of what is made here (Part 2, 8.3): it does not leave the chip and
// its parent, and wrong PINs are counted, for noDA is clear.
var (
	signingAttributes = tpm2.TPMAObject{
		FixedTPM: true, FixedParent: true, UserWithAuth: true,
		SensitiveDataOrigin: true, SignEncrypt: true,
	}
	sealedAttributes = tpm2.TPMAObject{FixedTPM: true, FixedParent: true, UserWithAuth: true}
)

// templates are those of new keys. Their scheme is left open, for RSA has two.
var templates = map[key.Kind]tpm2.TPMTPublic{
	key.ECDSAP256: {
		Type: tpm2.TPMAlgECC, NameAlg: tpm2.TPMAlgSHA256, ObjectAttributes: signingAttributes,
		Parameters: tpm2.NewTPMUPublicParms(tpm2.TPMAlgECC, &tpm2.TPMSECCParms{CurveID: tpm2.TPMECCNistP256}),
	},
	key.RSA2048: {
		Type: tpm2.TPMAlgRSA, NameAlg: tpm2.TPMAlgSHA256, ObjectAttributes: signingAttributes,
		Parameters: tpm2.NewTPMUPublicParms(tpm2.TPMAlgRSA, &tpm2.TPMSRSAParms{KeyBits: rsaBits}),
	},
}

const rsaBits = 2048

// p256Size is the octets of a coordinate, which some chips give shorter, and of
// what is signed.
const p256Size = 32

// sealedData is the template of what is only kept.
var sealedData = tpm2.TPMTPublic{Type: tpm2.TPMAlgKeyedHash, NameAlg: tpm2.TPMAlgSHA256, ObjectAttributes: sealedAttributes}

// create makes an object with a PIN, and of data, if there are any, what is sealed.
func (d *device) create(p *parent, template tpm2.TPMTPublic, pin, data []byte) (*wrapped, error) {
	session, err := d.session(p, nil, encryptIn)
	if err != nil {
		return nil, err
	}
	sensitive := tpm2.TPMSSensitiveCreate{
		UserAuth: tpm2.TPM2BAuth{Buffer: pin},
		Data:     tpm2.NewTPMUSensitiveCreate(&tpm2.TPM2BSensitiveData{Buffer: data}),
	}
	answer, err := tpm2.Create{
		ParentHandle: p.at(session),
		InSensitive:  tpm2.TPM2BSensitiveCreate{Sensitive: &sensitive},
		InPublic:     tpm2.New2B(template),
	}.Execute(d)
	if err != nil {
		return nil, explain(err)
	}
	return &wrapped{answer.OutPublic, answer.OutPrivate}, nil
}

// load loads an object; its name is what its public area says.
func (d *device) load(p *parent, w *wrapped) (tpm2.NamedHandle, error) {
	area, err := w.public.Contents()
	if err != nil {
		return tpm2.NamedHandle{}, explain(err)
	}
	name, err := tpm2.ObjectName(area)
	if err != nil {
		return tpm2.NamedHandle{}, explain(err)
	}
	answer, err := tpm2.Load{
		ParentHandle: p.at(tpm2.PasswordAuth(nil)),
		InPrivate:    w.private,
		InPublic:     w.public,
	}.Execute(d)
	if err != nil {
		return tpm2.NamedHandle{}, explain(err)
	}
	if !bytes.Equal(answer.Name.Buffer, name.Buffer) {
		return tpm2.NamedHandle{}, explain(errors.New("loaded is another object"))
	}
	return tpm2.NamedHandle{Handle: answer.ObjectHandle, Name: *name}, nil
}

// errObject is a public area of a kind that is not made here.
var errObject = errors.New("no object of ours")

// publicKey reads a key's public area; nil with nothing wrong is one that is
// sealed data.
func (w *wrapped) publicKey() (crypto.PublicKey, error) {
	area, err := w.public.Contents()
	if err != nil {
		return nil, err
	}
	switch {
	case area.NameAlg != tpm2.TPMAlgSHA256:
		return nil, errObject
	case area.Type == tpm2.TPMAlgKeyedHash && area.ObjectAttributes == sealedAttributes:
		return nil, nil
	case area.ObjectAttributes != signingAttributes:
		return nil, errObject
	case area.Type == tpm2.TPMAlgECC:
		return ecKey(area)
	case area.Type == tpm2.TPMAlgRSA:
		return rsaKey(area)
	}
	return nil, errObject
}

func ecKey(area *tpm2.TPMTPublic) (crypto.PublicKey, error) {
	detail, err := area.Parameters.ECCDetail()
	if err != nil {
		return nil, err
	}
	point, err := area.Unique.ECC()
	if err != nil {
		return nil, err
	}
	x, y := point.X.Buffer, point.Y.Buffer
	if detail.CurveID != tpm2.TPMECCNistP256 || len(x) > p256Size || len(y) > p256Size {
		return nil, errObject
	}
	octets := make([]byte, 1+2*p256Size)
	octets[0] = 4 // uncompressed: SEC 1, 2.3.3
	copy(octets[1+p256Size-len(x):], x)
	copy(octets[1+2*p256Size-len(y):], y)
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), octets)
}

func rsaKey(area *tpm2.TPMTPublic) (crypto.PublicKey, error) {
	detail, err := area.Parameters.RSADetail()
	if err != nil {
		return nil, err
	}
	modulus, err := area.Unique.RSA()
	if err != nil {
		return nil, err
	}
	public := &rsa.PublicKey{N: new(big.Int).SetBytes(modulus.Buffer), E: 65537}
	if detail.Exponent != 0 && detail.Exponent != 65537 || public.N.BitLen() != rsaBits {
		return nil, errObject
	}
	return public, nil
}
