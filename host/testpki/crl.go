// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto"
	"encoding/asn1"
	"math/big"
	"net/http"
	"path"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
)

// CRLFaults is a set of what lists have wrong.
type CRLFaults uint

// Faults of lists.
const (
	CRLStale             CRLFaults = 1 << iota // out of date for a day
	CRLFuture                                  // of the day after tomorrow
	CRLForeign                                 // signed by another's key
	CRLUnknownCritical                         // with a critical extension nobody knows
	CRLUnknownEntry                            // with an entry of which the same is true
	CRLAhead                                   // the delta is upon a list yet to come
	CRLNoDelta                                 // there is no delta
	CRLDeltaForEverybody                       // the delta stands where the complete list should be
	CRLEmpty                                   // names nobody, not even those revoked
)

func (f CRLFaults) has(one CRLFaults) bool { return f&one != 0 }

// CRLOptions is how the lists are.
type CRLOptions struct {
	HTTPOptions
	Faults CRLFaults
	// Filler is how many more certificates the complete lists name, of nobody.
	Filler int
	// Scope, if not nil, is the value of a critical issuingDistributionPoint.
	Scope []byte
}

// CRLs serves the lists of all authorities. Complete ones are of the last
// midnight and for a week, deltas of this second and for two hours.
func (p *PKI) CRLs(o CRLOptions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.misbehaves(w, r) {
			return
		}
		for _, a := range p.offices {
			name, ok := strings.CutPrefix(path.Base(r.URL.Path), a.name)
			if !ok || name != fullSuffix && (name != deltaSuffix || o.Faults.has(CRLNoDelta)) {
				continue
			}
			w.Header().Set("Content-Type", "application/pkix-crl")
			_, _ = w.Write(p.list(a, o, name == deltaSuffix || o.Faults.has(CRLDeltaForEverybody)))
			return
		}
		http.NotFound(w, r)
	})
}

// List is one authority's complete list or delta, without asking its service.
func (p *PKI) List(authority string, o CRLOptions, delta bool) []byte {
	for _, a := range p.offices {
		if a.name == authority {
			return p.list(a, o, delta)
		}
	}
	panic("testpki: no authority " + authority)
}

// A revocationList is what goes into one: RFC 5280, 5.1.
type revocationList struct {
	by                     *authority
	thisUpdate, nextUpdate time.Time
	number, base           *big.Int // base of a delta
	entries                []revocation
	options                CRLOptions
}

func (p *PKI) list(a *authority, o CRLOptions, delta bool) []byte {
	now := p.clock().UTC().Truncate(time.Second)
	midnight := now.Truncate(24 * time.Hour)
	l := revocationList{by: a, thisUpdate: midnight, nextUpdate: midnight.AddDate(0, 0, 7), options: o}
	for _, r := range p.revocationsOf(a) {
		before, after := r.inForce(midnight), r.inForce(now)
		switch {
		case !delta && before, delta && after && !before:
			l.entries = append(l.entries, r)
		case delta && before && !after:
			r.reason = crl.RemoveFromCRL
			l.entries = append(l.entries, r)
		}
	}
	l.number = big.NewInt(midnight.Unix())
	if delta {
		l.base, l.number = l.number, big.NewInt(now.Unix())
		l.thisUpdate, l.nextUpdate = now, now.Add(2*time.Hour)
	}
	if o.Faults.has(CRLAhead) && delta {
		l.base = big.NewInt(now.AddDate(0, 0, 2).Unix())
	}
	shift := 0
	switch {
	case o.Faults.has(CRLStale):
		shift = -8
	case o.Faults.has(CRLFuture):
		shift = 2
	}
	l.thisUpdate, l.nextUpdate = l.thisUpdate.AddDate(0, 0, shift), l.nextUpdate.AddDate(0, 0, shift)
	if o.Faults.has(CRLEmpty) {
		l.entries = nil
	}
	return l.sign()
}

func (l *revocationList) sign() []byte {
	var by crypto.Signer = l.by.key
	if l.options.Faults.has(CRLForeign) {
		by = newKey(keyM257, "nobody")
	}
	return signed(by, pki.DefaultHash(by.Public()), l.toBeSigned)
}

// Extensions of lists and entries: RFC 5280, 5.2 and 5.3.
var (
	oidCRLNumber         = asn1.ObjectIdentifier{2, 5, 29, 20}
	oidReasonCode        = asn1.ObjectIdentifier{2, 5, 29, 21}
	oidDeltaCRLIndicator = asn1.ObjectIdentifier{2, 5, 29, 27}
	oidIssuingPoint      = asn1.ObjectIdentifier{2, 5, 29, 28}
	oidNobodyKnows       = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}
)

func (l *revocationList) toBeSigned(alg pki.AlgorithmIdentifier) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		alg.AddTo(b)
		b.AddBytes(l.by.certificate.RawSubject)
		addTime(b, l.thisUpdate)
		addTime(b, l.nextUpdate)
		if len(l.entries)+l.options.Filler > 0 {
			b.AddASN1(casn1.SEQUENCE, l.addEntries)
		}
		b.AddASN1(casn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, l.addExtensions)
		})
	})
	return b.BytesOrPanic()
}

func (l *revocationList) addExtensions(b *cryptobyte.Builder) {
	addNumber := func(n *big.Int) cryptobyte.BuilderContinuation {
		return func(b *cryptobyte.Builder) { b.AddASN1BigInt(n) }
	}
	addAuthorityKeyID(b, l.by.keyID())
	addExtension(b, oidCRLNumber, !critical, addNumber(l.number))
	if l.base != nil {
		addExtension(b, oidDeltaCRLIndicator, critical, addNumber(l.base))
	}
	if l.options.Scope != nil {
		addExtension(b, oidIssuingPoint, critical, func(b *cryptobyte.Builder) { b.AddBytes(l.options.Scope) })
	}
	if l.options.Faults.has(CRLUnknownCritical) {
		addExtension(b, oidNobodyKnows, critical, func(b *cryptobyte.Builder) { b.AddASN1NULL() })
	}
}

func (l *revocationList) addEntries(b *cryptobyte.Builder) {
	for _, r := range l.entries {
		l.addEntry(b, r)
	}
	if l.base != nil {
		return
	}
	for i := range l.options.Filler {
		l.addEntry(b, revocation{
			serial: serial(l.by.keyID(), kindSubscriber, uint32(2<<20+i)), at: l.thisUpdate, reason: crl.Superseded,
		})
	}
}

func (l *revocationList) addEntry(b *cryptobyte.Builder, r revocation) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(r.serial)
		addTime(b, r.at)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			addExtension(b, oidReasonCode, !critical, func(b *cryptobyte.Builder) { b.AddASN1Enum(int64(r.reason)) })
			if l.options.Faults.has(CRLUnknownEntry) {
				addExtension(b, oidNobodyKnows, critical, func(b *cryptobyte.Builder) { b.AddASN1NULL() })
			}
		})
	})
}
