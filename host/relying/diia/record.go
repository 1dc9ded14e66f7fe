// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
)

// begun is what a [Store] keeps of a request.
type begun struct {
	Action   Action    `json:"action"`
	Trace    string    `json:"trace"` // its name at Diia
	Deeplink string    `json:"deeplink"`
	Expires  time.Time `json:"expires"`
	// Identifier is signed to sign in.
	Identifier string     `json:"identifier,omitempty"`
	Documents  []Document `json:"documents,omitempty"`
}

// ended is what a Store keeps of what became of it.
type ended struct {
	Failure    Failure   `json:"failure,omitempty"` // with this, nothing else
	Chain      [][]byte  `json:"chain,omitempty"`   // of the signer's certificate, DER
	Hash       string    `json:"hash,omitempty"`
	Time       time.Time `json:"time"`
	Signatures [][]byte  `json:"signatures,omitempty"` // in the order of the documents, DER
}

// settled is the outcome of a request that was confirmed.
func settled(visitor relying.Visitor, signatures [][]byte) ended {
	e := ended{Hash: visitor.Hash.Name(), Time: visitor.Time, Signatures: signatures}
	for _, cert := range visitor.Chain {
		e.Chain = append(e.Chain, cert.Raw)
	}
	return e
}

// A Result is what was confirmed.
type Result struct {
	Action Action
	// Visitor is who confirmed it. Whether he may sign for whom the session is,
	// or the session is his at all, is the cabinet's to decide.
	Visitor relying.Visitor
	// Documents are, of a request to sign, all that were asked for, in that order.
	Documents []Signed
}

// Signed is a document with its signature, which was verified.
type Signed struct {
	Document
	Signature []byte // detached, DER
}

// Attached is the signature with the document within.
func (s *Signed) Attached() ([]byte, error) {
	var out bytes.Buffer
	err := cades.Attach(context.Background(), bytes.NewReader(s.Signature), bytes.NewReader(s.Content), &out)
	if err != nil {
		return nil, fmt.Errorf("diia: %w", err)
	}
	return out.Bytes(), nil
}

// errRecord: the store gave something else than was put into it.
var errRecord = errors.New("diia: malformed record of a request")

// result reads both records of a request that was confirmed.
func result(request, outcome []byte) (*Result, error) {
	var r begun
	var e ended
	if json.Unmarshal(request, &r) != nil || json.Unmarshal(outcome, &e) != nil {
		return nil, errRecord
	}
	if e.Failure != "" {
		return nil, &FailureError{e.Failure}
	}
	if len(e.Chain) == 0 || r.Action == HashedFilesSigning && len(e.Signatures) != len(r.Documents) {
		return nil, errRecord
	}
	visitor := relying.Visitor{Time: e.Time}
	for _, der := range e.Chain {
		cert, err := pki.ParseCertificate(der)
		if err != nil {
			return nil, errRecord
		}
		visitor.Chain = append(visitor.Chain, cert)
	}
	if err := identify(&visitor, e.Hash); err != nil {
		return nil, err
	}
	done := &Result{Action: r.Action, Visitor: visitor}
	for i, document := range r.Documents {
		done.Documents = append(done.Documents, Signed{document, e.Signatures[i]})
	}
	return done, nil
}

// identify reads of the visitor's certificate what it says again.
func identify(visitor *relying.Visitor, hash string) error {
	h, err := pki.HashByName(hash)
	if err != nil {
		return errRecord
	}
	visitor.Certificate = visitor.Chain[0]
	key, err := pki.PublicKey(visitor.Certificate)
	if err != nil {
		return errRecord
	}
	visitor.Hash = h.For(key)
	visitor.Person = pki.Subject(visitor.Certificate)
	visitor.Qualified = pki.Qualified(visitor.Certificate)
	return nil
}
