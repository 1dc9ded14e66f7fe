// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"net/http"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
)

// OCSPFaults is a set of what an OCSP responder does wrong, or in an unusual
// form.
type OCSPFaults uint

// Faults of a responder.
const (
	OCSPNoNonce       OCSPFaults = 1 << iota // repeats no nonce
	OCSPWrongNonce                           // answers with another nonce
	OCSPStale                                // answers as of three days ago
	OCSPFuture                               // answers as of three days from now
	OCSPUnknown                              // knows no certificate
	OCSPTryLater                             // refuses with tryLater
	OCSPUnauthorized                         // refuses with unauthorized
	OCSPForeign                              // is certified by an authority nobody trusts
	OCSPOrdinary                             // is certified for nothing in particular
	OCSPOther                                // answers about another certificate
	OCSPBadSignature                         // signs something else
	OCSPCritical                             // adds a critical extension nobody knows
	OCSPWithoutIssuer                        // sends no certificates along
)

// Forms of a response, which are no faults.
const (
	OCSPByKey      OCSPFaults = 1 << (16 + iota) // names the responder by its key
	OCSPFraction                                 // writes times with a fraction that DER forbids
	OCSPNextUpdate                               // says when it will know more
	OCSPByIssuer                                 // is signed by the authority itself
)

func (f OCSPFaults) has(one OCSPFaults) bool { return f&one != 0 }

// OCSPOptions is how a responder behaves.
type OCSPOptions struct {
	HTTPOptions
	Faults OCSPFaults
	// Skew is how far its clock is ahead.
	Skew time.Duration
	// Requests, if not nil, hears of every request.
	Requests func(*ocsp.Request)
}

// OCSP is the responder of all authorities in one.
func (p *PKI) OCSP(o OCSPOptions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		message, ok := readRequest(w, r, ocsp.MaxRequest)
		if !ok || o.misbehaves(w, r) {
			return
		}
		w.Header().Set("Content-Type", ocsp.ResponseType)
		request, err := ocsp.ParseRequest(message)
		switch {
		case err != nil:
			_, _ = w.Write(refusal(ocsp.MalformedRequest))
			return
		case o.Requests != nil:
			o.Requests(request)
		}
		switch a := p.asked(request); {
		case o.Faults.has(OCSPTryLater):
			_, _ = w.Write(refusal(ocsp.TryLater))
		case a == nil, o.Faults.has(OCSPUnauthorized):
			_, _ = w.Write(refusal(ocsp.Unauthorized))
		default:
			_, _ = w.Write(ocsp.MarshalResponse(p.answer(a, request, o)))
		}
	})
}

func refusal(status ocsp.RefusalError) []byte {
	return []byte{0x30, 3, 0x0a, 1, byte(status)}
}

// asked is the authority that all identifiers of a request name, or nil.
func (p *PKI) asked(request *ocsp.Request) *authority {
	for _, a := range p.offices {
		all := true
		for _, id := range request.IDs {
			all = all && id.Names(&x509.Certificate{SerialNumber: id.Serial}, a.certificate)
		}
		if all {
			return a
		}
	}
	return nil
}

// A basicResponse is what goes into one: RFC 6960, 4.2.1.
type basicResponse struct {
	request *ocsp.Request
	by      *server
	at      time.Time
	options OCSPOptions
	entries []revocation // in force
}

func (p *PKI) answer(a *authority, request *ocsp.Request, o OCSPOptions) []byte {
	r := &basicResponse{request: request, at: p.clock().UTC().Add(o.Skew), options: o}
	switch {
	case o.Faults.has(OCSPForeign):
		r.by = p.responder(p.providers[foreign])
	case o.Faults.has(OCSPOrdinary):
		r.by = p.ordinary(a)
	case o.Faults.has(OCSPByIssuer):
		r.by = &server{a.key, a.certificate, pki.DefaultHash(a.key.Public())}
	default:
		r.by = p.responder(a)
	}
	for _, one := range p.revocationsOf(a) {
		if one.inForce(r.at) {
			r.entries = append(r.entries, one)
		}
	}
	switch {
	case o.Faults.has(OCSPStale):
		r.at = r.at.AddDate(0, 0, -3)
	case o.Faults.has(OCSPFuture):
		r.at = r.at.AddDate(0, 0, 3)
	}
	return r.sign()
}

func (r *basicResponse) sign() []byte {
	alg, err := pki.SignatureAlgorithm(r.by.key.Public(), r.by.hash)
	must(err)
	tbs := r.toBeSigned()
	value := signature(r.by.key, r.by.hash, tbs)
	if r.options.Faults.has(OCSPBadSignature) {
		value = signature(r.by.key, r.by.hash, append(tbs, 0))
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(tbs)
		alg.AddTo(b)
		b.AddASN1BitString(value)
		if !r.options.Faults.has(OCSPWithoutIssuer) {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(r.by.certificate.Raw) })
			})
		}
	})
	return b.BytesOrPanic()
}

var oidOCSPNonce = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}

func (r *basicResponse) toBeSigned() []byte {
	faults := r.options.Faults
	nonce := r.request.Nonce
	switch {
	case faults.has(OCSPNoNonce):
		nonce = nil
	case faults.has(OCSPWrongNonce):
		nonce = ocsp.NewNonce()
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		r.addResponder(b)
		r.addTime(b, r.at)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			for _, id := range r.request.IDs {
				r.addSingle(b, id)
			}
		})
		if nonce == nil && !faults.has(OCSPCritical) {
			return
		}
		b.AddASN1(explicit(1), func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				if nonce != nil {
					addExtension(b, oidOCSPNonce, !critical, func(b *cryptobyte.Builder) { b.AddBytes(nonce) })
				}
				if faults.has(OCSPCritical) {
					addExtension(b, oidNobodyKnows, critical, func(b *cryptobyte.Builder) { b.AddASN1NULL() })
				}
			})
		})
	})
	return b.BytesOrPanic()
}

func (r *basicResponse) addResponder(b *cryptobyte.Builder) {
	if r.options.Faults.has(OCSPByKey) {
		b.AddASN1(explicit(2), func(b *cryptobyte.Builder) { b.AddASN1OctetString(r.by.certificate.SubjectKeyId) })
		return
	}
	b.AddASN1(explicit(1), func(b *cryptobyte.Builder) { b.AddBytes(r.by.certificate.RawSubject) })
}

func (r *basicResponse) addSingle(b *cryptobyte.Builder, id ocsp.CertID) {
	faults := r.options.Faults
	found := -1
	for i, one := range r.entries {
		if one.serial.Cmp(id.Serial) == 0 && (found < 0 || one.at.Before(r.entries[found].at)) {
			found = i
		}
	}
	if faults.has(OCSPOther) {
		id.Serial = new(big.Int).Add(id.Serial, big.NewInt(1))
	}
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			id.Hash.AddTo(b)
			b.AddASN1OctetString(id.IssuerNameHash)
			b.AddASN1OctetString(id.IssuerKeyHash)
			b.AddASN1BigInt(id.Serial)
		})
		switch {
		case faults.has(OCSPUnknown):
			b.AddASN1(casn1.Tag(2).ContextSpecific(), func(*cryptobyte.Builder) {})
		case found < 0:
			b.AddASN1(casn1.Tag(0).ContextSpecific(), func(*cryptobyte.Builder) {})
		default:
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) {
				r.addTime(b, r.entries[found].at)
				b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1Enum(int64(r.entries[found].reason)) })
			})
		}
		r.addTime(b, r.at)
		if faults.has(OCSPNextUpdate) {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { r.addTime(b, r.at.Add(time.Hour)) })
		}
	})
}

func (r *basicResponse) addTime(b *cryptobyte.Builder, t time.Time) {
	addGeneralizedTime(b, t, r.options.Faults.has(OCSPFraction))
}

// addGeneralizedTime writes the second, or, in a form that DER forbids, tenths
// of it with zeros behind.
func addGeneralizedTime(b *cryptobyte.Builder, t time.Time, fraction bool) {
	layout := "20060102150405Z"
	if fraction {
		layout = "20060102150405.000Z"
	}
	addText(b, casn1.GeneralizedTime, t.UTC().Format(layout))
}

func explicit(n uint8) casn1.Tag { return casn1.Tag(n).ContextSpecific().Constructed() }
