// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/key"
)

// exchangeLife is how long the keys of a session are used.
const exchangeLife = 900 * time.Second

// An envelope is a request or an answer as it travels. AuthData is of requests
// only. An error comes without an envelope: neither encrypted nor signed.
type envelope struct {
	AuthData      []byte `json:"authData,omitempty"`
	EncryptedData []byte `json:"encryptedData"`
}

// A signedObject is what an answer encrypts: a CMS with the reply inside.
type signedObject struct {
	SignedData []byte `json:"signedData"`
}

// call asks an endpoint something of this session. An answer that tells of an
// error is a reply too: what it means depends on what was asked.
func (s *session) call(ctx context.Context, endpoint string, request any) (*reply, error) {
	if err := s.agree(ctx); err != nil {
		return nil, err
	}
	body, err := s.seal(request)
	if err != nil {
		return nil, err
	}
	answer, err := s.send(ctx, http.MethodPost, endpoint, body)
	if err != nil {
		return nil, err
	}
	r := plainFailure(answer)
	if r == nil {
		if r, err = s.open(answer); err != nil {
			return nil, s.wrong("%s: %w", endpoint, err)
		}
	}
	if r.ErrorCode != 0 {
		s.log(endpoint).WithField("code", int(r.ErrorCode)).Debug("the provider answered with an error")
	}
	return r, nil
}

// agree makes the keys of the session, or makes new ones when they are old.
func (s *session) agree(ctx context.Context) error {
	now := s.Now()
	if s.exchange != nil && now.Sub(s.agreed) < exchangeLife {
		return nil
	}
	server, err := s.certificates(ctx)
	if err != nil {
		return err
	}
	exchange, err := s.Cipher.Begin(server.agreement)
	if err != nil {
		return s.wrong("key agreement: %w", err)
	}
	s.forget()
	s.exchange, s.server, s.agreed = exchange, server, now
	return nil
}

func (s *session) seal(request any) ([]byte, error) {
	plain, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("ksp: %w", err)
	}
	sealed, err := s.exchange.Encrypt(plain)
	if err != nil {
		return nil, fmt.Errorf("ksp: %w", err)
	}
	return json.Marshal(envelope{s.exchange.AuthData(), sealed})
}

// plainFailure is an answer in clear that tells of an error, and nil for any other.
func plainFailure(answer []byte) *reply {
	var f failure
	if json.Unmarshal(answer, &f) != nil || f.ErrorCode == 0 {
		return nil
	}
	return &reply{failure: f}
}

// open decrypts an answer and checks that the server signed it.
func (s *session) open(answer []byte) (*reply, error) {
	var e envelope
	if err := json.Unmarshal(answer, &e); err != nil {
		return nil, err
	}
	plain, err := s.exchange.Decrypt(e.EncryptedData)
	if err != nil {
		return nil, err
	}
	var object signedObject
	if err := json.Unmarshal(plain, &object); err != nil {
		return nil, err
	}
	content, err := openSigned(object.SignedData, s.server.signing)
	if err != nil {
		return nil, err
	}
	return parseReply(content)
}

// send is one request over HTTP. An answer with a status other than 200 is one only
// if it tells of an error by itself.
func (p *provider) send(ctx context.Context, method, endpoint string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, p.Base+"/"+endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("ksp: %w", err)
	}
	request.Header.Set("Accept", "application/json")
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := p.HTTP.RoundTrip(request)
	if err != nil {
		return nil, p.unreachable(ctx, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, MaxAnswer+1))
	switch {
	case err != nil:
		return nil, p.unreachable(ctx, err)
	case len(answer) > MaxAnswer:
		return nil, p.wrong("%s: more than %d octets", endpoint, MaxAnswer)
	case response.StatusCode == http.StatusOK || plainFailure(answer) != nil:
		return answer, nil
	}
	return nil, p.fail(statusError(response.StatusCode), fmt.Sprintf("HTTP %d", response.StatusCode))
}

// unreachable is the error for no answer, or the context's if that is why.
func (p *provider) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return p.fail(fmt.Errorf("%w: %w", key.ErrProviderUnreachable, err), "")
}

// statusError parts what passes by itself from what does not.
func statusError(code int) error {
	switch code {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return key.ErrProviderUnreachable
	}
	return key.ErrProvider
}
