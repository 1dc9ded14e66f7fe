// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/key"
)

const (
	// lateness is how long signatures are late by the fault Slow.
	lateness = 3 * time.Second
	// responseLife is how long signatures wait to be fetched if nobody says, and
	// maxValidity the longest that a client may say.
	responseLife = 5 * time.Minute
	maxValidity  = time.Hour
)

// signaturesAnswer is section 11.9 of CSC 1, and 11.10 and 11.12 of CSC 2.
type signaturesAnswer struct {
	Signatures []string `json:"signatures,omitempty"`
	Response   string   `json:"responseID,omitempty"`
}

// signHash: section 11.9 of CSC 1, section 11.10 of CSC 2.
func (s *Server) signHash(c *call) (any, *refusal) {
	a, refused := s.activationFor(c)
	if refused != nil {
		return nil, refused
	}
	of := a.credential
	digests, refused := c.in.digests(s.hashesName())
	if refused != nil {
		return nil, refused
	}
	keys := s.keysOf(of)
	how, refused := s.schemeOf(c, keys.SignKey.Public())
	if refused != nil {
		return nil, refused
	}
	for _, d := range digests {
		if len(d) != how.hash.Size() {
			return nil, invalid("Invalid digest value length")
		}
	}
	if s.expired(keys.SignCert) {
		return nil, invalid("Signing certificate '" + keys.SignCert.Subject.String() + "' is expired.")
	}
	asynchronous, validity, refused := s.readOperation(c.in)
	if refused != nil {
		return nil, refused
	}
	if refused := s.spend(a, digests); refused != nil {
		return nil, refused
	}
	signatures, refused := s.sign(c.http.Context(), key.New(keys.SignKey), how, digests)
	switch {
	case refused != nil:
		return nil, refused
	case asynchronous:
		ready := s.options.Now()
		if s.has(Slow) {
			ready = ready.Add(lateness)
		}
		return signaturesAnswer{Response: s.responses.put(&response{c.by.person, signatures, ready, false}, validity)}, nil
	case s.has(Slow):
		select {
		case <-time.After(lateness):
		case <-c.http.Context().Done():
		}
	}
	return signaturesAnswer{Signatures: signatures}, nil
}

// readOperation reads how signatures are to be handed over: CSC 2, section 11.10.
func (s *Server) readOperation(in parameters) (asynchronous bool, validity time.Duration, refused *refusal) {
	if s.options.Version == 1 {
		return false, 0, nil
	}
	mode, refused := in.optional("operationMode")
	if refused != nil {
		return false, 0, refused
	}
	asynchronous = mode == "A"
	if mode != "" && mode != "S" && !asynchronous || asynchronous && !s.options.Async {
		return false, 0, invalid("Invalid parameter operationMode")
	}
	if in.has("response_uri") {
		return false, 0, invalid("Invalid parameter response_uri")
	}
	validity = responseLife
	if in.has("validity_period") {
		milliseconds, refused := in.integer("validity_period")
		if refused != nil || !asynchronous {
			return false, 0, invalid("Invalid parameter validity_period")
		}
		validity = time.Duration(milliseconds) * time.Millisecond
		if milliseconds < 1 || validity > maxValidity {
			return false, 0, invalid("Out of bounds parameter validity_period")
		}
	}
	return asynchronous, validity, nil
}

// sign signs digests, or what a fault makes of them.
func (s *Server) sign(ctx context.Context, by key.Key, how scheme, digests [][]byte) (signatures []string, refused *refusal) {
	wanted := make([]key.Digest, len(digests))
	for i, d := range digests {
		if s.has(WrongHash) {
			d = how.hash.Sum(d)
		}
		wanted[i] = key.Digest{Hash: how.hash, Value: d, PSS: how.pss}
	}
	results, err := by.Sign(ctx, wanted)
	if err != nil {
		return nil, failed()
	}
	for _, r := range results {
		if r.Err != nil {
			return nil, failed()
		}
		if s.has(WrongSignature) {
			r.Raw[len(r.Raw)-1] ^= 1
		}
		signatures = append(signatures, base64.StdEncoding.EncodeToString(r.Raw))
	}
	if s.has(TooFew) {
		signatures = signatures[1:]
	}
	return signatures, nil
}

func failed() *refusal {
	return &refusal{http.StatusInternalServerError, "server_error", "The key did not sign"}
}

// A response is signatures that wait to be fetched.
type response struct {
	person     *Person
	signatures []string
	ready      time.Time
	asked      bool // for them, once
}

// signPolling: section 11.12 of CSC 2. Who asks for the first time is told to wait.
func (s *Server) signPolling(c *call) (any, *refusal) {
	if c.in.has("userID") {
		return nil, invalid("userID parameter SHALL be null")
	}
	id, refused := c.in.text("requestID")
	if refused != nil {
		return nil, refused
	}
	r, found := s.responses.get(id)
	if !found || r.person != c.by.person {
		return nil, invalid("Invalid parameter requestID")
	}
	s.mu.Lock()
	first := !r.asked
	r.asked = true
	s.mu.Unlock()
	if first || s.options.Now().Before(r.ready) {
		return accepted{&refusal{http.StatusAccepted, "accepted_request", "The previous asynchronous signature request has been accepted but not yet completed"}}, nil
	}
	return signaturesAnswer{Signatures: r.signatures}, nil
}
