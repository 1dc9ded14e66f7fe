// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"encoding/json"
	"errors"
)

// A failure is what an answer tells of an error, alone and in clear, or inside the
// envelope.
type failure struct {
	ErrorCode    Code   `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
}

// A reply is the inside of an answer; each endpoint fills its own part of it.
type reply struct {
	failure
	OperationID string      `json:"operationId"`
	Status      *Status     `json:"status"`
	Signature   []byte      `json:"signature"`  // of an operation with one "hash"
	Signatures  []signature `json:"signatures"` // of one with "hashes"
}

// A signature is a CMS over one digest, or why there is none.
type signature struct {
	failure
	Hash      []byte `json:"hash"`
	Signature []byte `json:"signature"`
}

// Status is how far an operation has come, in an answer.
type Status int

// The states; the numbers are the protocol's.
const (
	Registered Status = 0
	Started    Status = 1 // the person was asked
	Done       Status = 2
	Rejected   Status = 3 // by the person
	Failed     Status = 4 // on the phone, or at the provider
)

const (
	maxOperationID = 256 // octets; SmartID's have 88
	maxSignatures  = 250
)

var (
	errStatus    = errors.New("unknown status")
	errOperation = errors.New("unfit operation id")
	errMany      = errors.New("too many signatures")
)

// parseReply reads the inside of an answer. Members that it does not know are
// passed over, for theirs is a protocol that grows.
func parseReply(data []byte) (*reply, error) {
	var r reply
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, err
	}
	switch {
	case r.Status != nil && (*r.Status < Registered || *r.Status > Failed):
		return nil, errStatus
	case len(r.OperationID) > maxOperationID:
		return nil, errOperation
	case len(r.Signatures) > maxSignatures:
		return nil, errMany
	}
	return &r, nil
}
