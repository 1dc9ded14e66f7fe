// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/key"
)

// object is JSON that a test makes up.
type object = map[string]any

// begun is a server that begins anything, and answers sign-status as told.
func begun(status func() (any, *ksptest.Failure)) http.RoundTripper {
	return ksptest.Line(answers(func(endpoint string, _ []byte) (any, *ksptest.Failure) {
		if endpoint == "sign-status" {
			return status()
		}
		return object{"operationId": "1", "status": 1}, nil
	}))
}

var kinds = map[string]ksp.Kind{"sign server": ksp.SignServer, "SmartID": ksp.SmartID}

// TestErrorCodes: each means one thing to the person, when an operation begins, in
// clear and in an envelope, and when it is looked at.
func TestErrorCodes(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			var failure ksptest.Failure
			clear := enter(t, config(kind, ksptest.Line(answers(func(string, []byte) (any, *ksptest.Failure) { return nil, &failure }))))
			enveloped := enter(t, config(kind, ksptest.Line(answers(func(string, []byte) (any, *ksptest.Failure) { return failure, nil }))))
			later := config(kind, begun(func() (any, *ksptest.Failure) { return nil, &failure }))
			for _, code := range append(slices.Collect(maps.Keys(meanings)), -1, 10, 23, 504) {
				failure = ksptest.Failure{ErrorCode: code, ErrorMessage: "чому так"}
				want := cmp.Or(meanings[code], key.ErrProvider)
				if want == key.ErrUnknownUser && kind == ksp.SmartID {
					want = key.ErrProvider // who it is the phone would have said
				}
				for _, s := range []cloud.Session{clear, enveloped} {
					_, err := sign(t.Context(), s)
					assert.ErrorIs(t, err, want, code)
					assertWords(t, err, fmt.Sprintf("чому так (errorCode %d)", code))
				}
				progress, err := sign(t.Context(), enter(t, later))
				if code == ksp.NotRegistered || code == ksp.WrongOperation {
					require.NoError(t, err, code)
					assert.Equal(t, cloud.Progress{State: cloud.Expired}, progress, code)
					continue
				}
				assert.ErrorIs(t, err, want, code)
			}
		})
	}
}

// meanings are the codes that the public clients know.
var meanings = map[ksp.Code]error{
	1: nil, 2: nil, 3: nil, 4: nil, 5: nil, 6: nil, 7: nil, 8: key.ErrUnknownUser, 9: key.ErrAgreement,
	11: nil, 12: nil, 13: nil, 14: nil, 15: nil, 16: nil, 17: nil, 18: key.ErrUnknownUser, 19: nil,
	20: nil, 21: nil, 22: nil, 28: nil,
}

func assertWords(t *testing.T, err error, words string) {
	t.Helper()
	var told *key.ProviderError
	require.ErrorAs(t, err, &told)
	assert.Equal(t, words, told.Text)
	assert.Equal(t, "Зразок", told.Provider)
}

func TestStates(t *testing.T) {
	for status, want := range map[int]cloud.State{0: cloud.Registered, 1: cloud.Waiting, 3: cloud.Rejected, 4: cloud.Failed} {
		for name, kind := range kinds {
			t.Run(fmt.Sprintf("%s %d", name, status), func(t *testing.T) {
				over := begun(func() (any, *ksptest.Failure) { return object{"status": status, "unheardOf": true}, nil })
				progress, err := sign(t.Context(), enter(t, config(kind, over)))
				require.NoError(t, err)
				assert.Equal(t, cloud.Progress{State: want}, progress)
			})
		}
	}
	// A beginning may have ended already.
	for status, want := range map[int]error{3: key.ErrDeclined, 4: key.ErrProvider} {
		over := ksptest.Line(answers(func(string, []byte) (any, *ksptest.Failure) { return object{"operationId": "1", "status": status}, nil }))
		for _, kind := range kinds {
			_, err := sign(t.Context(), enter(t, config(kind, over)))
			assert.ErrorIs(t, err, want)
		}
	}
}

// TestWrongAnswers: what is not what was asked for is nothing at all.
func TestWrongAnswers(t *testing.T) {
	digest := documents("договір")[0].Value
	one := func(more ...object) object {
		return object{"status": 2, "signatures": append([]object{{"hash": digest, "signature": []byte("a CMS")}}, more...)}
	}
	for why, answer := range map[string]any{
		"no object":                     []int{2},
		"no status":                     object{},
		"an unknown status":             object{"status": 5},
		"a negative status":             object{"status": -1},
		"a status in words":             object{"status": "2"},
		"no base64":                     object{"status": 2, "signature": "*"},
		"a signature too many":          one(object{"hash": documents("інше")[0].Value, "signature": []byte("a CMS")}),
		"the same signature twice":      one(object{"hash": digest, "signature": []byte("a CMS")}),
		"a signature of something else": object{"status": 2, "signatures": []object{{"hash": documents("інше")[0].Value, "signature": []byte("a CMS")}}},
		"a thousand signatures":         object{"status": 2, "signatures": make([]object, 1000)},
		"an endless operation id":       object{"status": 1, "operationId": strings.Repeat("1", 1000)},
		"an answer about another":       object{"status": 1, "operationId": "2"},
	} {
		for name, kind := range kinds {
			t.Run(name+" "+why, func(t *testing.T) {
				_, err := sign(t.Context(), enter(t, config(kind, begun(func() (any, *ksptest.Failure) { return answer, nil }))))
				assert.ErrorIs(t, err, key.ErrAnswer)
			})
		}
	}
	for name, kind := range kinds {
		over := ksptest.Line(answers(func(string, []byte) (any, *ksptest.Failure) { return object{"status": 0}, nil }))
		_, err := sign(t.Context(), enter(t, config(kind, over)))
		assert.ErrorIs(t, err, key.ErrAnswer, "%s names no operation", name)
	}
}

// TestSomeAreNotSigned: each of several documents has an end of its own.
func TestSomeAreNotSigned(t *testing.T) {
	digests := documents("договір", "рахунок", "акт")
	over := begun(func() (any, *ksptest.Failure) {
		return object{"status": 2, "signatures": []object{
			{"hash": digests[2].Value, "signature": []byte("a CMS of the last")},
			{"hash": digests[1].Value, "errorCode": 504, "errorMessage": "не вийшло"},
			{"hash": digests[0].Value},
		}}, nil
	})
	s := enter(t, config(ksp.SmartID, over))
	o, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Digests: digests}, nil)
	require.NoError(t, err)
	progress, err := s.Poll(t.Context(), o)
	require.NoError(t, err)
	assert.Equal(t, cloud.Partly, progress.State)
	require.Len(t, progress.Results, 3)
	assert.ErrorIs(t, progress.Results[0].Err, key.ErrAnswer, "neither a signature nor an error")
	assert.ErrorIs(t, progress.Results[1].Err, key.ErrProvider)
	assertWords(t, progress.Results[1].Err, "не вийшло (errorCode 504)")
	assert.Equal(t, key.Result{CMS: []byte("a CMS of the last")}, progress.Results[2])
}

// said is a transport that answers everything alike.
type said struct {
	status int
	body   string
}

func (s said) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: s.status, Body: io.NopCloser(strings.NewReader(s.body))}, nil
}

func TestHTTP(t *testing.T) {
	for why, c := range map[string]struct {
		over http.RoundTripper
		want error
	}{
		"no connection":               {cut{}, key.ErrProviderUnreachable},
		"a gateway fails":             {said{502, "<html>"}, key.ErrProviderUnreachable},
		"it is busy":                  {said{503, ""}, key.ErrProviderUnreachable},
		"it takes too long":           {said{504, ""}, key.ErrProviderUnreachable},
		"it is asked too often":       {said{429, ""}, key.ErrProviderUnreachable},
		"it fails":                    {said{500, "oops"}, key.ErrProvider},
		"it is not there":             {said{404, ""}, key.ErrProvider},
		"it sends elsewhere":          {said{302, ""}, key.ErrProvider},
		"an error with status 400":    {said{400, `{"errorCode":9}`}, key.ErrAgreement},
		"a page":                      {said{200, "<html>"}, key.ErrAnswer},
		"nothing":                     {said{200, ""}, key.ErrAnswer},
		"an answer without end":       {said{200, strings.Repeat(" ", ksp.MaxAnswer+1)}, key.ErrAnswer},
		"no certificates":             {said{200, `{"certificates":[]}`}, key.ErrAnswer},
		"certificates that are none":  {said{200, `{"certificates":["AAAA"]}`}, key.ErrAnswer},
		"more certificates than fits": {said{200, `{"certificates":[` + strings.Repeat(`"",`, 50) + `""]}`}, key.ErrAnswer},
		"certificates without end":    {said{200, `{"certificates":[` + strings.Repeat(`"",`, 1<<20) + `""]}`}, key.ErrAnswer},
	} {
		t.Run(why, func(t *testing.T) {
			_, err := sign(t.Context(), enter(t, config(ksp.SignServer, c.over)))
			assert.ErrorIs(t, err, c.want)
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := enter(t, config(ksp.SignServer, cut{}))
	cancel()
	_, err := sign(ctx, s)
	assert.ErrorIs(t, err, context.Canceled)
	assert.NotErrorIs(t, err, key.ErrProviderUnreachable)
}
