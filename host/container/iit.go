// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/hmac"
	stdasn1 "encoding/asn1"
	"errors"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
	"github.com/pidpys/pidpys/host/key"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The IIT store, Key-6.dat. No text defines it; measured on files that IIT's
// library made:
//
//	SEQUENCE {
//	  SEQUENCE { OBJECT IDENTIFIER oidIIT, SEQUENCE { mac OCTET STRING (4), aux OCTET STRING (0..7) } }
//	  data OCTET STRING }
//
// The key is GOST 34.311 applied 10,000 times to the password. data ‖ aux is
// encrypted with GOST 28147 by single blocks; without as many octets at the
// end as aux has it is a PrivateKeyInfo, whose GOST 28147 MAC is mac.

var oidIIT = stdasn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 19398, 1, 1, 1, 2}

const (
	iitRounds  = 10_000
	iitMACSize = 4
)

// iitEncodings: the vendor's own is windows-1251; other tools use UTF-8.
var iitEncodings = []encoding{asWindows1251, asUTF8}

func detectIIT(data []byte) bool {
	return begins(data, []asn1.Tag{asn1.SEQUENCE, asn1.SEQUENCE}, marshalOID(oidIIT))
}

// An iitStore is the file as it lies.
type iitStore struct{ mac, aux, data []byte }

func parseIIT(data []byte) (iitStore, error) {
	var s iitStore
	var header, check cryptobyte.String
	in, ok := sequence(data)
	if !ok || !in.ReadASN1(&header, asn1.SEQUENCE) ||
		!in.ReadASN1Bytes(&s.data, asn1.OCTET_STRING) || !in.Empty() ||
		!header.SkipASN1(asn1.OBJECT_IDENTIFIER) || !header.ReadASN1(&check, asn1.SEQUENCE) || !header.Empty() ||
		!check.ReadASN1Bytes(&s.mac, asn1.OCTET_STRING) || !check.ReadASN1Bytes(&s.aux, asn1.OCTET_STRING) || !check.Empty() ||
		len(s.mac) != iitMACSize || len(s.aux) >= gost28147.BlockSize ||
		len(s.data)+len(s.aux) > maxPrivateKey || (len(s.data)+len(s.aux))%gost28147.BlockSize != 0 {
		return iitStore{}, key.ErrDamaged
	}
	return s, nil
}

func readIIT(data []byte, o *opening) (*contents, error) {
	s, err := parseIIT(data)
	if err != nil {
		return nil, err
	}
	reveal := func(accept func(info []byte) error) error { return s.reveal(o, accept) }
	return &contents{bags: []keyBag{{usage: key.Sign, reveal: reveal}}}, nil
}

func (s iitStore) reveal(o *opening, accept func(info []byte) error) error {
	for _, encode := range encodingsFor(iitEncodings, o.file) {
		if err := o.work.spend(iitRounds, nationalCost); err != nil {
			return err
		}
		octets, ok := encode(o.file)
		if !ok {
			continue
		}
		secret := iitKey(octets)
		clear(octets)
		err := s.decrypt(secret, accept)
		clear(secret)
		if !errors.Is(err, key.ErrWrongPassword) {
			return err
		}
	}
	return key.ErrWrongPassword
}

// decrypt is reveal with the key that a password gave.
func (s iitStore) decrypt(secret []byte, accept func(info []byte) error) error {
	plain := slices.Concat(s.data, s.aux)
	defer clear(plain)
	ecb, err := gost28147.NewECBDecrypter(secret, nil)
	if err != nil {
		return err
	}
	defer ecb.(gost28147.Wiper).Wipe()
	ecb.CryptBlocks(plain, plain)
	info := plain[:len(s.data)]
	right := hmac.Equal(iitMAC(secret, info), s.mac)
	switch {
	case right && legible(info):
		return accept(info)
	case right, legible(info):
		return key.ErrDamaged
	}
	return key.ErrWrongPassword
}

// iitKey derives the key of the store.
func iitKey(password []byte) []byte {
	h := gost34311.New(nil)
	h.Write(password)
	secret := h.Sum(nil)
	for range iitRounds - 1 {
		h.Reset()
		h.Write(secret)
		secret = h.Sum(secret[:0])
	}
	h.Reset()
	return secret
}

func iitMAC(secret, info []byte) []byte {
	mac, err := gost28147.NewMAC(secret, nil)
	if err != nil {
		panic("container: internal error: " + err.Error())
	}
	defer mac.(gost28147.Wiper).Wipe()
	mac.Write(info)
	return mac.Sum(nil)
}

// MarshalIIT writes a Key-6.dat with the key for signing and, unless nil, the
// one for key agreement, as IIT's software does. The password is UTF-8 and
// must have windows-1251 octets, else the error is [ErrPassword]. The same
// input gives the same octets.
func MarshalIIT(sign, agree *dstu4145.PrivateKey, password []byte) ([]byte, error) {
	info, err := marshalIITKey(sign, agree)
	if err != nil {
		return nil, err
	}
	defer clear(info)
	return sealIIT(info, password)
}

func sealIIT(info, password []byte) ([]byte, error) {
	if len(password) == 0 {
		return nil, key.ErrEmptyPassword
	}
	octets, ok := asWindows1251(password)
	if !ok {
		return nil, fmt.Errorf("%w: none outside windows-1251", ErrPassword)
	}
	defer clear(octets)
	secret := iitKey(octets)
	defer clear(secret)
	ecb, err := gost28147.NewECBEncrypter(secret, nil)
	if err != nil {
		return nil, err
	}
	defer ecb.(gost28147.Wiper).Wipe()
	sealed := slices.Concat(info, make([]byte, -len(info)&(gost28147.BlockSize-1)))
	ecb.CryptBlocks(sealed, sealed)
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(oidIIT)
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1OctetString(iitMAC(secret, info))
				b.AddASN1OctetString(sealed[len(info):])
			})
		})
		b.AddASN1OctetString(sealed[:len(info)])
	})
	return b.Bytes()
}

func rewriteIIT(_ []byte, _ *contents, infos [][]byte, password []byte) ([]byte, error) {
	return sealIIT(infos[0], password)
}
