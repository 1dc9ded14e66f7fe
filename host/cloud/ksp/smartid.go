// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"context"

	"github.com/pidpys/pidpys/host/key"
)

// An acquireID asks a SmartID for the id of an operation to come.
type acquireID struct {
	ClientID string `json:"clientId"`
}

// A signRequest says what the operation is about. A callbackUrl, by which a server
// could be told of the end, is not sent.
type signRequest struct {
	ClientID               string   `json:"clientId"`
	OperationID            string   `json:"operationId"`
	Time                   string   `json:"time"` // local, as clients met have it
	OriginatorDescription  string   `json:"originatorDescription"`
	OperationDescription   string   `json:"operationDescription"`
	Hashes                 [][]byte `json:"hashes"`
	SignatureAlgorithmName string   `json:"signatureAlgorithmName"`
	SignatureFormat        string   `json:"signatureFormat"`
	CMSFormat              int      `json:"cmsFormat"` // 0 is CAdES-T, 1 is X Long
}

// sign begins an operation of a SmartID, which takes two requests.
func (s *session) sign(ctx context.Context, description string, digests []key.Digest) (string, error) {
	r, err := s.call(ctx, "acquire-operation-id", acquireID{s.client})
	if err != nil {
		return "", err
	}
	id, err := s.identified(r)
	if err != nil {
		return "", err
	}
	request := signRequest{
		ClientID: s.client, OperationID: id, Time: s.Now().Format("2006-01-02 15:04:05"),
		OriginatorDescription: originator, OperationDescription: summary(description, digests),
		SignatureAlgorithmName: "DSTU4145", SignatureFormat: "PKCS7",
	}
	for _, d := range digests {
		request.Hashes = append(request.Hashes, d.Value)
	}
	if r, err = s.about(ctx, id, "sign", request); err != nil {
		return "", err
	}
	return id, s.accepted(r)
}

// summary is the one text that the phone shows of all digests.
func summary(description string, digests []key.Digest) string {
	if len(digests) == 1 {
		return described(description, digests[0])
	}
	return described(description, key.Digest{})
}
