// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"slices"

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
	handle      uint
	origin      string // what it is made of, another of each
	attributes  attributes
	private     *dstu4145.PrivateKey   // of private keys
	key         *simulator.Key         // of keys and their own certificates: on the token
	certificate *simulator.Certificate // that a program put on the token
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
			o, err := certificate(&simulator.Certificate{ID: key.ID, Label: key.Label, DER: key.Certificate, Data: key.Data})
			if err != nil {
				return nil, err
			}
			o.key, o.certificate = key, nil
			all = append(all, o)
		}
	}
	for i := range state.Certificates {
		o, err := certificate(&state.Certificates[i])
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

func privateKey(key *simulator.Key, private *dstu4145.PrivateKey) *object {
	return &object{
		key: key, private: private, origin: "private " + string(key.Scalar),
		attributes: attributes{
			attrClass: ulong(classPrivateKey), attrKeyType: ulong(uint(cryptoki.KeyDSTU4145)),
			attrToken: yes, attrPrivate: yes, attrModifiable: no, attrLocal: yes,
			attrLabel: []byte(key.Label), attrID: key.ID,
			attrSensitive: yes, attrAlwaysSensitive: yes,
			attrExtractable: boolean(key.Leaky), attrNeverExtractable: boolean(!key.Leaky),
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
	return &object{key: key, origin: "public " + string(key.Scalar), attributes: attributes{
		attrClass: ulong(classPublicKey), attrKeyType: ulong(uint(cryptoki.KeyDSTU4145)),
		attrToken: yes, attrPrivate: no, attrModifiable: no, attrLocal: yes,
		attrLabel: []byte(key.Label), attrID: key.ID,
		attrVerify: boolean(key.Sign), attrDerive: boolean(key.Derive), attrEncrypt: no, attrWrap: no,
		attrECParams: parameters(&private.PublicKey),
		attrECPoint:  point.BytesOrPanic(),
	}}
}

func certificate(c *simulator.Certificate) (*object, error) {
	parsed, err := pki.ParseCertificate(c.DER)
	if err != nil {
		return nil, err
	}
	of := attributes{
		attrToken: yes, attrPrivate: no, attrModifiable: no,
		attrLabel: []byte(c.Label), attrValue: c.DER,
	}
	o := &object{certificate: c, attributes: of, origin: fmt.Sprintf("certificate %x %x", c.ID, c.DER)}
	if c.Data {
		of[attrClass] = ulong(classData)
		of[attrApplication] = []byte(cryptoki.CertificateApplication)
		return o, nil
	}
	serial, err := asn1.Marshal(parsed.SerialNumber)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	of[attrClass], of[attrCertificateType] = ulong(classCertificate), ulong(0) // X.509
	of[attrID], of[attrSerialNumber] = c.ID, serial
	of[attrSubject], of[attrIssuer] = parsed.RawSubject, parsed.RawIssuer
	return o, nil
}

// foreignPair has nothing in it that this project knows.
func foreignPair() []*object {
	var pair []*object
	for _, class := range []uint{classPrivateKey, classPublicKey} {
		pair = append(pair, &object{origin: fmt.Sprint("foreign ", class), attributes: attributes{
			attrClass: ulong(class), attrKeyType: ulong(keyForeign),
			attrToken: yes, attrPrivate: boolean(class == classPrivateKey), attrID: []byte("foreign"),
		}})
	}
	return pair
}

// parameters is CKA_EC_PARAMS: DSTU4145Params with the name of the curve and the
// table, whichever it is.
func parameters(k *dstu4145.PublicKey) []byte {
	curve := append(slices.Clone(pki.OIDDSTU4145Curve), k.Curve.Number())
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(curve)
		b.AddASN1OctetString(k.SBox.Bytes())
	})
	return b.BytesOrPanic()
}

// object finds what the session may see.
func (s *session) object(handle uint) *object {
	if handle >= firstDerived && handle-firstDerived < uint(len(s.derived)) {
		return s.derived[handle-firstDerived]
	}
	for _, o := range s.slot.objects {
		if o.handle == handle && s.sees(o) {
			return o
		}
	}
	return nil
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
	for _, o := range s.slot.objects {
		if s.sees(o) && o.matches(template) {
			s.found = append(s.found, o.handle)
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
