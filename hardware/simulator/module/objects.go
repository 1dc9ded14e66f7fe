// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"encoding/asn1"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// Attributes are those of an object, as C sees their values.
type attributes map[uint][]byte

// An object is one of the token, or a secret derived in a session.
type object struct {
	attributes attributes
	private    *dstu4145.PrivateKey // of private keys
	key        *simulator.Key       // the same on the token
}

// firstDerived is the handle of a session's first secret; below are the token's
// objects, from 1 on.
const firstDerived = 1 << 16

var (
	yes = []byte{1}
	no  = []byte{0}
)

func boolean(value bool) []byte {
	if value {
		return yes
	}
	return no
}

// objectsOf lists what is on a token.
func objectsOf(state *simulator.State) ([]*object, error) {
	var all []*object
	if state.Foreign {
		all = foreignPair()
	}
	for i := range state.Keys {
		key := &state.Keys[i]
		private, err := key.Private()
		if err != nil {
			return nil, err
		}
		all = append(all, privateKey(key, private))
		if !key.NoPublic {
			all = append(all, publicKey(key, private))
		}
		if len(key.Certificate) != 0 {
			certificate, err := certificate(key)
			if err != nil {
				return nil, err
			}
			all = append(all, certificate)
		}
	}
	return all, nil
}

func privateKey(key *simulator.Key, private *dstu4145.PrivateKey) *object {
	return &object{
		key: key, private: private,
		attributes: attributes{
			attrClass: ulong(classPrivateKey), attrKeyType: ulong(uint(cryptoki.KeyDSTU4145)),
			attrToken: yes, attrPrivate: yes, attrModifiable: no, attrLocal: yes,
			attrLabel: []byte(key.Label), attrID: key.ID,
			attrSensitive: yes, attrAlwaysSensitive: yes, attrExtractable: no, attrNeverExtractable: yes,
			attrSign: boolean(key.Sign), attrDerive: boolean(key.Derive),
			attrSignRecover: no, attrDecrypt: no, attrUnwrap: no,
			attrAlwaysAuthenticate: boolean(key.Always),
			attrECParams:           parameters(&private.PublicKey),
		},
	}
}

func publicKey(key *simulator.Key, private *dstu4145.PrivateKey) *object {
	var point cryptobyte.Builder
	point.AddASN1OctetString(private.PublicKey.Bytes())
	return &object{attributes: attributes{
		attrClass: ulong(classPublicKey), attrKeyType: ulong(uint(cryptoki.KeyDSTU4145)),
		attrToken: yes, attrPrivate: no, attrModifiable: no, attrLocal: yes,
		attrLabel: []byte(key.Label), attrID: key.ID,
		attrVerify: boolean(key.Sign), attrDerive: boolean(key.Derive), attrEncrypt: no, attrWrap: no,
		attrECParams: parameters(&private.PublicKey),
		attrECPoint:  point.BytesOrPanic(),
	}}
}

func certificate(key *simulator.Key) (*object, error) {
	parsed, err := pki.ParseCertificate(key.Certificate)
	if err != nil {
		return nil, err
	}
	of := attributes{
		attrToken: yes, attrPrivate: no, attrModifiable: no,
		attrLabel: []byte(key.Label), attrValue: key.Certificate,
	}
	if key.Data {
		of[attrClass] = ulong(classData)
		of[attrApplication] = []byte(cryptoki.CertificateApplication)
		return &object{attributes: of}, nil
	}
	serial, err := asn1.Marshal(parsed.SerialNumber)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	of[attrClass], of[attrCertificateType] = ulong(classCertificate), ulong(0) // X.509
	of[attrID], of[attrSerialNumber] = key.ID, serial
	of[attrSubject], of[attrIssuer] = parsed.RawSubject, parsed.RawIssuer
	return &object{attributes: of}, nil
}

// foreignPair has nothing in it that this project knows.
func foreignPair() []*object {
	var pair []*object
	for _, class := range []uint{classPrivateKey, classPublicKey} {
		pair = append(pair, &object{attributes: attributes{
			attrClass: ulong(class), attrKeyType: ulong(keyForeign),
			attrToken: yes, attrPrivate: boolean(class == classPrivateKey), attrID: []byte("foreign"),
		}})
	}
	return pair
}

// parameters is CKA_EC_PARAMS: DSTU4145Params with the name of the curve and the
// table, whichever it is.
func parameters(k *dstu4145.PublicKey) []byte {
	curve := pki.OIDDSTU4145Curve
	for i, c := range dstu4145.Curves() {
		if c == k.Curve {
			curve = append(curve[:len(curve):len(curve)], i)
		}
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(curve)
		b.AddASN1OctetString(k.SBox.Bytes())
	})
	return b.BytesOrPanic()
}

// object finds what the session may see.
func (s *session) object(handle uint) *object {
	var found *object
	switch {
	case handle >= firstDerived && handle-firstDerived < uint(len(s.derived)):
		return s.derived[handle-firstDerived]
	case handle >= 1 && handle-1 < uint(len(s.slot.objects)):
		found = s.slot.objects[handle-1]
	}
	if found == nil || !s.sees(found) {
		return nil
	}
	return found
}

func (s *session) sees(o *object) bool {
	hidden := s.slot.state.Hidden || bytes.Equal(o.attributes[attrPrivate], yes)
	return s.slot.loggedIn || !hidden
}

// find begins a search.
func (s *session) find(template attributes) cryptoki.RV {
	if s.found != nil {
		return cryptoki.OperationActive
	}
	s.found = []uint{}
	for i, o := range s.slot.objects {
		if s.sees(o) && o.matches(template) {
			s.found = append(s.found, uint(i)+1)
		}
	}
	return cryptoki.OK
}

func (o *object) matches(template attributes) bool {
	for kind, value := range template {
		if own, ok := o.attributes[kind]; !ok || !bytes.Equal(own, value) {
			return false
		}
	}
	return true
}

// is reports whether an attribute of CK_BBOOL is there and true.
func (a attributes) is(kind uint) bool { return bytes.Equal(a[kind], yes) }
