// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"crypto/x509"
	"encoding/asn1"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/kalyna"
	"github.com/pidpys/pidpys/host/pki"
)

// ukmSize is how many octets of keying material IIT's software adds.
const ukmSize = 64

// A profile is the algorithms written to a recipient with a DSTU 4145 key.
type profile struct {
	scheme asn1.ObjectIdentifier
	// keyWrap has the NULL that the software of IIT, jkurwa and UAPKI writes:
	// it enters the key derivation.
	keyWrap pki.AlgorithmIdentifier
	kekSize int
	// ivSize is that of the initial vectors of both the wrap and the content.
	ivSize  int
	wrap    func(kek, key, iv []byte) ([]byte, error)
	content func(iv []byte) contentCipher
}

// gostProfile is what IIT's software writes, kalynaProfile what UAPKI does, but
// for the key of the sender.
var (
	gostProfile = profile{
		scheme:  dstuSchemes[0].oid,
		keyWrap: pki.AlgorithmIdentifier{OID: oidGOSTWrap, Parameters: []byte{5, 0}},
		kekSize: gost28147.KeySize,
		ivSize:  gost28147.BlockSize,
		wrap:    func(kek, key, iv []byte) ([]byte, error) { return gost28147.Wrap(kek, key, iv, nil) },
		content: func(iv []byte) contentCipher { return &gostContent{iv: iv} },
	}
	kalynaProfile = profile{
		scheme:  dstuSchemes[2].oid,
		keyWrap: pki.AlgorithmIdentifier{OID: oidKalynaWrap, Parameters: []byte{5, 0}},
		kekSize: kalyna.ContentKeySize,
		ivSize:  kalyna.ContentKeySize,
		wrap:    kalyna.WrapContentKey,
		content: func(iv []byte) contentCipher { return &kalynaContent{iv} },
	}
)

func (o *Options) profile() *profile {
	if o.Kalyna {
		return &kalynaProfile
	}
	return &gostProfile
}

// agree writes the sender by certificate, as IIT's software does.
func (p *profile) agree(sender Recipient, cert *x509.Certificate, public *dstu4145.PublicKey, key []byte) (*cms.KeyAgreeRecipientInfo, error) {
	a := agreement{wrap: p.keyWrap, info: &cms.KeyAgreeRecipientInfo{
		Originator:             cms.IssuerAndSerial(sender.Certificate),
		UKM:                    fresh(ukmSize),
		KeyEncryptionAlgorithm: pki.AlgorithmIdentifier{OID: p.scheme, Parameters: p.keyWrap.Marshal()},
	}}
	kek, err := a.kekDSTU(sender.Key.(Agreer), public, p.kekSize)
	if err != nil {
		return nil, err
	}
	defer clear(kek)
	wrapped, err := p.wrap(kek, key, fresh(p.ivSize))
	if err != nil {
		return nil, err
	}
	a.info.Keys = []cms.RecipientEncryptedKey{{Recipient: cms.IssuerAndSerial(cert), EncryptedKey: wrapped}}
	return a.info, nil
}
