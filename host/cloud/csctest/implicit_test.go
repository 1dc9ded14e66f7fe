// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

// atTheDoor confirms sign-ins, and leaves what comes after to the test.
func atTheDoor(p *phone.Prompt) {
	if p.Request().Title == phone.SignIn {
		p.Confirm("")
	}
}

func implicit(p *program) object {
	request := object{"credentialID": "oksana-1", "numSignatures": 1, "description": "Заява", p.hashes(): encoded(digests(pki.GOST34311, 1)...)}
	if p.version == 2 {
		request["hashAlgorithmOID"] = pki.GOST34311.OID().String()
		request["authData"] = []object{{"id": "mobile"}}
	}
	return request
}

// With CSC 2 the client asks again until the person has decided.
func TestHandles(t *testing.T) {
	p := start(t, csctest.Options{Version: 2, Mode: csctest.Implicit, Asked: atTheDoor})
	p.enter()
	begin := func() (object, *phone.Prompt) {
		status, answer := p.post("credentials/authorize", implicit(p))
		require.Equal(t, http.StatusAccepted, status, answer)
		return answer, p.prompts[len(p.prompts)-1]
	}
	handle, prompt := begin()
	assert.Equal(t, 1, p.server.Waiting())
	status, answer := p.post("credentials/authorizeCheck", handle)
	assert.Equal(t, http.StatusAccepted, status)
	assert.Equal(t, handle, answer)
	prompt.Confirm("")
	assert.NotEmpty(t, p.must("credentials/authorizeCheck", handle)["SAD"])
	_, answer = p.post("credentials/authorizeCheck", handle)
	assert.Equal(t, "Invalid parameter handle", answer["error_description"], "once")

	handle, prompt = begin()
	prompt.Decline()
	_, answer = p.post("credentials/authorizeCheck", handle)
	assert.Equal(t, "access_denied", answer["error"])

	_, prompt = begin()
	p.must("auth/revoke", object{"token": p.token})
	assert.Equal(t, phone.Withdrawn, prompt.State(), "whoever asked is gone")
	assert.Zero(t, p.server.Waiting())
}

// With CSC 1 the answer waits for the person, at most until it is too late, or
// for the client to leave.
func TestWaitsForThePerson(t *testing.T) {
	for name, c := range map[string]struct {
		then  func(p *program, leave context.CancelFunc)
		error any
		state phone.State
	}{
		"who confirms":        {func(p *program, _ context.CancelFunc) { p.prompts[1].Confirm("") }, nil, phone.Confirmed},
		"who declines":        {func(p *program, _ context.CancelFunc) { p.prompts[1].Decline() }, "access_denied", phone.Declined},
		"who does nothing":    {func(*program, context.CancelFunc) {}, "access_denied", phone.Expired},
		"whose client leaves": {func(_ *program, leave context.CancelFunc) { leave() }, "access_denied", phone.Withdrawn},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := start(t, csctest.Options{Version: 1, Mode: csctest.Implicit, Asked: atTheDoor, Now: time.Now})
				p.enter()
				body, err := json.Marshal(implicit(p))
				require.NoError(t, err)
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				r := httptest.NewRequestWithContext(ctx, http.MethodPost, p.server.Base()+"/credentials/authorize", bytes.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Authorization", "Bearer "+p.token)
				answered := make(chan *httptest.ResponseRecorder)
				go func() { answered <- p.send(r) }()
				synctest.Wait()
				require.Len(t, p.prompts, 2)
				c.then(p, leave)
				var answer object
				require.NoError(t, json.Unmarshal((<-answered).Body.Bytes(), &answer))
				assert.Equal(t, c.error, answer["error"])
				assert.Equal(t, c.state, p.prompts[1].State())
			})
		})
	}
}
