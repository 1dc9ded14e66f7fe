// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Limits of an answer.
const (
	maxReceipts = 64
	maxSaid     = 16 << 10 // octets of a text
	maxID       = 64
	maxStatus   = 32
)

// A Status is how a submission, or the asking for receipts, went. The service has more
// of them than these, all with ERROR in front.
type Status string

// Statuses of answers.
const (
	StatusOK           Status = "OK"
	StatusRefused      Status = "ERROR"
	StatusDatabase     Status = "ERROR_DB"            // it may go better later
	StatusDecrypt      Status = "ERROR_DECRYPT"       // it was not encrypted to the gateway
	StatusStructure    Status = "ERROR_STRUCT_REPORT" // it is no report
	StatusLinked       Status = "ERROR_LINKED_DOCS"
	StatusCertificate  Status = "ERROR_SERTIF"     // of who signed it
	StatusOrganisation Status = "ERROR_SERTIF_ORG" // it is not theirs to sign
	StatusSchema       Status = "ERROR_XSD"
	StatusNone         Status = "NOT_KVT" // there is no receipt yet
)

// An Answer is what the service answers on the exchange.
type Answer struct {
	Status   Status
	Message  string // what it says to that; may be empty
	ID       string // of the submission; empty where receipts were asked for
	Receipts []Enclosed
}

// An Enclosed is a receipt in an answer. Nothing of what is said beside it is signed: the
// receipt itself is to be opened and read.
type Enclosed struct {
	Name    string
	Content []byte // the container
	Number  int    // 1 or 2
	Final   bool   // no other comes
	State   int    // -1: an error, 0: not known, 1: accepted
}

// Final reports whether no other receipt comes.
func (a Answer) Final() bool {
	for _, r := range a.Receipts {
		if r.Final {
			return true
		}
	}
	return false
}

// answerJSON is an answer as it travels.
type answerJSON struct {
	Status  Status       `json:"status"`
	Message string       `json:"message"`
	ID      identifier   `json:"id"`
	First   []byte       `json:"kvt1Base64"`
	Name    string       `json:"kvt1Fname"`
	List    []receiptRow `json:"kvtList"`
}

type receiptRow struct {
	Content []byte `json:"kvtBase64"`
	Name    string `json:"kvtFname"`
	Number  int    `json:"numKvt"`
	Final   int    `json:"finalKvt"`
	State   int    `json:"status"`
}

// identifier is written as a number, and as a text by others.
type identifier string

func (id *identifier) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*id = identifier(text)
		return nil
	}
	var number json.Number
	err := json.Unmarshal(b, &number)
	*id = identifier(number)
	return err
}

// parseAnswer reads an answer. Whatever else is in it is passed over.
func parseAnswer(b []byte) (Answer, error) {
	var in answerJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return Answer{}, fmt.Errorf("%w: not the JSON awaited", ErrAnswer)
	}
	long := func(r receiptRow) bool { return len(r.Name) > maxValue }
	if len(in.List) > maxReceipts || slices.ContainsFunc(in.List, long) || len(in.Name) > maxValue ||
		len(in.Message) > maxSaid || len(in.ID) > maxID || in.Status == "" || len(in.Status) > maxStatus {
		return Answer{}, fmt.Errorf("%w: it is out of bounds", ErrAnswer)
	}
	a := Answer{Status: in.Status, Message: in.Message, ID: string(in.ID)}
	if len(in.First) > 0 {
		a.Receipts = append(a.Receipts, Enclosed{Name: in.Name, Content: in.First, Number: 1})
	}
	for _, r := range in.List {
		a.Receipts = append(a.Receipts, Enclosed{Name: r.Name, Content: r.Content, Number: r.Number, Final: r.Final == 1, State: r.State})
	}
	return a, nil
}
