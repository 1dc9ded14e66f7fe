// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package login

import (
	"bytes"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

const version = 1

var topOrigin = casn1.Tag(0).ContextSpecific()

// Marshal writes the statement. Outside the limits it is [ErrMalformed].
func (s *Statement) Marshal() ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	text := func(s string) cryptobyte.BuilderContinuation {
		return func(b *cryptobyte.Builder) { b.AddBytes([]byte(s)) }
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(version)
		b.AddASN1(casn1.UTF8String, text(s.Origin))
		if s.TopOrigin != "" {
			b.AddASN1(topOrigin, text(s.TopOrigin))
		}
		b.AddASN1OctetString(s.Challenge)
		b.AddASN1GeneralizedTime(s.Time.UTC())
	})
	return b.Bytes()
}

// Parse reads a statement. Everything but the one DER form of a statement
// within the limits is [ErrMalformed].
func Parse(der []byte) (*Statement, error) {
	if len(der) > MaxStatement {
		return nil, ErrMalformed
	}
	in := cryptobyte.String(der)
	var seq, origin, top, challenge cryptobyte.String
	var v int
	var framed bool
	s := new(Statement)
	if !in.ReadASN1(&seq, casn1.SEQUENCE) || !in.Empty() ||
		!seq.ReadASN1Integer(&v) || v != version ||
		!seq.ReadASN1(&origin, casn1.UTF8String) ||
		!seq.ReadOptionalASN1(&top, &framed, topOrigin) || framed && top.Empty() ||
		!seq.ReadASN1(&challenge, casn1.OCTET_STRING) ||
		!seq.ReadASN1GeneralizedTime(&s.Time) || !seq.Empty() {
		return nil, ErrMalformed
	}
	s.Origin, s.TopOrigin = string(origin), string(top)
	s.Challenge, s.Time = bytes.Clone(challenge), s.Time.UTC()
	// What is not written back as it was is not DER: a time in another zone.
	if again, err := s.Marshal(); err != nil {
		return nil, err
	} else if !bytes.Equal(again, der) {
		return nil, ErrMalformed
	}
	return s, nil
}
