// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/ess"
	"github.com/pidpys/pidpys/host/internal/der"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

// TSAFaults is a set of what a time-stamping authority does wrong, or in an
// unusual form.
type TSAFaults uint

// Faults of a time-stamping authority.
const (
	TSANoNonce      TSAFaults = 1 << iota // repeats no nonce
	TSAWrongNonce                         // stamps with another nonce
	TSAWrongImprint                       // stamps other data
	TSAOtherPolicy                        // stamps under another policy
	TSARejects                            // refuses with badAlg
	TSAWaits                              // grants nothing yet
	TSAForeign                            // is under a root nobody trusts
	TSAOrdinary                           // is certified for nothing in particular
	TSABadSignature                       // signs something else
	TSANoBinding                          // does not bind its certificate
	TSAOtherBinding                       // binds another's certificate
	TSACritical                           // adds a critical extension nobody knows
)

// Forms of a token, which are no faults.
const (
	TSANoCertificates TSAFaults = 1 << (16 + iota) // leaves its certificate out
	TSAFraction                                    // writes the time with a fraction that DER forbids
	TSAAccuracy                                    // says to be right to 1.5 seconds
	TSAOrders                                      // says that its tokens are ordered by their time
	TSAOldBinding                                  // binds its certificate by SHA-1 alone
	TSANested                                      // nests a DSTU 4145 signature in an octet string more
	TSAGrantsWithMods                              // grants with modifications
)

func (f TSAFaults) has(one TSAFaults) bool { return f&one != 0 }

// TSAOptions is how a time-stamping authority behaves.
type TSAOptions struct {
	HTTPOptions
	Faults TSAFaults
	// Skew is how far its clock is ahead.
	Skew time.Duration
	// Requests, if not nil, hears of every request.
	Requests func(*tsp.Request)
}

// oidTSAPolicy is the policy of DSTU 4145 time-stamps.
var oidTSAPolicy = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 2, 3, 1}

// TSA is the national time-stamping authority, and the European one below the
// path [TSPPathEC].
func (p *PKI) TSA(o TSAOptions) http.Handler {
	var serials atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		message, ok := readRequest(w, r, tsp.MaxRequest)
		if !ok || o.misbehaves(w, r) {
			return
		}
		w.Header().Set("Content-Type", tsp.ReplyType)
		request, err := tsp.ParseRequest(message)
		switch {
		case err != nil:
			_, _ = w.Write(tspResponse(tsp.Rejection, nil, tsp.BadDataFormat))
			return
		case o.Requests != nil:
			o.Requests(request)
		}
		switch {
		case o.Faults.has(TSARejects):
			_, _ = w.Write(tspResponse(tsp.Rejection, nil, tsp.BadAlg))
		case o.Faults.has(TSAWaits):
			_, _ = w.Write(tspResponse(tsp.Waiting, nil, tsp.NoFailure))
		default:
			status := tsp.Granted
			if o.Faults.has(TSAGrantsWithMods) {
				status = tsp.GrantedWithMods
			}
			by := p.timeStamperFor(r.URL.Path, o.Faults)
			_, _ = w.Write(tspResponse(status, p.stamp(request, by, o, serials.Add(1)), tsp.NoFailure))
		}
	})
}

func (p *PKI) timeStamperFor(path string, faults TSAFaults) *server {
	domain := national
	if strings.HasPrefix(path, TSPPathEC) {
		domain = european
	}
	switch {
	case faults.has(TSAForeign):
		return p.timeStamper(foreign)
	case faults.has(TSAOrdinary):
		return p.ordinary(p.providers[domain])
	}
	return p.timeStamper(domain)
}

// tspResponse: RFC 3161, 2.4.2.
func tspResponse(status tsp.Status, token []byte, failure tsp.Failure) []byte {
	info := der.StatusInfo{Status: int(status)}
	if failure != tsp.NoFailure {
		info.Text, info.Fails = "відмовлено", 1<<failure
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		der.AddStatusInfo(b, info)
		b.AddBytes(token)
	})
	return b.BytesOrPanic()
}

// stamp makes a token.
func (p *PKI) stamp(request *tsp.Request, by *server, o TSAOptions, number int64) []byte {
	info := tstInfo(request, o.Faults, p.clock().UTC().Add(o.Skew), number)
	alg, err := pki.SignatureAlgorithm(by.key.Public(), by.hash)
	must(err)
	signer := cms.SignerInfo{
		Version: 1, Issuer: by.certificate.RawIssuer, Serial: by.certificate.SerialNumber,
		DigestAlgorithm: by.hash.AlgorithmIdentifier(), SignatureAlgorithm: alg,
	}
	contentType, err := x509.OIDFromASN1OID(tsp.OIDInfo)
	must(err)
	var digest cryptobyte.Builder
	digest.AddASN1OctetString(by.hash.Sum(info))
	attributes := cms.Attributes{
		cms.NewAttribute(cms.OIDContentType, cms.MarshalOID(contentType)),
		cms.NewAttribute(cms.OIDMessageDigest, digest.BytesOrPanic()),
	}
	signer.SetSignedAttrs(append(attributes, p.binding(by, o.Faults)...))
	signer.Signature = flatSignature(by.key, by.hash, signer.SignedOctets())
	if o.Faults.has(TSABadSignature) {
		signer.Signature = flatSignature(by.key, by.hash, info)
	}
	if _, ok := by.key.(*dstu4145.PrivateKey); ok && o.Faults.has(TSANested) {
		signer.Signature = pki.WrapDSTU(signer.Signature)
	}
	message := cms.SignedData{
		Version: 3, DigestAlgorithms: []pki.AlgorithmIdentifier{signer.DigestAlgorithm},
		ContentType: contentType, SignerInfos: []cms.SignerInfo{signer},
	}
	if request.CertReq && !o.Faults.has(TSANoCertificates) {
		message.AddCertificate(by.certificate)
	}
	token, err := message.Marshal(info)
	must(err)
	return token
}

// binding is the attribute that binds the certificate: RFC 5816.
func (p *PKI) binding(by *server, faults TSAFaults) cms.Attributes {
	bound := by.certificate
	switch {
	case faults.has(TSANoBinding):
		return nil
	case faults.has(TSAOldBinding):
		return cms.Attributes{cms.NewAttribute(cms.OIDSigningCertificate, oldBinding(bound))}
	case faults.has(TSAOtherBinding):
		bound = p.providers[foreign].certificate
	}
	value, err := ess.Marshal(bound, by.hash)
	must(err)
	return cms.Attributes{cms.NewAttribute(cms.OIDSigningCertificateV2, value)}
}

// oldBinding is a SigningCertificate: RFC 5035, 5.
func oldBinding(cert *x509.Certificate) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1OctetString(pki.SHA1.Sum(cert.Raw)) })
		})
	})
	return b.BytesOrPanic()
}

// tstInfo: RFC 3161, 2.4.2.
func tstInfo(request *tsp.Request, faults TSAFaults, at time.Time, number int64) []byte {
	imprint, nonce, policy := request.Imprint, request.Nonce, oidTSAPolicy
	if faults.has(TSAWrongImprint) {
		imprint.Digest = make([]byte, len(imprint.Digest))
	}
	switch {
	case faults.has(TSANoNonce):
		nonce = nil
	case faults.has(TSAWrongNonce) && nonce != nil:
		nonce = new(big.Int).Add(nonce, big.NewInt(1))
	}
	if faults.has(TSAOtherPolicy) {
		policy = oidNobodyKnows
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddASN1ObjectIdentifier(policy)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			imprint.Hash.AddTo(b)
			b.AddASN1OctetString(imprint.Digest)
		})
		b.AddASN1Int64(number)
		addGeneralizedTime(b, at, faults.has(TSAFraction))
		if faults.has(TSAAccuracy) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(1)
				b.AddASN1Int64WithTag(500, casn1.Tag(0).ContextSpecific())
			})
		}
		if faults.has(TSAOrders) {
			b.AddASN1Boolean(true)
		}
		if nonce != nil {
			b.AddASN1BigInt(nonce)
		}
		if faults.has(TSACritical) {
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) {
				addExtension(b, oidNobodyKnows, critical, func(b *cryptobyte.Builder) { b.AddASN1NULL() })
			})
		}
	})
	return b.BytesOrPanic()
}
