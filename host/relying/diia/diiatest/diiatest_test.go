// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diiatest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
	"github.com/pidpys/pidpys/host/testpki"
)

const base = "http://localhost:8080/diia"

// cabinet answers callbacks with what it is told to, one after the other.
type cabinet struct {
	answers []string

	mu     sync.Mutex
	got    []*http.Request
	bodies []string
	at     []time.Time
}

func (c *cabinet) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.got, c.bodies, c.at = append(c.got, r), append(c.bodies, string(body)), append(c.at, time.Now())
	w := httptest.NewRecorder()
	_, _ = io.WriteString(w, c.answers[min(len(c.got), len(c.answers))-1])
	return w.Result(), nil
}

// count is how many callbacks there were.
func (c *cabinet) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.got)
}

func open(t *testing.T, c *cabinet, change ...func(*diiatest.Options)) *diiatest.Server {
	authorities := testpki.New(time.Now)
	o := diiatest.Options{
		Base: base, Token: "token", Callback: "https://cabinet.example/diia", HTTP: &http.Client{Transport: c},
		DSTU: authorities.Subscriber(testpki.Person), ECDSA: authorities.Subscriber(testpki.ECDSAPerson),
		Stranger: authorities.Subscriber(testpki.Foreign),
	}
	for _, f := range change {
		f(&o)
	}
	s := diiatest.New(o)
	t.Cleanup(s.Close)
	return s
}

// call makes one call of the interface as an acquirer's own program would.
func call(t *testing.T, s *diiatest.Server, method, path, authorization, body string) (int, map[string]any) {
	t.Helper()
	r := httptest.NewRequest(method, base+path, strings.NewReader(body))
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var answer map[string]any
	if w.Body.Len() > 0 {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
	}
	return w.Code, answer
}

// link begins a request for two files and returns where it leads.
func link(t *testing.T, s *diiatest.Server) string {
	t.Helper()
	_, answer := call(t, s, "GET", "/api/v1/auth/acquirer/token", "", "")
	bearer := "Bearer " + answer["token"].(string)
	status, answer := call(t, s, "POST", "/api/v2/acquirers/branch", bearer, `{"name": "Кабінет", "location": "Київ",
		"street": "вул. Перша", "house": "1", "deliveryTypes": ["api"], "offerRequestType": "dynamic",
		"scopes": {"diiaId": ["auth", "hashedFilesSigning"], "sharing": [], "documentIdentification": [], "identification": []}}`)
	require.Equal(t, http.StatusOK, status, answer)
	branch := answer["_id"].(string)
	status, answer = call(t, s, "POST", "/api/v1/acquirers/branch/"+branch+"/offer", bearer,
		`{"name": "Підпис звітів", "scopes": {"diiaId": ["hashedFilesSigning"]}}`)
	require.Equal(t, http.StatusOK, status, answer)
	digest := "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	status, answer = call(t, s, "POST", "/api/v2/acquirers/branch/"+branch+"/offer-request/dynamic", bearer,
		`{"offerId": "`+answer["_id"].(string)+`", "requestId": "r1", "data": {"hashedFilesSigning": {"hashedFiles": [
			{"fileName": "Звіт.xml", "fileHash": "`+digest+`"}, {"fileName": "Заява.txt", "fileHash": "`+digest+`"}]}}}`)
	require.Equal(t, http.StatusOK, status, answer)
	return answer["deeplink"].(string)
}

func TestPhone(t *testing.T) {
	s := open(t, &cabinet{answers: []string{`{"success": true}`}})
	address := link(t, s)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
	for _, shown := range []string{
		"Запит на підпис документів", "Кабінет", "Підпис звітів", "Звіт.xml", "Заява.txt", "gost34311", strings.Repeat("0", 64),
		"ДСТУ 4145", "Обличчя перевірено", "Підписати", "Відмовитись",
	} {
		assert.Contains(t, w.Body.String(), shown)
	}
	w = httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", base+"/phone/another", nil))
	assert.Equal(t, http.StatusNotFound, w.Code)
	assert.Nil(t, s.Prompt(base+"/phone/another"))
}

func TestCallbacks(t *testing.T) {
	for name, c := range map[string]struct {
		answers []string
		change  func(*diiatest.Options)
		want    int // callbacks
		form    string
	}{
		"accepted":           {answers: []string{`{"success": true}`}, want: 1, form: "multipart/mixed; boundary="},
		"as a form":          {answers: []string{`{"success": true}`}, change: func(o *diiatest.Options) { o.Form = diiatest.FormData }, want: 1, form: "multipart/form-data; boundary="},
		"accepted at last":   {answers: []string{`{"success": false}`, "<html>", `{"success": true}`}, want: 3},
		"never accepted":     {answers: []string{`{"success": false}`}, want: 3},
		"accepted and again": {answers: []string{`{"success": true}`}, change: func(o *diiatest.Options) { o.Fault = diiatest.Duplicate }, want: 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cabinet := &cabinet{answers: c.answers}
				var change []func(*diiatest.Options)
				if c.change != nil {
					change = append(change, c.change)
				}
				s := open(t, cabinet, change...)
				s.Prompt(link(t, s)).Confirm("")
				require.Len(t, cabinet.got, c.want)
				first := cabinet.got[0]
				assert.Equal(t, "r1", first.Header.Get(diia.TraceHeader))
				assert.Equal(t, "hashedFilesSigning", first.Header.Get(diia.ActionHeader))
				assert.True(t, strings.HasPrefix(first.Header.Get("Content-Type"), c.form))
				assert.Contains(t, cabinet.bodies[0], `form-data; name="encodeData"`)
			})
		})
	}
}

// TestLateCallback comes when the request is over, unless the server is closed.
func TestLateCallback(t *testing.T) {
	late := func(o *diiatest.Options) { o.Fault = diiatest.Late }
	synctest.Test(t, func(t *testing.T) {
		cabinet := &cabinet{answers: []string{`{"success": true}`}}
		s := open(t, cabinet, late)
		begun := time.Now()
		s.Prompt(link(t, s)).Confirm("")
		synctest.Wait()
		assert.Zero(t, cabinet.count())
		time.Sleep(diia.Life + time.Minute)
		synctest.Wait()
		require.Equal(t, 1, cabinet.count())
		assert.Greater(t, cabinet.at[0].Sub(begun), diia.Life)
	})
	synctest.Test(t, func(t *testing.T) {
		cabinet := &cabinet{answers: []string{`{"success": true}`}}
		s := open(t, cabinet, late)
		s.Prompt(link(t, s)).Confirm("")
		s.Close()
		assert.Zero(t, cabinet.count())
	})
}

func TestTokensEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, &cabinet{})
		status, answer := call(t, s, "GET", "/api/v1/auth/acquirer/another", "", "")
		assert.Equal(t, http.StatusUnauthorized, status, answer)
		_, answer = call(t, s, "GET", "/api/v1/auth/acquirer/token", "", "")
		bearer := "Bearer " + answer["token"].(string)
		list := "/api/v2/acquirers/branches?skip=0&limit=10"
		for _, c := range []struct {
			after         time.Duration
			authorization string
			want          int
		}{
			{0, bearer, 200},
			{0, "", 401},
			{0, "Basic " + answer["token"].(string), 401},
			{diia.TokenLife - time.Second, bearer, 200},
			{time.Second, bearer, 401},
		} {
			time.Sleep(c.after)
			status, _ := call(t, s, "GET", list, c.authorization, "")
			assert.Equal(t, c.want, status)
		}
	})
}
