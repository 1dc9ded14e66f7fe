// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/outbound"
)

// refusals are the error codes of CSC 1 and 2, sections 10.1, 8.3 and 11, and of
// RFC 6749, section 5.2.
var refusals = map[string]error{
	"invalid_otp":                 key.ErrWrongOTP,
	"invalid_pin":                 key.ErrWrongPIN,
	"access_denied":               key.ErrDeclined,
	"authentication_error":        key.ErrAuthorization,
	"expired_token":               key.ErrAuthorization,
	"invalid_token":               key.ErrAuthorization,
	"invalid_grant":               key.ErrAuthorization,
	"invalid_client":              key.ErrAuthorization,
	"invalid_scope":               key.ErrAuthorization,
	"unauthorized_client":         key.ErrAuthorization,
	"unsupported_grant_type":      key.ErrAuthorization,
	"unsupported_response_type":   key.ErrAuthorization,
	"invalid_authentication_data": errProof,
	"server_error":                key.ErrProvider,
	"temporarily_unavailable":     key.ErrProviderUnreachable,
}

// errOngoing is an answer to signPolling that says to ask again. By CSC 2, section
// 11.12, it comes with status 202; a service in use sends 400.
var errOngoing = errors.New("csc: not completed yet")

// errProof is the error of CSC 2 for a wrong PIN or one-time code. Which of them it
// was is not told.
var errProof = fmt.Errorf("%w: wrong authentication data", key.ErrAuthorization)

// descriptions are what tells one invalid_request from another: the fixed texts
// of section 11, in lower case, without what may follow them.
var descriptions = []struct {
	text string
	err  error
}{
	{"pin locked", key.ErrPINLocked},
	{"credential locked", key.ErrPINLocked},
	{"sad expired", key.ErrAuthorization},
	{"invalid parameter sad", key.ErrAuthorization},
	{"hash is not authorized by the sad", key.ErrAuthorization},
	{"invalid parameter userid", key.ErrUnknownUser},
	{"the previous asynchronous signature request has been accepted", errOngoing},
}

// A refusal is the body of an error.
type refusal struct {
	Code        string `json:"error"`
	Description string `json:"error_description"`
}

// refused says what an error of the service means.
func (p *provider) refused(status int, body []byte) error {
	var r refusal
	if json.Unmarshal(body, &r) != nil {
		r = refusal{}
	}
	return p.fail(r.kind(status), r.Description)
}

func (r refusal) kind(status int) error {
	description := strings.ToLower(r.Description)
	for _, d := range descriptions {
		if strings.HasPrefix(description, d.text) {
			return d.err
		}
	}
	if err, known := refusals[r.Code]; known {
		return err
	}
	switch status {
	case http.StatusUnauthorized:
		return key.ErrAuthorization
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout:
		return key.ErrProviderUnreachable
	}
	return key.ErrProvider
}

// denied is an error of an authorization server: what is not known better is no
// authorization.
func (p *provider) denied(r refusal) error {
	kind, known := refusals[r.Code]
	if !known {
		kind = key.ErrAuthorization
	}
	return p.fail(kind, r.Description)
}

// fail says whose an error is; text is the service's own word on it.
func (p *provider) fail(err error, text string) error {
	return &key.ProviderError{Err: err, Provider: p.Provider.Title, Text: text}
}

// lost says why no answer came.
func (p *provider) lost(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, outbound.ErrRedirect), errors.Is(err, outbound.ErrTooLarge):
		return p.fail(key.ErrAnswer, "")
	}
	p.log().WithError(err).Info("csc: no answer")
	return p.fail(key.ErrProviderUnreachable, "")
}

// log is where to say what the person is not told.
func (p *provider) log() *logrus.Entry {
	return p.Log.WithField("provider", p.Provider.ID)
}
