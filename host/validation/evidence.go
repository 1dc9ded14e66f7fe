// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"crypto/sha256"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/status"
)

// Bounds of what is taken out of one message. Whoever writes more than anybody
// needs gets TRY_LATER for the rest.
const (
	maxResponses    = 512
	maxLists        = 64
	maxCertificates = 10_000
)

// evidence is what speaks of certificates: others of them, and who was revoked.
type evidence struct {
	certificates []*x509.Certificate
	responses    int                    // how many there are
	bySerial     map[string][]*response // of each certificate's number that they speak of
	lists        []*list
	held         map[[sha256.Size]byte]any // what each digest is of
	// answers are those of the network, by certificate.
	answers map[certificateKey]answer
	// open are questions that the evidence leaves.
	open []status.Question
}

// A certificateKey stands for a certificate in maps.
type certificateKey [sha256.Size]byte

func keyOf(cert *x509.Certificate) certificateKey { return sha256.Sum256(cert.Raw) }

type answer struct {
	status.Answer
	err error
}

// response is OCSP evidence.
type response struct {
	*ocsp.Response
	in       carriers
	verified map[certificateKey]responder // by issuer
}

type responder struct {
	certificate *x509.Certificate
	err         error
}

// list is CRL evidence.
type list struct {
	*crl.List
	in       carriers
	verified map[certificateKey]error // by issuer
}

func newEvidence() *evidence {
	return &evidence{
		held: map[[sha256.Size]byte]any{}, bySerial: map[string][]*response{}, answers: map[certificateKey]answer{},
	}
}

// addGiven takes what the caller has.
func (e *evidence) addGiven(given Evidence) {
	in := carriers{{given: given.Proven}}
	for _, cert := range given.Certificates {
		e.addCertificate(cert)
	}
	e.addProofs(given.Responses, given.Lists, in)
}

func (e *evidence) addCertificate(cert *x509.Certificate) {
	digest := sha256.Sum256(cert.Raw)
	if _, held := e.held[digest]; held || len(e.certificates) == maxCertificates {
		return
	}
	e.held[digest] = cert
	e.certificates = append(e.certificates, cert)
}

// addResponse takes a response of either form.
func (e *evidence) addResponse(der []byte, in carriers) {
	digest := sha256.Sum256(der)
	if r, held := e.held[digest].(*response); held {
		r.in = slices.Concat(r.in, in)
		return
	}
	parsed, err := ocsp.ParseBasic(der)
	if err != nil {
		parsed, err = ocsp.ParseResponse(der)
	}
	if err != nil || e.responses == maxResponses {
		return
	}
	r := &response{Response: parsed, in: in, verified: map[certificateKey]responder{}}
	e.held[digest] = r
	e.responses++
	for _, single := range parsed.Singles {
		serial := single.ID.Serial.String()
		if with := e.bySerial[serial]; len(with) == 0 || with[len(with)-1] != r {
			e.bySerial[serial] = append(with, r)
		}
	}
	for _, cert := range parsed.Certificates {
		e.addCertificate(cert)
	}
}

func (e *evidence) addList(der []byte, in carriers) {
	digest := sha256.Sum256(der)
	if l, held := e.held[digest].(*list); held {
		l.in = slices.Concat(l.in, in)
		return
	}
	parsed, err := crl.Parse(der)
	if err != nil || len(e.lists) == maxLists {
		return
	}
	l := &list{List: parsed, in: in, verified: map[certificateKey]error{}}
	e.held[digest] = l
	e.lists = append(e.lists, l)
}

// addAnswer takes what the network said.
func (e *evidence) addAnswer(q status.Question, a status.Answer, err error) {
	e.answers[keyOf(q.Certificate)] = answer{a, err}
}

// want has the network asked what a standing leaves open, unless that was done
// or nobody knows whom to ask.
func (e *evidence) want(s standing) {
	q := s.question
	if !s.open || q.Issuer == nil {
		return
	}
	same := func(o status.Question) bool { return o.Certificate.Equal(q.Certificate) }
	if _, asked := e.answers[keyOf(q.Certificate)]; !asked && !slices.ContainsFunc(e.open, same) {
		e.open = append(e.open, q)
	}
}
