// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"context"
	"errors"
	"time"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A session is one user's.
type session struct {
	*provider
	client   string
	exchange Exchange // nil before the first request
	server   *pair    // whom the exchange is with
	agreed   time.Time
	begun    map[string][]key.Digest // by operation
}

var errNotBegun = errors.New("ksp: the operation was not begun in this session")

// An operationRef names an operation of a user.
type operationRef struct {
	ClientID    string `json:"clientId"`
	OperationID string `json:"operationId"`
}

// Start begins an operation. Digests are by GOST 34.311, the only hash that these
// protocols were met with; that a provider takes Kupyna is unverified. One that is
// there twice is signed once.
func (s *session) Start(ctx context.Context, r cloud.Request, _ key.Asker) (cloud.Operation, error) {
	switch {
	case len(r.Digests) > s.Kind.maxDigests():
		return cloud.Operation{}, &key.ProviderError{Err: key.ErrTooMany, Provider: s.Provider.Title, Limit: s.Kind.maxDigests()}
	case len(r.Digests) == 0:
		return cloud.Operation{}, key.ErrDigest
	}
	for _, d := range r.Digests {
		if d.Hash == nil || !d.Hash.OID().Equal(pki.OIDGOST34311) || len(d.Value) != d.Hash.Size() || d.PSS {
			return cloud.Operation{}, key.ErrDigest
		}
	}
	begin := s.acquireSign
	if s.Kind == SmartID {
		begin = s.sign
	}
	id, err := begin(ctx, r.Description, distinct(r.Digests))
	if err != nil {
		return cloud.Operation{}, err
	}
	if _, known := s.begun[id]; known {
		return cloud.Operation{}, s.wrong("an operation that was begun before")
	}
	s.begun[id] = r.Digests
	o := cloud.Operation{ID: id}
	if s.Link != "" {
		o.Link = link(s.Link, Confirmation{s.client, id, actionOf(r.Purpose)})
	}
	return o, nil
}

// distinct are the digests, each once.
func distinct(digests []key.Digest) (each []key.Digest) {
	seen := map[string]bool{}
	for _, d := range digests {
		if !seen[string(d.Value)] {
			seen[string(d.Value)] = true
			each = append(each, d)
		}
	}
	return each
}

// accepted reports what keeps an operation from going on, by the answer to a request
// that begins it.
func (s *session) accepted(r *reply) error {
	switch {
	case r.ErrorCode != 0:
		return s.refusal(r.ErrorCode, r.ErrorMessage)
	case r.Status != nil && *r.Status == Rejected:
		return s.fail(key.ErrDeclined, "")
	case r.Status != nil && *r.Status == Failed:
		return s.fail(key.ErrProvider, "")
	}
	return nil
}

// identified is the operation that an answer names.
func (s *session) identified(r *reply) (string, error) {
	if err := s.accepted(r); err != nil {
		return "", err
	}
	if r.OperationID == "" {
		return "", s.wrong("no operation id")
	}
	return r.OperationID, nil
}

// releaseTime is how long a person whose signatures are there waits for the release.
const releaseTime = 3 * time.Second

// Poll asks how far an operation has come. One that has ended is released there and
// then, as the clients met do; that the server cannot be told so harms nobody.
func (s *session) Poll(ctx context.Context, o cloud.Operation) (cloud.Progress, error) {
	digests, known := s.begun[o.ID]
	if !known {
		return cloud.Progress{}, errNotBegun
	}
	r, err := s.about(ctx, o.ID, "sign-status", operationRef{s.client, o.ID})
	if err != nil {
		return cloud.Progress{}, err
	}
	progress, err := s.progress(r, digests)
	switch progress.State {
	case cloud.Expired:
		delete(s.begun, o.ID)
	case cloud.Done, cloud.Partly, cloud.Rejected, cloud.Failed:
		ctx, cancel := context.WithTimeout(ctx, releaseTime)
		defer cancel()
		if err := s.Cancel(ctx, o); err != nil {
			s.log("release-operation-id").WithError(err).Debug("an operation that has ended was not released")
		}
	}
	return progress, err
}

// Cancel releases an operation of a SignServer. A SmartID has nothing that would:
// there it ends by itself.
func (s *session) Cancel(ctx context.Context, o cloud.Operation) error {
	delete(s.begun, o.ID)
	if s.Kind == SmartID {
		return nil
	}
	r, err := s.about(ctx, o.ID, "release-operation-id", operationRef{s.client, o.ID})
	if err != nil {
		return err
	}
	if r.ErrorCode != 0 && !r.ErrorCode.forgotten() {
		return s.refusal(r.ErrorCode, r.ErrorMessage)
	}
	return nil
}

// about is [session.call] about an operation. AN ANSWER TO ANOTHER REQUEST OF THE
// SESSION IS SIGNED, TOO, so one that names another operation is none. Most name no
// operation: there the digests tell.
func (s *session) about(ctx context.Context, operation, endpoint string, request any) (*reply, error) {
	r, err := s.call(ctx, endpoint, request)
	if err == nil && r.OperationID != "" && r.OperationID != operation {
		return nil, s.wrong("%s: of another operation", endpoint)
	}
	return r, err
}

// Close wipes the keys of the session.
func (s *session) Close() error {
	s.forget()
	return nil
}

func (s *session) forget() {
	if s.exchange != nil {
		s.exchange.Close()
		s.exchange = nil
	}
}
