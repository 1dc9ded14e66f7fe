// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A BodyType is the number of an alternative of PKIBody.
type BodyType uint8

// Types of bodies, by the names and numbers of RFC 4210 section 5.1.2.
const (
	CP       BodyType = 3  // answer to P10CR
	P10CR    BodyType = 4  // certification request of PKCS #10
	KUR      BodyType = 7  // key update request
	KUP      BodyType = 8  // answer to KUR
	PKIConf  BodyType = 19 // answer to CertConf
	Error    BodyType = 23
	CertConf BodyType = 24 // the certificate is accepted, or not
	PollReq  BodyType = 25 // is the certificate there?
	PollRep  BodyType = 26 // not yet
)

var bodyNames = map[BodyType]string{
	CP: "cp", P10CR: "p10cr", KUR: "kur", KUP: "kup", PKIConf: "pkiconf", Error: "error",
	CertConf: "certConf", PollReq: "pollReq", PollRep: "pollRep",
}

// String is the standard's name of the type.
func (t BodyType) String() string {
	if name, ok := bodyNames[t]; ok {
		return name
	}
	return fmt.Sprintf("BodyType(%d)", uint8(t))
}

// A Body is what a message says, one of *[CertReqMsg], [CertificationRequest],
// *[CertRepMessage], *[CertStatus], [PKIConfirmContent], *[PollReqContent],
// *[PollRepContent] and *[ErrorMsgContent].
type Body interface {
	Type() BodyType
	// addTo writes the alternative without the tag of its number.
	addTo(b *cryptobyte.Builder)
}

func addBody(b *cryptobyte.Builder, body Body) {
	b.AddASN1(explicit(uint8(body.Type())), body.addTo)
}

// readBody reads a PKIBody of which nothing is left over.
func readBody(element cryptobyte.String) (Body, error) {
	var in cryptobyte.String
	var tag casn1.Tag
	element.ReadAnyASN1(&in, &tag) // Parse saw that it is one
	var body Body
	var err error
	switch tag {
	case explicit(uint8(CP)):
		body, err = readCertRepMessage(&in, CP)
	case explicit(uint8(P10CR)):
		body, err = readCertificationRequest(&in)
	case explicit(uint8(KUR)):
		body, err = readCertReqMsg(&in)
	case explicit(uint8(KUP)):
		body, err = readCertRepMessage(&in, KUP)
	case explicit(uint8(PKIConf)):
		body, err = readPKIConfirm(&in)
	case explicit(uint8(Error)):
		body, err = readErrorMsgContent(&in)
	case explicit(uint8(CertConf)):
		body, err = readCertStatus(&in)
	case explicit(uint8(PollReq)):
		body, err = readPollReqContent(&in)
	case explicit(uint8(PollRep)):
		body, err = readPollRepContent(&in)
	default:
		return nil, malformed("a body of another task")
	}
	if err == nil && !in.Empty() {
		err = malformed("body")
	}
	if err != nil {
		return nil, err
	}
	return body, nil
}

// readOne takes a SEQUENCE OF off the front of s that holds one SEQUENCE: RFC
// 9483 sections 4.1.1 and 4.4 allow one request a message.
func readOne(s *cryptobyte.String, one *cryptobyte.String) bool {
	var list cryptobyte.String
	return s.ReadASN1(&list, casn1.SEQUENCE) && list.ReadASN1(one, casn1.SEQUENCE) && list.Empty()
}

// addOne writes a SEQUENCE OF that holds one SEQUENCE.
func addOne(b *cryptobyte.Builder, one cryptobyte.BuilderContinuation) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1(casn1.SEQUENCE, one) })
}
