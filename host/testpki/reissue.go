// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"bytes"
	"crypto/x509"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/pki"
)

// A ReissueFault is what a service that renews certificates does wrong.
type ReissueFault int

// Faults of such a service.
const (
	ReissueNoFault          ReissueFault = iota
	ReissueRejects                       // refuses the request, with Text
	ReissueErrs                          // answers with an error message instead, with Text
	ReissueUnprotected                   // signs nothing
	ReissueBadProtection                 // signs something else
	ReissueForeignServer                 // is certified by an authority nobody trusts
	ReissueOrdinaryServer                // is certified for nothing in particular
	ReissueWrongNonce                    // answers another message
	ReissueWrongTransaction              // of another transaction
	ReissueForeign                       // certifies by an authority nobody trusts
	ReissueOtherSubject                  // certifies the key of somebody else
	ReissueOtherKey                      // certifies another key
)

// ReissueOptions is how such a service behaves.
type ReissueOptions struct {
	HTTPOptions
	Fault ReissueFault
	// On, if not zero, is the type of the only replies in which the fault is.
	On cmp.BodyType
	// Text is what it says when it refuses.
	Text string
	// Polls is how often a client must ask before the certificate is there, and
	// CheckAfter, in whole seconds, how long it is told to wait each time.
	Polls      int
	CheckAfter time.Duration
	// Implicit grants that no confirmation is sent, to clients that ask for that.
	Implicit bool
	// Requests, if not nil, hears of every request.
	Requests func(*cmp.Message)
}

// wrong reports whether the service has a fault in a reply of that type.
func (o ReissueOptions) wrong(fault ReissueFault, t cmp.BodyType) bool {
	return o.Fault == fault && (o.On == 0 || o.On == t)
}

// Reissue is the service of all providers in one that renews certificates: RFC
// 9483 over HTTP, requests of the types kur and p10cr by the key of a valid
// certificate. What it issues is as [PKI.Issue] says. Once the new certificate is
// confirmed, the old one is revoked as superseded. It remembers transactions, so
// that another service of the same PKI carries on with them, and answers a
// question that comes again as before.
func (p *PKI) Reissue(o ReissueOptions) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		message, ok := readRequest(w, r, cmp.MaxMessage)
		if !ok || o.misbehaves(w, r) {
			return
		}
		request, err := cmp.Parse(message)
		if err != nil {
			http.Error(w, "no request", http.StatusBadRequest)
			return
		}
		if o.Requests != nil {
			o.Requests(request)
		}
		w.Header().Set("Content-Type", cmp.MediaType)
		_, _ = w.Write(p.reissue(request, o))
	})
}

// reissue answers a message.
func (p *PKI) reissue(request *cmp.Message, o ReissueOptions) []byte {
	p.exchanging.Lock()
	defer p.exchanging.Unlock()
	by := p.providers[national]
	signer, err := request.VerifyProtection(nil)
	if err != nil {
		reply := request.Reply(errorMessage(cmp.BadMessageCheck, o.Text), p.clock())
		return p.protect(reply, by, nil, o)
	}
	if office := p.officeOf(signer); office != nil {
		by = office
	}
	x, body := p.converse(request, signer, o)
	reply := request.Reply(body, p.clock())
	if x == nil {
		return p.protect(reply, by, nil, o)
	}
	reply.Header.ImplicitConfirm = x.implicit && x.confirmed && !x.acknowledged
	x.nonces = append(x.nonces, reply.Header.SenderNonce)
	return p.protect(reply, by, x.chain, o)
}

// protect signs a reply in the name of an authority, with more certificates
// beside, and makes the faults of that.
func (p *PKI) protect(reply *cmp.Message, by *authority, more []*x509.Certificate, o ReissueOptions) []byte {
	wrong := func(fault ReissueFault) bool { return o.wrong(fault, reply.Body.Type()) }
	s := p.reissuer(by)
	switch {
	case wrong(ReissueForeignServer):
		by = p.providers[foreign]
		s = p.reissuer(by)
	case wrong(ReissueOrdinaryServer):
		s = p.ordinary(by)
	case wrong(ReissueWrongNonce):
		reply.Header.RecipientNonce = flipped(reply.Header.RecipientNonce)
	case wrong(ReissueWrongTransaction):
		reply.Header.TransactionID = flipped(reply.Header.TransactionID)
	}
	message, err := reply.Protect(s.key, s.certificate, append(by.chain[:len(by.chain):len(by.chain)], more...))
	must(err)
	switch {
	case wrong(ReissueUnprotected):
		reply.Header.Algorithm, reply.Protection, reply.ExtraCerts = pki.AlgorithmIdentifier{}, nil, nil
	case wrong(ReissueBadProtection):
		reply.Protection = flipped(reply.Protection)
	default:
		return message
	}
	message, err = reply.Marshal()
	must(err)
	return message
}

// flipped is octets of which the last is not what it was.
func flipped(octets []byte) []byte {
	octets = bytes.Clone(octets)
	octets[len(octets)-1] ^= 1
	return octets
}

// reissuer is the server that renews certificates of an authority, marked as
// one that registers people: RFC 9810 section 4.5.
func (p *PKI) reissuer(by *authority) *server {
	return p.server(by, by.name+" CMP", certificate{
		usage: x509.KeyUsageDigitalSignature, purpose: pki.OIDCMCRA,
	}, 4)
}

// Reissuer is the certificate of the server that renews those of the authority
// that issued a certificate, or nil.
func (p *PKI) Reissuer(of *x509.Certificate) *x509.Certificate {
	if a := p.officeOf(of); a != nil {
		return p.reissuer(a).certificate
	}
	return nil
}
