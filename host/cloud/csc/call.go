// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/pidpys/pidpys/host/key"
)

// MaxAnswer bounds what a service may answer, in octets: some dozens of credentials
// with their chains, or some hundred signatures.
const MaxAnswer = 1 << 20

// An answer is one that is no error.
type answer struct {
	pending bool // 202 Accepted: ask again
	body    []byte
}

// call posts a JSON object to a method of the service (CSC 1, section 7.3), with
// the service's access token if there is one.
func (p *provider) call(ctx context.Context, method, token string, request any) (answer, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return answer{}, err
	}
	return p.accept(p.exchange(ctx, p.posted(method, token, body)))
}

// posted is what call sends.
func (p *provider) posted(method, token string, body []byte) message {
	return message{method: http.MethodPost, address: p.base + "/" + method, kind: kindJSON, token: token, body: body}
}

// accept parts answers from errors (CSC 1, section 10).
func (p *provider) accept(status int, body []byte, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	switch status {
	case http.StatusOK, http.StatusCreated, http.StatusNoContent:
		return answer{body: body}, nil
	case http.StatusAccepted:
		return answer{pending: true, body: body}, nil
	}
	return answer{}, p.refused(status, body)
}

// take reads an answer that is good at once into what into points to.
func (p *provider) take(into any, status int, body []byte, err error) error {
	answered, err := p.accept(status, body, err)
	if err != nil {
		return err
	}
	return p.read(answered.body, into)
}

// A message is what is sent.
type message struct {
	method, address string
	kind            string // of the body; empty: there is none
	token           string // bears the service's access token, if there is one
	body            []byte
	held            bool // by the service, until the person has confirmed it
}

// The kinds of bodies.
const (
	kindJSON = "application/json"
	kindForm = "application/x-www-form-urlencoded"
)

// exchange sends a message and reads the whole answer, whatever its status.
func (p *provider) exchange(ctx context.Context, m message) (status int, body []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, m.method, m.address, bytes.NewReader(m.body))
	if err != nil {
		return 0, nil, p.fail(key.ErrAnswer, "")
	}
	request.Header.Set("Accept", kindJSON)
	if m.kind != "" {
		request.Header.Set("Content-Type", m.kind)
	}
	if m.token != "" {
		request.Header.Set("Authorization", "Bearer "+m.token)
	}
	by := p.http
	if m.held {
		by = p.patient
	}
	response, err := by.Do(request)
	if err != nil {
		return 0, nil, p.lost(ctx, err)
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, MaxAnswer+1))
	switch {
	case err != nil:
		return 0, nil, p.lost(ctx, err)
	case len(body) > MaxAnswer:
		return 0, nil, p.fail(key.ErrAnswer, "")
	}
	return response.StatusCode, body, nil
}

// read reads an answer into what into points to. Members that nobody here needs
// are passed over: later versions add some.
func (p *provider) read(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return p.fail(key.ErrAnswer, "")
	}
	return nil
}
