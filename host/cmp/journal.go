// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// A record is a transaction in a journal.
type record struct {
	ID          []byte    `json:"id"`
	Kind        string    `json:"kind"`
	State       State     `json:"state"`
	Key         []byte    `json:"key"` // SubjectPublicKeyInfo
	Recipient   []byte    `json:"recipient"`
	Nonce       []byte    `json:"nonce"`
	CertReqID   int       `json:"cert_req_id"`
	PollID      int       `json:"poll_id"`
	Polls       int       `json:"polls"`
	CheckAfter  time.Time `json:"check_after,omitzero"`
	Reason      string    `json:"reason,omitempty"`
	Offered     bool      `json:"offered,omitempty"`
	Implicit    bool      `json:"implicit,omitempty"`
	Certificate []byte    `json:"certificate,omitempty"`
	Extra       [][]byte  `json:"extra,omitempty"`
}

// maxJournal bounds the octets of a journal. The certificate in it may fill a
// message, and stands there in base64 beside what Extra may hold.
const maxJournal = 2 * MaxMessage

// MarshalJSON writes the transaction for a journal.
func (t *Transaction) MarshalJSON() ([]byte, error) {
	key, err := pki.MarshalPublicKey(t.key)
	if err != nil {
		return nil, fmt.Errorf("cmp: %w", err)
	}
	r := record{
		ID: t.ID, Kind: t.Kind.String(), State: t.State, Key: key, Recipient: t.recipient, Nonce: t.nonce,
		CertReqID: t.certReqID, PollID: t.pollID, Polls: t.polls, CheckAfter: t.CheckAfter, Reason: t.Reason,
		Offered: t.offered, Implicit: t.implicit,
	}
	if t.Certificate != nil {
		r.Certificate = t.Certificate.Raw
	}
	for _, cert := range t.Extra {
		r.Extra = append(r.Extra, cert.Raw)
	}
	return json.Marshal(r)
}

// UnmarshalJSON reads what [Transaction.MarshalJSON] wrote. The error of
// anything else is [ErrMalformed] or [ErrTooLarge], and t is unchanged.
func (t *Transaction) UnmarshalJSON(data []byte) error {
	if len(data) > maxJournal {
		return ErrTooLarge
	}
	var r record
	if err := json.Unmarshal(data, &r); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	read := Transaction{
		ID: r.ID, Kind: KUR, State: r.State, CheckAfter: r.CheckAfter, Reason: pki.DisplayText(r.Reason),
		recipient: r.Recipient, nonce: r.Nonce, certReqID: r.CertReqID, pollID: r.PollID, polls: r.Polls,
		offered: r.Offered, implicit: r.Implicit,
	}
	if r.Kind == P10CR.String() {
		read.Kind = P10CR
	}
	if read.Kind.String() != r.Kind || len(r.ID) == 0 || len(r.Extra) > MaxCertificates || r.Polls < 0 {
		return malformed("transaction")
	}
	var err error
	if read.key, err = pki.ParsePublicKey(r.Key); err != nil {
		return malformed("key of a transaction")
	}
	if read.Extra, err = parseAll(r.Extra); err != nil {
		return err
	}
	if len(r.Certificate) > 0 {
		certs, err := parseAll([][]byte{r.Certificate})
		if err != nil {
			return err
		}
		read.Certificate = certs[0]
	}
	if !read.consistent() {
		return malformed("state of a transaction")
	}
	*t = read
	return nil
}

// consistent reports whether the state is one, and has what it needs.
func (t *Transaction) consistent() bool {
	switch t.State {
	case StateWaiting, StateRejected:
		return true
	}
	return t.Certificate != nil && slices.Contains([]State{StateIssued, StateConfirmed, StateDeclined}, t.State)
}

func parseAll(ders [][]byte) ([]*x509.Certificate, error) {
	var certs []*x509.Certificate
	for _, der := range ders {
		cert, err := pki.ParseCertificate(der)
		if err != nil {
			return nil, malformed("certificate of a transaction")
		}
		certs = append(certs, cert)
	}
	return certs, nil
}
