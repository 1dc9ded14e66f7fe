// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"math"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/der"
)

// A PollReqContent asks whether the certificate is there: RFC 4210 section
// 5.3.22. It asks about one request.
//
//	PollReqContent ::= SEQUENCE OF SEQUENCE { certReqId INTEGER }
type PollReqContent struct{ CertReqID int }

// Type is [PollReq].
func (*PollReqContent) Type() BodyType { return PollReq }

func (p *PollReqContent) addTo(b *cryptobyte.Builder) {
	addOne(b, func(b *cryptobyte.Builder) { b.AddASN1Int64(int64(p.CertReqID)) })
}

func readPollReqContent(s *cryptobyte.String) (*PollReqContent, error) {
	var one cryptobyte.String
	p := new(PollReqContent)
	if !readOne(s, &one) || !one.ReadASN1Integer(&p.CertReqID) || !one.Empty() {
		return nil, malformed("PollReqContent")
	}
	return p, nil
}

// A PollRepContent says that the certificate is not there yet: RFC 4210 section
// 5.3.22.
//
//	PollRepContent ::= SEQUENCE OF SEQUENCE {
//	  certReqId INTEGER,
//	  checkAfter INTEGER,                            -- seconds
//	  reason PKIFreeText OPTIONAL }
type PollRepContent struct {
	CertReqID  int
	CheckAfter time.Duration // whole seconds, not negative
	Reason     string        // for people; hostile
}

// Type is [PollRep].
func (*PollRepContent) Type() BodyType { return PollRep }

func (p *PollRepContent) addTo(b *cryptobyte.Builder) {
	addOne(b, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(int64(p.CertReqID))
		b.AddASN1Int64(int64(p.CheckAfter / time.Second))
		if p.Reason != "" {
			der.AddFreeText(b, p.Reason)
		}
	})
}

func readPollRepContent(s *cryptobyte.String) (*PollRepContent, error) {
	var one cryptobyte.String
	var seconds int64
	p := new(PollRepContent)
	if !readOne(s, &one) || !one.ReadASN1Integer(&p.CertReqID) || !one.ReadASN1Integer(&seconds) ||
		seconds < 0 || seconds > math.MaxInt32 ||
		one.PeekASN1Tag(casn1.SEQUENCE) && !der.ReadFreeText(&one, &p.Reason) || !one.Empty() {
		return nil, malformed("PollRepContent")
	}
	p.CheckAfter = time.Duration(seconds) * time.Second
	return p, nil
}
