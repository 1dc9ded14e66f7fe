// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"context"
	"net/http"
	"path"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

// signRequest asks for signatures by the only credential.
func signRequest(digests []key.Digest) cloud.Request {
	return cloud.Request{Purpose: cloud.Sign, Credential: "one", Digests: digests, Description: "Підпис"}
}

// A PIN and a one-time code, as each version has them.
func TestExplicit(t *testing.T) {
	const pin, otp = "12\"3\\4є", "738496"
	pinBlock, otpBlock := object{"presence": "true", "format": "A"}, object{"presence": "true", "type": "online", "format": "N", "ID": "x"}
	pinObject := object{"type": "Password", "id": "PIN"}
	otpObject := object{"type": "ChallengeResponse", "id": "SMS"}
	type data = []any
	for name, c := range map[string]struct {
		version int
		change  func(*rssp)
		asked   []key.QuestionKind
		sent    int // codes that were sent
		proof   object
	}{
		"1: a PIN": {1, func(r *rssp) { r.about["PIN"] = pinBlock }, []key.QuestionKind{key.AskRemotePIN}, 0, object{"PIN": pin}},
		"1: both": {1, func(r *rssp) { r.about["PIN"], r.about["OTP"] = pinBlock, otpBlock },
			[]key.QuestionKind{key.AskRemotePIN, key.AskOTP}, 1, object{"PIN": pin, "OTP": otp}},
		"1: a code of a device": {1, func(r *rssp) { r.about["OTP"] = object{"presence": "true", "type": "offline"} },
			[]key.QuestionKind{key.AskOTP}, 0, object{"OTP": otp}},
		"1: nothing that must be": {1, func(r *rssp) {
			r.about["PIN"], r.about["OTP"] = object{"presence": "optional"}, object{"presence": "false"}
		}, nil, 0, object{}},
		"2: a PIN": {2, func(r *rssp) { r.mode("explicit", pinObject) }, []key.QuestionKind{key.AskRemotePIN}, 0,
			object{"authData": data{object{"id": "PIN", "value": pin}}}},
		"2: both, what is sent last": {2, func(r *rssp) { r.mode("explicit", otpObject, pinObject) },
			[]key.QuestionKind{key.AskRemotePIN, key.AskOTP}, 1,
			object{"authData": data{object{"id": "PIN", "value": pin}, object{"id": "SMS", "value": otp}}}},
		"2: a code of an app": {2, func(r *rssp) { r.mode("explicit", object{"type": "Password", "id": "app", "generator": "totp"}) },
			[]key.QuestionKind{key.AskOTP}, 0, object{"authData": data{object{"id": "app", "value": otp}}}},
		"2: elsewhere": {2, func(r *rssp) { r.mode("explicit", object{"type": "PasswordOOB", "id": "app"}) }, nil, 0,
			object{"authData": data{object{"id": "app"}}}},
		"2: one of two": {2, func(r *rssp) {
			r.mode("explicit", pinObject, otpObject)
			r.about["auth"].(object)["expression"] = "(PIN) OR SMS"
		}, []key.QuestionKind{key.AskRemotePIN}, 0, object{"authData": data{object{"id": "PIN", "value": pin}}}},
		"2: nothing": {2, func(r *rssp) { r.mode("explicit") }, nil, 0, object{}},
	} {
		t.Run(name, func(t *testing.T) {
			r, ask := newRSSP(t, c.version, testpki.Person), &person{pin: pin, otp: otp}
			r.mode("explicit")
			c.change(r)
			s, _ := identify(t, r.provider(t), ask)
			digests := r.digests(2)
			r.signed(t, s, ask, digests)

			var kinds []key.QuestionKind
			for _, q := range ask.asked {
				kinds = append(kinds, q.Kind)
				assert.Equal(t, provided.Title, q.Provider)
			}
			assert.Equal(t, c.asked, kinds)
			ask.wiped(t)
			sent := append(r.said("/credentials/sendOTP"), r.said("/credentials/getChallenge")...)
			assert.Len(t, sent, c.sent)

			authorize := r.said("/credentials/authorize")
			require.Len(t, authorize, 1)
			body := authorize[0].body
			assert.Equal(t, "one", body["credentialID"])
			assert.EqualValues(t, 2, body["numSignatures"])
			assert.Equal(t, "Підпис", body["description"])
			assert.Len(t, body[map[int]string{1: "hash", 2: "hashes"}[c.version]], 2, "bound to the digests")
			for _, member := range []string{"PIN", "OTP", "authData"} {
				assert.Equal(t, c.proof[member], body[member], member)
			}
			assert.Equal(t, "sad-of-authorize", r.said("/signatures/signHash")[0].body["SAD"])
			assert.Len(t, ask.visits, 1, "the page is for the list alone")
		})
	}
}

// What is wrong with what the person typed, and that it is wiped all the same.
func TestExplicitRefused(t *testing.T) {
	pin, otp := object{"type": "Password", "id": "PIN"}, object{"type": "Password", "id": "OTP"}
	for name, c := range map[string]struct {
		version int
		objects []object
		answer  http.HandlerFunc
		want    error
	}{
		"1: a wrong PIN":          {1, nil, refuse("invalid_pin", "The PIN is invalid"), key.ErrWrongPIN},
		"1: a wrong code":         {1, nil, refuse("invalid_otp", "The OTP is invalid"), key.ErrWrongOTP},
		"1: a locked PIN":         {1, nil, refuse("invalid_request", "PIN locked"), key.ErrPINLocked},
		"1: a locked code":        {1, nil, refuse("invalid_request", "OTP locked"), key.ErrProvider},
		"1: too many":             {1, nil, refuse("Invalid_request", "Numbers of signatures is too high"), key.ErrProvider},
		"1: nothing":              {1, nil, text(http.StatusOK, "{}"), key.ErrAnswer},
		"1: pending":              {1, nil, text(http.StatusAccepted, `{"handle": "x"}`), key.ErrAnswer},
		"1: no JSON":              {1, nil, text(http.StatusOK, "OK"), key.ErrAnswer},
		"2: a wrong PIN":          {2, []object{pin}, refuse("invalid_authentication_data", "слова"), key.ErrWrongPIN},
		"2: a wrong code":         {2, []object{otp}, refuse("invalid_authentication_data", ""), key.ErrWrongOTP},
		"2: one of them is wrong": {2, []object{pin, otp}, refuse("invalid_authentication_data", ""), key.ErrAuthorization},
		"2: locked":               {2, []object{pin}, refuse("invalid_request", "Credential locked"), key.ErrPINLocked},
		"2: declined":             {2, []object{pin}, refuse("access_denied", ""), key.ErrDeclined},
		"2: pending without name": {2, []object{pin}, text(http.StatusAccepted, "{}"), key.ErrAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			r, ask := newRSSP(t, c.version, testpki.Person), &person{pin: "1234", otp: "5678"}
			r.mode("explicit", c.objects...)
			if c.version == 1 {
				r.about["PIN"], r.about["OTP"] = object{"presence": "true"}, object{"presence": "true", "type": "online"}
			}
			r.on("/credentials/authorize", c.answer)
			s, _ := identify(t, r.provider(t), ask)
			_, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
			assert.ErrorIs(t, err, c.want)
			assert.NotContains(t, err.Error(), "1234")
			assert.NotContains(t, err.Error(), "5678")
			assert.Len(t, r.said("/credentials/authorize"), 1, "nothing is sent twice")
			assert.Empty(t, r.said("/signatures/signHash"))
			ask.wiped(t)
		})
	}
}

// Who gives up at the PIN gets no code sent.
func TestExplicitCancelled(t *testing.T) {
	r, ask := newRSSP(t, 1, testpki.Person), &person{}
	r.mode("explicit")
	r.about["PIN"], r.about["OTP"] = object{"presence": "true"}, object{"presence": "true", "type": "online"}
	s, _ := identify(t, r.provider(t), ask)
	_, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
	assert.ErrorIs(t, err, key.ErrCancelled)
	assert.Empty(t, r.said("/credentials/sendOTP"))

	ask.pin = "1234"
	_, err = s.Start(t.Context(), signRequest(r.digests(1)), ask)
	assert.ErrorIs(t, err, key.ErrCancelled, "and then at the code")
	assert.Empty(t, r.said("/credentials/authorize"))
	ask.wiped(t)
}

// A challenge to be shown and answered is nothing that a person can do here.
func TestChallengeToShow(t *testing.T) {
	r, ask := newRSSP(t, 2, testpki.Person), &person{otp: "1"}
	r.mode("explicit", object{"type": "ChallengeResponse", "id": "question"})
	r.on("/credentials/getChallenge", text(http.StatusOK, `{"challenge": "Дівоче прізвище?"}`))
	s, _ := identify(t, r.provider(t), ask)
	_, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
	assert.ErrorIs(t, err, key.ErrAuthorization)
	assert.Empty(t, ask.asked)
}

// The provider asks the person by itself, and says so until they have answered.
func TestImplicit(t *testing.T) {
	t.Run("CSC 1", func(t *testing.T) {
		r, ask := newRSSP(t, 1, testpki.Person), &person{}
		r.mode("implicit")
		s, _ := identify(t, r.provider(t), ask)
		r.signed(t, s, ask, r.digests(2))
		assert.Len(t, r.said("/credentials/authorize")[0].body["hash"], 2)
	})
	t.Run("CSC 2", func(t *testing.T) {
		r, ask := newRSSP(t, 2, testpki.Person), &person{}
		r.mode("implicit")
		r.on("/credentials/authorize", text(http.StatusAccepted, `{"handle": "first"}`))
		checks := []string{"first", "second"}
		r.on("/credentials/authorizeCheck", func(w http.ResponseWriter, _ *http.Request) {
			if n := len(r.said("/credentials/authorizeCheck")); n < len(checks) {
				say(w, http.StatusAccepted, object{"handle": checks[n]})
				return
			}
			say(w, http.StatusOK, object{"SAD": "sad-of-check"})
		})
		s, _ := identify(t, r.provider(t), ask)
		r.signed(t, s, ask, r.digests(2))
		assert.Len(t, r.said("/credentials/authorize"), 1)
		for i, check := range r.said("/credentials/authorizeCheck") {
			assert.Equal(t, checks[i], check.body["handle"])
		}
		assert.Equal(t, "sad-of-check", r.said("/signatures/signHash")[0].body["SAD"])
		assert.NotContains(t, r.said("/credentials/authorize")[0].body, "authData")
	})
}

func TestImplicitDeclined(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		r, ask := newRSSP(t, version, testpki.Person), &person{}
		r.mode("implicit")
		r.on("/credentials/authorize", refuse("access_denied", "The user denied the request"))
		s, _ := identify(t, r.provider(t), ask)
		o, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
		require.NoError(t, err)
		_, err = await(t, s, o)
		assert.ErrorIs(t, err, key.ErrDeclined)
	})
}

// Where the answer waits for the person, a second request would bother them again.
func TestImplicitCSC1AsksOnce(t *testing.T) {
	r, ask := newRSSP(t, 1, testpki.Person), &person{}
	r.mode("implicit")
	s, _ := identify(t, r.provider(t), ask)
	r.on("/credentials/authorize", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	o, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
	require.NoError(t, err)
	progress, err := s.Poll(t.Context(), o)
	require.NoError(t, err)
	assert.Equal(t, cloud.Waiting, progress.State, "the person is told to look at the phone first")
	assert.Empty(t, r.said("/credentials/authorize"))
	_, err = s.Poll(t.Context(), o)
	assert.ErrorIs(t, err, key.ErrUnconfirmed)
}

type carrier func(*http.Request) (*http.Response, error)

func (f carrier) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// What is answered only when the person has confirmed it may take long, and nothing
// else.
func TestPatience(t *testing.T) {
	for _, mode := range []string{"implicit", "explicit", "oauth2code"} {
		t.Run(mode, func(t *testing.T) {
			versions(t, func(t *testing.T, version int) {
				r, ask := newRSSP(t, version, testpki.Person), &person{}
				r.mode(mode)
				var held []string
				patient := carrier(func(request *http.Request) (*http.Response, error) {
					held = append(held, path.Base(request.URL.Path))
					return http.DefaultTransport.RoundTrip(request)
				})
				s, _ := identify(t, r.provider(t, func(c *csc.Config) { c.Patient = patient }), ask)
				r.signed(t, s, ask, r.digests(1))
				require.NoError(t, s.Close())
				if version == 1 && mode == "implicit" {
					assert.Equal(t, []string{"authorize"}, held)
				} else {
					assert.Empty(t, held)
				}
			})
		})
	}
}

// Who leaves ends the request, and what they had allowed.
func TestCancel(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		r, ask := newRSSP(t, version, testpki.Person), &person{}
		s, _ := identify(t, r.provider(t), ask)
		o, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
		require.NoError(t, err)
		require.NoError(t, s.Cancel(t.Context(), o))
		require.NoError(t, s.Cancel(t.Context(), o), "twice is no error")
		revoked := r.said("/oauth2/revoke")
		require.Len(t, revoked, 1)
		assert.Equal(t, "token-of-credential", revoked[0].form.Get("token"))
		_, err = s.Poll(t.Context(), o)
		assert.Error(t, err)

		_, err = s.Start(t.Context(), signRequest(r.digests(1)), ask)
		require.NoError(t, err)
		require.NoError(t, s.Close())
		require.NoError(t, s.Close())
		assert.Len(t, r.said("/oauth2/revoke"), 3, "the leave to sign, and that to look")
		_, err = s.Start(t.Context(), signRequest(r.digests(1)), ask)
		assert.ErrorIs(t, err, key.ErrNoSuchKey)
	})
}

// The context's end is told as it is.
func TestContext(t *testing.T) {
	r, ask := newRSSP(t, 2, testpki.Person), &person{}
	s, _ := identify(t, r.provider(t), ask)
	o, err := s.Start(t.Context(), signRequest(r.digests(1)), ask)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Poll(ctx, o)
	assert.Equal(t, context.Canceled, err)
	_, err = r.provider(t).Enter(ctx, "", ask)
	assert.Equal(t, context.Canceled, err)
}
