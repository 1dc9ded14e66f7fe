// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"crypto"
	"crypto/x509"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// Bounds on waiting.
const (
	// MaxPolls is how often an authority is asked for one certificate: once in
	// ten minutes, it would be for two months.
	MaxPolls = 10_000

	minCheckAfter = time.Second
	maxCheckAfter = 24 * time.Hour
)

// maxExtra bounds the octets of [Transaction.Extra]: the certificates of an
// authority have two thousand each.
const maxExtra = 64 << 10

// A State is how far a transaction is.
type State string

// States.
const (
	StateWaiting   State = "waiting"   // [Client.Poll]
	StateIssued    State = "issued"    // [Client.Confirm]
	StateConfirmed State = "confirmed" // the certificate is accepted
	StateDeclined  State = "declined"  // and here not: the authority should revoke it
	StateRejected  State = "rejected"  // the authority ended it
)

// A Transaction is one order at the authority: a few messages that follow each
// other, within seconds or over days. Its JSON is for a journal and holds no
// secrets; whoever reads it there and has the [Client] again goes on.
type Transaction struct {
	ID    []byte
	Kind  BodyType // KUR or P10CR
	State State
	// Certificate is what the authority issued, nil before. Only that it is of
	// the right key was looked at.
	Certificate *x509.Certificate
	// Extra are certificates that came along, those of the last reply first. That
	// they did proves nothing.
	Extra []*x509.Certificate
	// CheckAfter is when to ask again while waiting, and Reason what the
	// authority says to that, fit to show and maybe empty.
	CheckAfter time.Time
	Reason     string

	key       crypto.PublicKey // to be certified
	recipient []byte           // DER Name
	nonce     []byte           // of the last reply
	certReqID int              // of the certificate
	pollID    int              // what is asked for in polls
	polls     int              // so far
	offered   bool             // implicit confirmation, and
	implicit  bool             // it was granted
}

// Waiting reports whether the certificate is to be asked for later, see
// CheckAfter.
func (t *Transaction) Waiting() bool { return t.State == StateWaiting }

// header is that of the next message.
func (t *Transaction) header(now time.Time) Header {
	return Header{
		Version: CMP2000, Recipient: t.recipient, Time: now.UTC().Truncate(time.Second),
		TransactionID: t.ID, SenderNonce: newNonce(), RecipientNonce: t.nonce,
		ImplicitConfirm: t.offered && t.State == "", // asked for once: RFC 4210 section 5.1.1.1
	}
}

// answer takes what became of the request.
func (t *Transaction) answer(r *CertRepMessage, implicit bool, now time.Time) error {
	if r.Answers != t.Kind || r.CertReqID != 0 && (t.Kind == KUR || r.CertReqID != NoCertReqID) {
		return unexpected(r)
	}
	t.keep(r.CAPubs)
	switch {
	case r.Status.Status.granted():
		if r.Certificate == nil {
			return malformed("granted, but no certificate")
		}
		t.State, t.Certificate, t.certReqID = StateIssued, r.Certificate, r.CertReqID
		t.CheckAfter, t.Reason = time.Time{}, ""
		t.implicit = t.offered && implicit
		if !t.rightKey() {
			return ErrWrongKey
		}
		return nil
	case r.Status.Status == Waiting && t.State != StateWaiting:
		t.wait(r.CertReqID, r.Status.Text, now)
		return nil
	case r.Status.Status == Waiting:
		return unexpected(r)
	}
	t.State = StateRejected
	return rejected(r.Status, "")
}

// fail takes an error, of which one says to ask later: RFC 9483 section 4.4.
func (t *Transaction) fail(e *ErrorMsgContent, now time.Time) error {
	if e.Status.Status == Waiting && t.State != StateWaiting {
		t.wait(NoCertReqID, e.Status.Text, now)
		return nil
	}
	t.State = StateRejected
	return rejected(e.Status, e.Details)
}

// postpone takes the answer to a poll that the certificate is not there yet.
func (t *Transaction) postpone(p *PollRepContent, now time.Time) error {
	if t.State != StateWaiting || p.CertReqID != t.pollID {
		return unexpected(p)
	}
	t.wait(t.pollID, p.Reason, now.Add(min(max(p.CheckAfter, minCheckAfter), maxCheckAfter)))
	return nil
}

func (t *Transaction) wait(pollID int, reason string, until time.Time) {
	t.State, t.pollID = StateWaiting, pollID
	t.Reason, t.CheckAfter = pki.DisplayText(reason), until
}

func (t *Transaction) rightKey() bool { return pki.SamePublicKey(t.Certificate, t.key) }

// keep puts certificates that came along in front of the earlier ones in Extra,
// of which those go that there is no room for. Anybody on the way may add some to
// a message: they must not keep the authority's own out.
func (t *Transaction) keep(certs []*x509.Certificate) {
	all := slices.Concat(certs, t.Extra)
	t.Extra = nil
	room := maxExtra
	for _, cert := range all {
		if len(t.Extra) < MaxCertificates && len(cert.Raw) <= room && !slices.ContainsFunc(t.Extra, cert.Equal) {
			t.Extra = append(t.Extra, cert)
			room -= len(cert.Raw)
		}
	}
}
