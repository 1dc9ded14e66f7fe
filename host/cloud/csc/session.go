// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
)

// closingTime bounds how long a session says goodbye.
const closingTime = 3 * time.Second

const (
	// defaultLife is that of a token of which none is told (CSC 1, section 8.3.3).
	defaultLife = time.Hour
	// shortLife is too short for a signature.
	shortLife = time.Minute
)

// A session is one person's: what their service is, the token that they allowed,
// and what was begun last.
type session struct {
	*provider
	service     service
	server      server
	user        string
	token       string    // empty of a service that leaves that to others
	renewal     string    // would renew the token; nobody asked for it, and it is only revoked
	expires     time.Time // of the token
	credentials map[string]credential
	begun       work
}

// work is an operation that was begun.
type work interface {
	poll(ctx context.Context, s *session) (cloud.Progress, error)
	cancel(ctx context.Context, s *session)
}

// Start begins to list credentials, or to sign. To sign it asks the person for
// what the credential wants: nothing goes on after that by itself. No operation
// has a name that could release it; what was allowed for one that failed is revoked
// at the next, or at the end.
func (s *session) Start(ctx context.Context, r cloud.Request, ask key.Asker) (cloud.Operation, error) {
	_ = s.Cancel(ctx, cloud.Operation{})
	if r.Purpose == cloud.Identify {
		s.begun = identification{}
		return cloud.Operation{}, nil
	}
	signing, err := s.prepare(ctx, r, ask)
	if err != nil {
		return cloud.Operation{}, err
	}
	if err := signing.authorize(ctx, s, ask); err != nil {
		return cloud.Operation{}, err
	}
	s.begun = signing
	return cloud.Operation{}, nil
}

// Poll goes on with what was begun, until it is done.
func (s *session) Poll(ctx context.Context, _ cloud.Operation) (cloud.Progress, error) {
	if s.begun == nil {
		return cloud.Progress{}, errors.New("csc: nothing was begun")
	}
	progress, err := s.begun.poll(ctx, s)
	if err == nil && progress.State == cloud.Done {
		s.begun = nil
	}
	return progress, err
}

// Cancel gives up what was begun. It never fails.
func (s *session) Cancel(ctx context.Context, _ cloud.Operation) error {
	if s.begun != nil {
		s.begun.cancel(ctx, s)
		s.begun = nil
	}
	return nil
}

// Close revokes what the person allowed. It waits for the provider a few seconds at
// most, and closing twice is no error.
func (s *session) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closingTime)
	defer cancel()
	_ = s.Cancel(ctx, cloud.Operation{})
	s.credentials = nil
	s.dismiss(ctx)
	return nil
}

// dismiss revokes the leave to look: what would renew it first, since that lives
// long (CSC 1, section 8.3.3).
func (s *session) dismiss(ctx context.Context) {
	renewal, token := s.renewal, s.token
	s.renewal, s.token = "", ""
	s.revoke(ctx, refreshToken, renewal)
	s.revoke(ctx, accessToken, token)
}

// identification lists whose keys there are.
type identification struct{}

func (identification) poll(ctx context.Context, s *session) (cloud.Progress, error) {
	all, err := s.list(ctx)
	if err != nil {
		return cloud.Progress{}, err
	}
	s.credentials = map[string]credential{}
	progress := cloud.Progress{State: cloud.Done}
	for _, c := range all {
		s.credentials[c.ID] = c
		progress.Credentials = append(progress.Credentials, c.Credential)
	}
	return progress, nil
}

func (identification) cancel(context.Context, *session) {}

// enter asks the person for leave to see which credentials there are.
func (s *session) enter(ctx context.Context, ask key.Asker) error {
	token, err := s.grant(ctx, ask, serviceScope{})
	if err != nil {
		return err
	}
	s.dismiss(ctx) // what this one replaces
	life := time.Duration(token.ExpiresIn) * time.Second
	s.token, s.renewal, s.expires = token.AccessToken, token.RefreshToken, s.Now().Add(cmp.Or(life, defaultLife))
	return nil
}

// remain asks once more if the leave is about to end: people take their time
// between looking at their certificate and signing.
func (s *session) remain(ctx context.Context, ask key.Asker) error {
	if s.token == "" || s.Now().Add(shortLife).Before(s.expires) {
		return nil
	}
	return s.enter(ctx, ask)
}
