// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"context"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
)

// originator names this program on the phone.
const originator = "Pidpys"

// An acquireOne asks a SignServer for a signature of one digest.
type acquireOne struct {
	ClientID              string `json:"clientId"`
	OriginatorDescription string `json:"originatorDescription"`
	OperationDescription  string `json:"operationDescription"`
	Hash                  []byte `json:"hash"`
}

// An acquireMany asks it for signatures of several, each described.
type acquireMany struct {
	ClientID              string   `json:"clientId"`
	OriginatorDescription string   `json:"originatorDescription"`
	OperationDescriptions []string `json:"operationDescriptions"`
	Hashes                [][]byte `json:"hashes"`
}

// acquireSign begins an operation of a SignServer.
func (s *session) acquireSign(ctx context.Context, description string, digests []key.Digest) (string, error) {
	var request any
	if len(digests) == 1 {
		request = acquireOne{s.client, originator, described(description, digests[0]), digests[0].Value}
	} else {
		many := acquireMany{ClientID: s.client, OriginatorDescription: originator}
		for _, d := range digests {
			many.OperationDescriptions = append(many.OperationDescriptions, described(description, d))
			many.Hashes = append(many.Hashes, d.Value)
		}
		request = many
	}
	r, err := s.call(ctx, "acquire-sign", request)
	if err != nil {
		return "", err
	}
	return s.identified(r)
}

// described is what the phone shows of a digest: its name, or what is said of the
// whole.
func described(description string, d key.Digest) string {
	text := []rune(d.Label)
	if len(text) == 0 {
		text = []rune(description)
	}
	return string(text[:min(len(text), cloud.MaxDescription)])
}
