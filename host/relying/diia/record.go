// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
)

// begun is what the store keeps of a request: two values of JSON, for whoever
// waits looks at it every few seconds and has no need of the documents.
type begun struct {
	Action   Action    `json:"action"`
	Trace    string    `json:"trace"` // its name at Diia
	Deeplink string    `json:"deeplink"`
	Expires  time.Time `json:"expires"`
	// Identifier is signed to sign in.
	Identifier string     `json:"identifier,omitempty"`
	Documents  []Document `json:"-"` // the second value
}

// marshal writes the record.
func (r *begun) marshal() ([]byte, error) {
	head, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("diia: %w", err)
	}
	documents, err := json.Marshal(r.Documents)
	if err != nil {
		return nil, fmt.Errorf("diia: %w", err)
	}
	return slices.Concat(head, documents), nil
}

// parseHead reads a record but for the documents, which are left.
func (r *begun) parseHead(record []byte) (left *json.Decoder, err error) {
	left = json.NewDecoder(bytes.NewReader(record))
	if left.Decode(r) != nil {
		return nil, errRecord
	}
	return left, nil
}

// parse reads all of a record.
func (r *begun) parse(record []byte) error {
	left, err := r.parseHead(record)
	if err == nil && left.Decode(&r.Documents) != nil {
		err = errRecord
	}
	return err
}

// ended is what the store keeps of what became of it.
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

// parseEnded reads the record of a request that was confirmed. Of one that was not
// the error is a [*FailureError].
func parseEnded(outcome []byte) (e ended, err error) {
	if json.Unmarshal(outcome, &e) != nil {
		return ended{}, errRecord
	}
	if e.Failure != "" {
		return ended{}, &FailureError{e.Failure}
	}
	return e, nil
}

// result reads both records of a request that was confirmed.
func result(request, outcome []byte) (*Result, error) {
	e, err := parseEnded(outcome)
	if err != nil {
		return nil, err
	}
	var r begun
	if err := r.parse(request); err != nil {
		return nil, err
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
