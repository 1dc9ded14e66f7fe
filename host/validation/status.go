// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"crypto/x509"
	"errors"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// A CertificateStatus is what is known of whether a certificate was revoked.
type CertificateStatus struct {
	Certificate *x509.Certificate
	Revoked     bool // whenever; see Revocation for when
	Unknown     bool // nothing usable is known
	Revocation  crl.Revocation
	Source      string    // "ocsp", "crl" or "none"
	Embedded    bool      // at hand, not asked for
	At          time.Time // when that was known: thisUpdate
}

// The sources of a [CertificateStatus].
const (
	fromOCSP  = "ocsp"
	fromLists = "crl"
	fromNone  = "none"
)

// A statement is one source's word on a certificate.
type statement struct {
	CertificateStatus
	nextUpdate time.Time
	by         *x509.Certificate // who made it
	in         carriers          // where it stands
	fault      error             // why it cannot be used; nil when it can
}

// Why a statement does not say what the status was.
var (
	errNotAtHand  = errors.New("nothing at hand speaks of it")
	errNoIssuer   = errors.New("the certificate of the issuer is not at hand")
	errExpired    = errors.New("whoever said so has a certificate that expired before this is proven to have existed")
	errTooOld     = errors.New("what is at hand is older than the signature")
	errTooLate    = errors.New("what is at hand is of a time after the certificate expired")
	errFromFuture = errors.New("what is at hand is of a later time than this computer's clock shows")
)

// A standing is the status of a certificate at a time.
type standing struct {
	CertificateStatus
	revoked  bool            // at that time
	unknown  error           // why the standing is not known; nil when it is
	open     bool            // whether who may be asked should be
	question status.Question // what to ask then
}

// hold reports a revocation that may be lifted.
func (s *standing) hold() bool { return s.Revocation.Reason == crl.CertificateHold }

// standing decides what the status of a certificate was at a time: ETSI EN 319
// 102-1 sections 5.2.5 and 5.6.2.2. Good is what a statement says that was
// fresh then, or was made later while the certificate was still valid. Revoked is
// what the newest statement says with a time not after the one asked about.
//
// A good statement that is older than the time leaves a gap, in which whoever
// chose the evidence may have been revoked: if anybody can be asked, they are.
func (m *message) standing(cert, issuer *x509.Certificate, at time.Time) standing {
	found := standing{unknown: errNoIssuer}
	if issuer != nil {
		found = m.decide(append(m.answered(cert), m.embedded(cert, issuer)...), at)
		found.question = status.Question{Certificate: cert, Issuer: issuer}
	}
	if found.unknown != nil {
		found.CertificateStatus = CertificateStatus{Certificate: cert, Unknown: true, Source: fromNone}
	}
	return found
}

// selfContained says that the standing is known by what is at hand.
func (m *message) selfContained(cert, issuer *x509.Certificate, at time.Time) bool {
	return issuer != nil && m.decide(slices.Clone(m.embedded(cert, issuer)), at).unknown == nil
}

// decide is [message.standing] by these statements, which it may change.
func (m *message) decide(statements []statement, at time.Time) standing {
	for i := range statements {
		m.checkUsable(&statements[i])
	}
	slices.SortStableFunc(statements, newestFirst)
	why := errNotAtHand
	for _, s := range statements {
		if s.fault == nil {
			if s.Revoked {
				return standing{CertificateStatus: s.CertificateStatus, revoked: !s.Revocation.Time.After(at)}
			}
			if s.fault = s.speaksOf(at); s.fault == nil {
				return standing{CertificateStatus: s.CertificateStatus, open: s.At.Before(at)}
			}
		}
		if why == errNotAtHand {
			why = s.fault
		}
	}
	return standing{unknown: why, open: true}
}

// newestFirst orders statements. What revokes for good is not lifted by what
// anybody says later, and of two of one time the worse is first.
func newestFirst(a, b statement) int {
	rank := func(s statement) int {
		switch {
		case s.fault != nil || !s.Revoked:
			return 2
		case s.Revocation.Reason == crl.CertificateHold:
			return 1
		}
		return 0
	}
	if rank(a) == 0 || rank(b) == 0 {
		return rank(a) - rank(b)
	}
	if order := b.At.Compare(a.At); order != 0 {
		return order
	}
	return rank(a) - rank(b)
}

// speaksOf says whether a good statement holds for a time.
func (s *statement) speaksOf(at time.Time) error {
	freshness := status.UsualResponses
	if s.Source == fromLists {
		freshness = status.UsualLists
	}
	switch {
	case (s.Embedded || s.Source == fromLists) && s.At.After(s.Certificate.NotAfter):
		// Lists may drop a certificate that has expired, RFC 5280 section 3.3. Of
		// a responder that is asked it is demanded to know such too: ETSI EN 319
		// 411-2 section 6.3.10.
		return errTooLate
	case s.At.After(at), freshness.Check(s.At, s.nextUpdate, at) == nil:
		return nil
	}
	return errTooOld
}

// embedded are statements at hand, looked for once.
func (m *message) embedded(cert, issuer *x509.Certificate) []statement {
	key := keyOf(cert)
	all, known := m.statements[key]
	if known {
		return all
	}
	for _, r := range m.evidence.bySerial[cert.SerialNumber.String()] {
		if s, ok := m.response(r, cert, issuer); ok {
			all = append(all, s)
		}
	}
	for _, l := range m.evidence.lists {
		if s, ok := m.list(l, cert, issuer); ok {
			all = append(all, s)
		}
	}
	m.statements[key] = all
	return all
}

// answered is what the network said, which has judged it.
func (m *message) answered(cert *x509.Certificate) []statement {
	a, asked := m.evidence.answers[keyOf(cert)]
	if !asked {
		return nil
	}
	s := statement{fault: a.err, nextUpdate: a.NextUpdate, CertificateStatus: CertificateStatus{
		Certificate: cert, Revoked: a.Revoked, Revocation: a.Revocation, Source: fromLists, At: a.ThisUpdate,
	}}
	if a.Response != nil {
		s.Source = fromOCSP
	}
	if a.err != nil {
		s.At = m.now // so that its reason is told first
	}
	return []statement{s}
}

// response is what OCSP evidence says of a certificate, if anything.
func (m *message) response(r *response, cert, issuer *x509.Certificate) (statement, bool) {
	single, err := r.For(cert, issuer)
	if err != nil {
		return statement{}, false
	}
	s := statement{nextUpdate: single.NextUpdate, CertificateStatus: CertificateStatus{
		Certificate: cert, Revoked: single.Status == ocsp.Revoked, Revocation: single.Revocation,
		Source: fromOCSP, Embedded: true, At: single.ThisUpdate,
	}}
	key := keyOf(issuer)
	by, known := r.verified[key]
	if !known {
		by.certificate, by.err = r.Verify(issuer, m.speakers(issuer))
		r.verified[key] = by
	}
	s.by, s.in, s.fault = by.certificate, r.in, by.err
	if s.fault == nil && single.Status == ocsp.Unknown {
		s.fault = status.ErrUnknown
	}
	return s, true
}

// speakers are certificates that an authority issued to others for answers:
// among them may be the responder's.
func (m *message) speakers(issuer *x509.Certificate) []*x509.Certificate {
	key := keyOf(issuer)
	all, known := m.responders[key]
	if known {
		return all
	}
	for _, cert := range m.pool.All {
		if slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) && pki.EqualNames(cert.RawIssuer, issuer.RawSubject) {
			if all = append(all, cert); len(all) == maxSpeakers {
				break
			}
		}
	}
	m.responders[key] = all
	return all
}

// maxSpeakers bounds how many responders are tried for one response, beside
// those that came with it.
const maxSpeakers = 8

// list is what a list, with the newest delta upon it where there is one, says
// of a certificate, if anything.
func (m *message) list(l *list, cert, issuer *x509.Certificate) (statement, bool) {
	if l.Delta() || !pki.EqualNames(l.Issuer, cert.RawIssuer) {
		return statement{}, false
	}
	set, in := crl.Set{Complete: l.List}, l.in
	for _, delta := range m.evidence.lists {
		if !delta.Delta() || !pki.EqualNames(delta.Issuer, l.Issuer) || delta.verify(issuer) != nil {
			continue
		}
		with, err := crl.Combine(l.List, delta.List)
		if err == nil && (set.Delta == nil || delta.Number.Cmp(set.Delta.Number) > 0) {
			set, in = with, delta.in
		}
	}
	newest := set.Newest()
	s := statement{nextUpdate: newest.NextUpdate, CertificateStatus: CertificateStatus{
		Certificate: cert, Source: fromLists, Embedded: true, At: newest.ThisUpdate,
	}}
	if s.fault = l.verify(issuer); s.fault == nil {
		s.Revocation, s.Revoked, s.fault = set.Lookup(cert)
	}
	s.by, s.in = issuer, in
	return s, true
}

// verify remembers what was found: lists are long.
func (l *list) verify(issuer *x509.Certificate) error {
	key := keyOf(issuer)
	err, known := l.verified[key]
	if !known {
		err = l.Verify(issuer)
		l.verified[key] = err
	}
	return err
}

// checkUsable says whether a statement may be believed: it is not from the
// future, and whoever made it had a valid certificate when it is known to have
// existed. What the network said has been judged by whoever asked.
func (m *message) checkUsable(s *statement) {
	if s.fault != nil || !s.Embedded {
		return
	}
	switch existed, _ := s.in.proven(m.now); {
	case s.At.After(m.now.Add(clockSkew)):
		s.fault = errFromFuture
	case existed.After(s.by.NotAfter):
		s.fault = errExpired
	}
}
