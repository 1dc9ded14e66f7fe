// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/binary"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/der"
	"github.com/pidpys/pidpys/host/pki"
)

// QueryType and ReplyType are the media types of RFC 3161 section 3.4.
const (
	QueryType = "application/timestamp-query"
	ReplyType = "application/timestamp-reply"
)

// MaxRequest is how many octets a request may have.
const MaxRequest = 16 << 10

// A Request asks for a time-stamp.
//
//	TimeStampReq ::= SEQUENCE {                      -- RFC 3161 section 2.4.1
//	  version INTEGER { v1(1) },
//	  messageImprint MessageImprint,
//	  reqPolicy OBJECT IDENTIFIER OPTIONAL,
//	  nonce INTEGER OPTIONAL,
//	  certReq BOOLEAN DEFAULT FALSE,
//	  extensions [0] IMPLICIT Extensions OPTIONAL }
type Request struct {
	Imprint Imprint
	Policy  x509.OID // the zero value asks for none
	Nonce   *big.Int // nil sends none
	CertReq bool     // the token shall hold the authority's certificate
}

// NewRequest asks to stamp a digest by h, with a fresh nonce of eight octets
// whose top bit is clear, and with the authority's certificate.
func NewRequest(h *pki.Hash, digest []byte) (*Request, error) {
	imprint, err := newImprint(h, digest)
	if err != nil {
		return nil, err
	}
	var octets [8]byte
	rand.Read(octets[:])
	nonce := new(big.Int).SetUint64(binary.BigEndian.Uint64(octets[:]) >> 1)
	return &Request{Imprint: imprint, Nonce: nonce, CertReq: true}, nil
}

// Marshal writes the request in DER.
func (r *Request) Marshal() ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		r.Imprint.addTo(b)
		if !r.Policy.Equal(x509.OID{}) {
			addOID(b, r.Policy)
		}
		if r.Nonce != nil {
			b.AddASN1BigInt(r.Nonce)
		}
		if r.CertReq {
			b.AddASN1Boolean(true)
		}
	})
	return b.Bytes()
}

// ParseRequest reads a DER request. Extensions are passed over.
func ParseRequest(message []byte) (*Request, error) {
	if len(message) > MaxRequest {
		return nil, ErrTooLarge
	}
	in := cryptobyte.String(message)
	var seq cryptobyte.String
	var version int
	if !in.ReadASN1(&seq, casn1.SEQUENCE) || !in.Empty() || !seq.ReadASN1Integer(&version) || version != 1 {
		return nil, malformed("request")
	}
	r := new(Request)
	var err error
	if r.Imprint, err = readImprint(&seq); err != nil {
		return nil, err
	}
	if seq.PeekASN1Tag(casn1.OBJECT_IDENTIFIER) {
		var ok bool
		if r.Policy, ok = readOID(&seq); !ok {
			return nil, malformed("reqPolicy")
		}
	}
	if r.Nonce, err = readNonce(&seq); err != nil {
		return nil, err
	}
	if !der.ReadFlag(&seq, &r.CertReq) ||
		!seq.SkipOptionalASN1(casn1.Tag(0).ContextSpecific().Constructed()) || !seq.Empty() {
		return nil, malformed("request")
	}
	return r, nil
}

// readNonce is nil when there is none.
func readNonce(s *cryptobyte.String) (*big.Int, error) {
	if !s.PeekASN1Tag(casn1.INTEGER) {
		return nil, nil
	}
	nonce := new(big.Int)
	if !s.ReadASN1Integer(nonce) {
		return nil, malformed("nonce")
	}
	return nonce, nil
}

// Check compares a token with the request it answers: RFC 3161 section 2.4.2.
// The error is [ErrImprint], [ErrNonce] or [ErrPolicy].
func (r *Request) Check(t *Token) error {
	i := t.Info
	switch {
	case !i.Imprint.Hash.OID.Equal(r.Imprint.Hash.OID) || !bytes.Equal(i.Imprint.Digest, r.Imprint.Digest):
		return ErrImprint
	case r.Nonce != nil && (i.Nonce == nil || i.Nonce.Cmp(r.Nonce) != 0):
		return ErrNonce
	case !r.Policy.Equal(x509.OID{}) && !r.Policy.Equal(i.Policy):
		return ErrPolicy
	}
	return nil
}
