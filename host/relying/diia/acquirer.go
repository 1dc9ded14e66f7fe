// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/relying/internal/partner"
)

// Hosts of Diia's interface for acquirers.
const (
	Production = "https://api2.diia.gov.ua"
	Test       = "https://api2s.diia.gov.ua"
)

// TokenLife is how long Diia honours a session token.
const TokenLife = 2 * time.Hour

// tokenMargin is how long before its end a token is not used any more.
const tokenMargin = 5 * time.Minute

// Limits of what is asked for and answered.
const (
	timeLimit = 10 * time.Second
	maxAnswer = 1 << 20 // octets
	maxToken  = 8 << 10
)

var (
	// ErrUnreachable: no answer came from Diia.
	ErrUnreachable = errors.New("diia: no answer")
	// ErrAnswer: what came from Diia is not what was asked for.
	ErrAnswer = errors.New("diia: unintelligible answer")
)

// A StatusError is an answer of Diia that is an error. How its text is made up
// is not published, so it is left out.
type StatusError struct {
	Status int // of HTTP
}

func (e *StatusError) Error() string { return fmt.Sprintf("diia: answered with status %d", e.Status) }

// An Acquirer is an organisation that Diia knows. Its fields are set once; then
// it may be used by many goroutines. It asks for a session token when it first
// needs one, keeps it for less than [TokenLife], and asks for another when Diia
// does not know it any more.
type Acquirer struct {
	// Host is [Production] or [Test].
	Host string
	// Token is the acquirer token, which Diia gave to the organisation. It is the
	// organisation's secret: no error shows it.
	Token []byte
	// AuthToken is the second one, which some have, for the Basic authorization of
	// the asking for a session token. Client libraries differ in it (unverified).
	AuthToken []byte
	// HTTP is nil for a client with a limit of ten seconds. Redirects are never
	// followed.
	HTTP *http.Client
	Now  func() time.Time // nil is time.Now

	mu      sync.Mutex // held while a token is asked for
	session string
	until   time.Time // when session is not used any more
}

// String names the host and nothing else.
func (a *Acquirer) String() string { return "acquirer at " + a.Host }

func (a *Acquirer) now() time.Time {
	if a.Now == nil {
		return time.Now()
	}
	return a.Now()
}

// call makes one call of the interface. in is written as JSON unless it is nil,
// and the answer read into out unless that is nil.
func (a *Acquirer) call(ctx context.Context, method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("diia: %w", err)
		}
	}
	token, err := a.sessionToken(ctx, "")
	if err != nil {
		return err
	}
	err = a.exchange(ctx, method, path, "Bearer "+token, body, out)
	if refused, ok := errors.AsType[*StatusError](err); !ok || refused.Status != http.StatusUnauthorized {
		return err
	}
	if token, err = a.sessionToken(ctx, token); err != nil {
		return err
	}
	return a.exchange(ctx, method, path, "Bearer "+token, body, out)
}

// sessionToken is the token for a call: the one at hand, unless it is too old or
// the one that was refused.
func (a *Acquirer) sessionToken(ctx context.Context, refused string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if a.session != "" && a.session != refused && now.Before(a.until) {
		return a.session, nil
	}
	var authorization string
	if len(a.AuthToken) > 0 {
		authorization = "Basic " + string(a.AuthToken)
	}
	var answer struct {
		Token string `json:"token"`
	}
	path := "/api/v1/auth/acquirer/" + url.PathEscape(string(a.Token))
	if err := a.exchange(ctx, http.MethodGet, path, authorization, nil, &answer); err != nil {
		return "", fmt.Errorf("asking for a session token: %w", err)
	}
	if answer.Token == "" || len(answer.Token) > maxToken {
		return "", fmt.Errorf("%w: no session token", ErrAnswer)
	}
	a.session, a.until = answer.Token, now.Add(TokenLife-tokenMargin)
	return a.session, nil
}

// exchange sends a request and reads the answer. No error holds the address,
// for the acquirer token may be part of it.
func (a *Acquirer) exchange(ctx context.Context, method, path, authorization string, body []byte, out any) error {
	request, err := http.NewRequestWithContext(ctx, method, a.Host+path, bytes.NewReader(body))
	if err != nil {
		return errors.New("diia: the host is no address")
	}
	request.Header.Set("Accept", "application/json")
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	status, answer, err := partner.Do(a.HTTP, timeLimit, request, maxAnswer)
	switch {
	case errors.Is(err, partner.ErrTooLong):
		return fmt.Errorf("%w: longer than %d octets", ErrAnswer, maxAnswer)
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	case answer == nil:
		return &StatusError{status}
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%w: not the JSON awaited", ErrAnswer)
	}
	return nil
}
