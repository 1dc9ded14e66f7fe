// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto"
	"crypto/x509"
	"math/big"
	"net/http"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/pki"
)

// A CMPFault is what a look-up service does wrong.
type CMPFault int

// Faults of a look-up service.
const (
	CMPNoFault   CMPFault = iota
	CMPFails              // status 500
	CMPHTML               // a page where an answer should be
	CMPGarbage            // octets that only begin like an answer
	CMPOversized          // an answer without end
	CMPRedirects          // sends to CMPOptions.Elsewhere
	CMPEmpty              // knows nobody
	CMPLongOnly           // knows nobody when asked in the short form
	CMPForeign            // answers with the certificates of Hostile, whoever was asked about
	CMPWrongKey           // answers with certificates of the right identifier and a wrong key
	CMPSelfMade           // answers with certificates of the right key that nobody issued
	CMPFlood              // the same, as many as an answer may hold, and the true ones after them
)

// before are the faults that are none of the protocol.
var before = map[CMPFault]HTTPFault{
	CMPFails: HTTPFails, CMPHTML: HTTPPage, CMPGarbage: HTTPGarbage, CMPOversized: HTTPOversized, CMPRedirects: HTTPRedirects,
}

// CMPOptions is how a look-up service behaves.
type CMPOptions struct {
	Fault CMPFault
	// Only, if not nil, names the subscribers that the service knows.
	Only []string
	// Slow, if not nil, is awaited before each answer, unless the client
	// leaves.
	Slow <-chan struct{}
	// Elsewhere is the URL for CMPRedirects.
	Elsewhere string
	// Asked, if not nil, hears of every request.
	Asked func(keyid.Request)
}

// CMP is the look-up service of all providers in one. It knows every subscriber,
// and what was renewed, unless told otherwise, takes requests of both forms at any
// path and looks at no header.
func (p *PKI) CMP(o CMPOptions) http.Handler {
	subscribers := sync.OnceValue(func() []*Subscriber {
		var all []*Subscriber
		for _, name := range Subscribers() {
			if o.Only == nil || slices.Contains(o.Only, name) {
				all = append(all, p.Subscriber(name))
			}
		}
		return all
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		message, ok := readRequest(w, r, 1<<10)
		if !ok {
			return
		}
		request, err := keyid.ParseRequest(message)
		if err != nil {
			http.Error(w, "no request", http.StatusBadRequest)
			return
		}
		if o.Asked != nil {
			o.Asked(request)
		}
		first := HTTPOptions{Fault: before[o.Fault], Slow: o.Slow, Elsewhere: o.Elsewhere}
		if first.misbehaves(w, r) {
			return
		}
		status := uint32(keyid.StatusFound)
		known := subscribers()
		if o.Only == nil {
			known = slices.Concat(known, p.renewals())
		}
		certs := p.lookUp(known, request, o.Fault)
		if len(certs) == 0 {
			status = keyid.StatusNotFound
		}
		answer, err := keyid.MarshalResponse(status, certs)
		must(err)
		_, _ = w.Write(answer)
	})
}

// renewals are the certificates of [PKI.Issue] and [PKI.Reissue].
func (p *PKI) renewals() []*Subscriber {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.renewed)
}

// lookUp is the certificates that a service with a fault answers with.
func (p *PKI) lookUp(subscribers []*Subscriber, request keyid.Request, fault CMPFault) []*x509.Certificate {
	switch {
	case fault == CMPEmpty, fault == CMPLongOnly && request.Slots == keyid.Short:
		return nil
	case fault == CMPForeign:
		return p.Subscriber(Hostile).Certificates()
	}
	strange := func(cert *x509.Certificate) bool {
		return !slices.ContainsFunc(request.IDs, func(id []byte) bool { return keyid.Equal(id, cert.SubjectKeyId) })
	}
	var found, chains []*x509.Certificate
	for _, s := range subscribers {
		own := slices.DeleteFunc(s.Certificates(), strange)
		found = append(found, own...)
		if request.Chain && len(own) > 0 {
			chains = append(chains, s.Chain...)
		}
	}
	switch fault {
	case CMPWrongKey:
		found = forgeries(found, 1, p.providers[national].key, newKey(keyM257, "nobody"))
	case CMPSelfMade:
		found = forgeries(found, 1, newKey(keyM257, "forger"), nil)
	case CMPFlood:
		room := keyid.MaxCertificates - len(found) - len(chains)
		found = append(forgeries(found, room/max(1, len(found)), newKey(keyM257, "forger"), nil), found...)
	}
	return append(found, chains...)
}

// forgeries are so many certificates for each of those given, of the same
// issuer's name and the same identifier, signed by a key. They are for the
// same key too unless there is another.
func forgeries(certs []*x509.Certificate, copies int, signer, other crypto.Signer) []*x509.Certificate {
	var forged []*x509.Certificate
	for _, cert := range certs {
		publicKey := cert.RawSubjectPublicKeyInfo
		if other != nil {
			publicKey = marshalKey(other.Public(), spelledOut)
		}
		for i := range copies {
			forged = append(forged, certificate{
				serial:      new(big.Int).Add(cert.SerialNumber, big.NewInt(int64(i+1))),
				issuer:      cert.RawIssuer,
				subject:     people[0].subject,
				notBefore:   cert.NotBefore,
				notAfter:    cert.NotAfter,
				publicKey:   publicKey,
				keyID:       cert.SubjectKeyId,
				authorityID: cert.AuthorityKeyId,
				usage:       cert.KeyUsage,
				national:    true,
			}.sign(signer, pki.DefaultHash(signer.Public())))
		}
	}
	return forged
}
