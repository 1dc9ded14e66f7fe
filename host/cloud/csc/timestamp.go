// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"slices"

	"github.com/pidpys/pidpys/host/key"
)

// A Stamper is what every session is, for services that make time-stamps too. This
// program asks for none: it lifts levels by the authorities of its registry, also
// when the store is closed. The method stands for whoever uses this package with a
// provider whose time-stamps are a part of the contract.
type Stamper interface {
	// Timestamp returns a token of RFC 3161 over the digest, DER, with the nonce in
	// it if there is one. NOTHING OF IT IS CHECKED: package tsp does that.
	Timestamp(ctx context.Context, d key.Digest, nonce []byte) ([]byte, error)
}

// Timestamp is section 11.10 of CSC 1 and 11.13 of CSC 2.
func (s *session) Timestamp(ctx context.Context, d key.Digest, nonce []byte) ([]byte, error) {
	if !slices.Contains(s.service.methods, methodTimestamp) {
		return nil, s.fail(key.ErrProvider, "")
	}
	answered, err := s.call(ctx, methodTimestamp, s.token, struct {
		Hash     string `json:"hash"`
		HashAlgo string `json:"hashAlgo"`
		Nonce    string `json:"nonce,omitempty"`
	}{base64.StdEncoding.EncodeToString(d.Value), d.Hash.OID().String(), hex.EncodeToString(nonce)})
	if err != nil {
		return nil, err
	}
	var made struct {
		Timestamp string `json:"timestamp"`
	}
	if err := s.read(answered.body, &made); err != nil {
		return nil, err
	}
	token, err := base64.StdEncoding.DecodeString(made.Timestamp)
	if err != nil || len(token) == 0 {
		return nil, s.fail(key.ErrAnswer, "")
	}
	return token, nil
}
