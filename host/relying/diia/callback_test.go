// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/testpki"
)

// caught is a callback on its way.
type caught struct {
	header http.Header
	body   []byte
}

// catch has the phone confirm a request and keeps the callback from the cabinet.
func (s *scene) catch(r *diia.Request) *caught {
	s.Helper()
	c := new(caught)
	s.network["cabinet.example"] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.header = r.Header.Clone()
		c.body, _ = io.ReadAll(r.Body)
		_, _ = io.WriteString(w, `{"success": true}`)
	})
	s.press(r, "confirm")
	require.NotEmpty(s, c.body)
	return c
}

// deliver gives a callback to the cabinet and returns its answer.
func (s *scene) deliver(c *caught) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/diia", bytes.NewReader(c.body))
	r.Header = c.header
	w := httptest.NewRecorder()
	s.desk.Callback(w, r)
	return w
}

// form is a callback's body of one field.
func (c *caught) form(text string) {
	c.header.Set("Content-Type", "multipart/mixed; boundary=b")
	c.body = []byte("--b\r\nContent-Disposition: form-data; name=\"encodeData\"\r\n\r\n" +
		base64.StdEncoding.EncodeToString([]byte(text)) + "\r\n--b--\r\n")
}

// put writes a value as what the form encodes.
func (c *caught) put(t *testing.T, value any) {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	c.form(string(text))
}

type signedItem struct {
	Name      string `json:"name"`
	Signature []byte `json:"signature"`
}

// signature is a subscriber's over a content, as the signer is changed.
func (s *scene) signature(subscriber, content string, change ...func(*cades.Signer)) []byte {
	s.Helper()
	signer := cades.Signer{Detached: true, SigningTime: s.Now()}
	for _, c := range change {
		c(&signer)
	}
	der, err := s.pki.Subscriber(subscriber).Sign(signer, []byte(content))
	require.NoError(s, err)
	return der
}

// TestForgedSigning has one row for each callback that is not what the documents
// were to be signed as. The request is "a" and "b".
func TestForgedSigning(t *testing.T) {
	items := func(s *scene, by string) []signedItem {
		return []signedItem{{"a", s.signature(by, "one")}, {"b", s.signature(by, "two")}}
	}
	for name, c := range map[string]struct {
		items func(s *scene) []signedItem
		want  diia.Failure // empty: good
	}{
		"as it should be": {items: func(s *scene) []signedItem { return items(s, testpki.Person) }},
		"in another order": {items: func(s *scene) []signedItem {
			i := items(s, testpki.Person)
			return []signedItem{i[1], i[0]}
		}},
		"by Kupyna":      {items: func(s *scene) []signedItem { return items(s, testpki.Kupyna) }},
		"one is missing": {want: diia.WrongAnswer, items: func(s *scene) []signedItem { return items(s, testpki.Person)[:1] }},
		"one too many": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			return append(items(s, testpki.Person), signedItem{"c", s.signature(testpki.Person, "three")})
		}},
		"one twice": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			i := items(s, testpki.Person)
			return []signedItem{i[0], i[0]}
		}},
		"signatures exchanged": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			i := items(s, testpki.Person)
			return []signedItem{{"a", i[1].Signature}, {"b", i[0].Signature}}
		}},
		"another document": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			return []signedItem{{"a", s.signature(testpki.Person, "one")}, {"b", s.signature(testpki.Person, "2")}}
		}},
		"by two people": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			return []signedItem{items(s, testpki.Person)[0], items(s, testpki.FOP)[1]}
		}},
		"a document within": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			i := items(s, testpki.Person)
			i[0].Signature = s.signature(testpki.Person, "one", func(c *cades.Signer) { c.Detached = false })
			return i
		}},
		"as a login": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			i := items(s, testpki.Person)
			i[0].Signature = s.signature(testpki.Person, "one", func(c *cades.Signer) { c.ContentType = login.OID })
			return i
		}},
		"no CMS": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			return []signedItem{items(s, testpki.Person)[0], {"b", []byte("signature")}}
		}},
		"a signature without an end": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			return []signedItem{items(s, testpki.Person)[0], {"b", make([]byte, relying.MaxToken+1)}}
		}},
		"a signature many times": {want: diia.WrongAnswer, items: func(s *scene) []signedItem {
			i := items(s, testpki.Person)
			reader, err := cms.NewReader(bytes.NewReader(i[0].Signature))
			require.NoError(s, err)
			signed, err := reader.SignedData()
			require.NoError(s, err)
			signed.SignerInfos = slices.Repeat(signed.SignerInfos, 2)
			i[0].Signature, err = signed.Marshal(nil)
			require.NoError(s, err)
			return i
		}},
		"a certificate of somebody's own root": {want: diia.Untrusted, items: func(s *scene) []signedItem { return items(s, testpki.Foreign) }},
		"a certificate that its owner made":    {want: diia.Untrusted, items: func(s *scene) []signedItem { return items(s, testpki.SelfMade) }},
		"an expired certificate":               {want: diia.Expired, items: func(s *scene) []signedItem { return items(s, testpki.Expired) }},
		"a certificate not valid yet":          {want: diia.NotYetValid, items: func(s *scene) []signedItem { return items(s, testpki.NotYet) }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			r := s.sign(diia.Document{Name: "a", Content: []byte("one")}, diia.Document{Name: "b", Content: []byte("two")})
			callback := s.catch(r)
			callback.put(t, map[string]any{"signedItems": c.items(s)})
			answer := s.deliver(callback)
			if c.want == "" {
				assert.JSONEq(t, `{"success": true}`, answer.Body.String())
				_, err := s.desk.Collect(t.Context(), session, r.ID)
				assert.NoError(t, err)
				return
			}
			assert.Equal(t, http.StatusBadRequest, answer.Code)
			assert.JSONEq(t, `{"success": false}`, answer.Body.String())
			assert.Equal(t, c.want, failure(t, s.desk.Wait(t.Context(), session, r.ID)))
		})
	}
}

// TestForgedSignIn has one row for each callback to a sign-in that is none.
func TestForgedSignIn(t *testing.T) {
	for name, forge := range map[string]func(s *scene, c *caught, trace string){
		"a signature of another sign-in": func(s *scene, c *caught, trace string) {
			other := s.catch(s.signIn())
			c.header.Set("Content-Type", other.header.Get("Content-Type"))
			c.body = other.body
		},
		"its own signature of something": func(s *scene, c *caught, trace string) {
			c.put(s.T, map[string]any{"requestId": trace, "signature": s.signature(testpki.Person, "something")})
		},
		"of the name at Diia, not of the identifier": func(s *scene, c *caught, trace string) {
			c.put(s.T, map[string]any{"requestId": trace, "signature": s.signature(testpki.Person, trace)})
		},
		"another action": func(s *scene, c *caught, trace string) {
			c.header.Set(diia.ActionHeader, string(diia.HashedFilesSigning))
			c.put(s.T, map[string]any{"signedItems": []signedItem{{"", s.signature(testpki.Person, "something")}}})
		},
		"no signature": func(s *scene, c *caught, trace string) { c.put(s.T, map[string]any{"requestId": trace}) },
		"no JSON":      func(_ *scene, c *caught, _ string) { c.form("<xml/>") },
		"no base64":    func(_ *scene, c *caught, _ string) { c.body = bytes.Replace(c.body, []byte("ey"), []byte("!!"), 1) },
		"another field": func(_ *scene, c *caught, _ string) {
			c.body = bytes.Replace(c.body, []byte("encodeData"), []byte("data"), 1)
		},
		"no end":             func(_ *scene, c *caught, _ string) { c.body = c.body[:len(c.body)/2] },
		"no form":            func(_ *scene, c *caught, _ string) { c.header.Set("Content-Type", "application/json") },
		"a form of one kind": func(_ *scene, c *caught, _ string) { c.header.Set("Content-Type", "multipart/related; boundary=b") },
		"no boundary":        func(_ *scene, c *caught, _ string) { c.header.Set("Content-Type", "multipart/mixed") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			r := s.signIn()
			c := s.catch(r)
			forge(s, c, c.header.Get(diia.TraceHeader))
			assert.Equal(t, http.StatusBadRequest, s.deliver(c).Code)
			assert.Equal(t, diia.WrongAnswer, failure(t, s.desk.Wait(t.Context(), session, r.ID)))
			_, err := s.desk.Collect(t.Context(), session, r.ID)
			assert.Equal(t, diia.WrongAnswer, failure(t, err))
		})
	}
}

// TestCallbacksForNobody change nothing: the request waits on.
func TestCallbacksForNobody(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*caught)
		status int
	}{
		"another trace":       {func(c *caught) { c.header.Set(diia.TraceHeader, "another") }, 404},
		"no trace":            {func(c *caught) { c.header.Del(diia.TraceHeader) }, 400},
		"a trace without end": {func(c *caught) { c.header.Set(diia.TraceHeader, strings.Repeat("a", 1000)) }, 400},
		"no action":           {func(c *caught) { c.header.Del(diia.ActionHeader) }, 400},
		"an unknown action":   {func(c *caught) { c.header.Set(diia.ActionHeader, "sharing") }, 400},
		"too long":            {func(c *caught) { c.body = make([]byte, diia.MaxCallback+1) }, 400},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			r := s.signIn()
			good := s.catch(r)
			bad := &caught{good.header.Clone(), good.body}
			c.change(bad)
			answer := s.deliver(bad)
			assert.Equal(t, c.status, answer.Code)
			assert.JSONEq(t, `{"success": false}`, answer.Body.String())
			assert.Equal(t, http.StatusOK, s.deliver(good).Code)
			_, err := s.desk.Collect(t.Context(), session, r.ID)
			assert.NoError(t, err)
		})
	}
}

// TestCallbackForNobodyIsNotRead: who knows no trace makes the cabinet hold nothing.
func TestCallbackForNobodyIsNotRead(t *testing.T) {
	s := newScene(t)
	done := s.catch(s.signIn())
	require.Equal(t, http.StatusOK, s.deliver(done).Code)
	for name, c := range map[string]struct {
		trace string
		want  error
	}{
		"another trace": {"another", diia.ErrUnknown},
		"no trace":      {"", diia.ErrCallback},
		"a replay":      {done.header.Get(diia.TraceHeader), diia.ErrReplayed},
	} {
		t.Run(name, func(t *testing.T) {
			body := bytes.NewReader(make([]byte, diia.MaxCallback))
			r := httptest.NewRequest(http.MethodPost, "/diia", body)
			r.Header = done.header.Clone()
			r.Header.Set(diia.TraceHeader, c.trace)
			s.desk.Callback(httptest.NewRecorder(), r)
			assert.ErrorIs(t, s.lastRefusal(), c.want)
			assert.Equal(t, diia.MaxCallback, body.Len())
		})
	}
}

func TestCallbackThatBreaksOff(t *testing.T) {
	s := newScene(t)
	r := s.signIn()
	c := s.catch(r)
	broken := httptest.NewRequest(http.MethodPost, "/", io.MultiReader(
		bytes.NewReader(c.body[:100]), iotest.ErrReader(io.ErrUnexpectedEOF)))
	broken.Header = c.header
	w := httptest.NewRecorder()
	s.desk.Callback(w, broken)
	assert.Equal(t, http.StatusBadRequest, w.Code)
	assert.Equal(t, http.StatusOK, s.deliver(c).Code, "what did not arrive can come again")

	w = httptest.NewRecorder()
	s.desk.Callback(w, httptest.NewRequest(http.MethodGet, "/", nil))
	assert.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

// TestReplay: a callback counts once, before and after its result is collected,
// and too late not at all.
func TestReplay(t *testing.T) {
	s := newScene(t)
	r := s.signIn()
	c := s.catch(r)
	assert.Equal(t, http.StatusOK, s.deliver(c).Code)
	assert.Equal(t, http.StatusConflict, s.deliver(c).Code)
	_, err := s.desk.Collect(t.Context(), session, r.ID)
	require.NoError(t, err)
	assert.Equal(t, http.StatusConflict, s.deliver(c).Code)
	_, err = s.desk.Collect(t.Context(), session, r.ID)
	assert.ErrorIs(t, err, diia.ErrUnknown)

	r = s.signIn()
	c = s.catch(r)
	s.pass(diia.Life)
	assert.Equal(t, http.StatusNotFound, s.deliver(c).Code)
	_, err = s.desk.Collect(t.Context(), session, r.ID)
	assert.ErrorIs(t, err, diia.ErrUnknown)
}

// TestReplayAtOnce has many copies of a callback, and many who collect.
func TestReplayAtOnce(t *testing.T) {
	s := newScene(t)
	r := s.signIn()
	c := s.catch(r)
	var accepted, collected atomic.Int32
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if s.deliver(&caught{c.header.Clone(), c.body}).Code == http.StatusOK {
				accepted.Add(1)
			}
			if _, err := s.desk.Collect(t.Context(), session, r.ID); err == nil {
				collected.Add(1)
			}
		})
	}
	wait.Wait()
	assert.EqualValues(t, 1, accepted.Load())
	if _, err := s.desk.Collect(t.Context(), session, r.ID); err == nil {
		collected.Add(1)
	}
	assert.EqualValues(t, 1, collected.Load())
}

// TestResultWaitsToBeCollected, but not for ever.
func TestResultWaitsToBeCollected(t *testing.T) {
	s := newScene(t)
	r := s.signIn()
	s.press(r, "confirm")
	s.pass(diia.Life + diia.Keep - time.Second)
	assert.NoError(t, s.desk.Wait(t.Context(), session, r.ID))
	s.pass(time.Second)
	_, err := s.desk.Collect(t.Context(), session, r.ID)
	assert.ErrorIs(t, err, diia.ErrUnknown)
}

// lost is a store that does not do one thing: a method, for keys that begin so.
type lost struct {
	store.Store
	method, keys string
}

var errLost = errors.New("connection refused")

func (l lost) fails(method, key string) bool {
	return method == l.method && strings.HasPrefix(key, l.keys)
}

func (l lost) Add(ctx context.Context, key string, value []byte, expires time.Time) (bool, error) {
	if l.fails("add", key) {
		return false, errLost
	}
	return l.Store.Add(ctx, key, value, expires)
}

func (l lost) Look(ctx context.Context, key string) ([]byte, error) {
	if l.fails("look", key) {
		return nil, errLost
	}
	return l.Store.Look(ctx, key)
}

func (l lost) Take(ctx context.Context, key string) ([]byte, error) {
	if l.fails("take", key) {
		return nil, errLost
	}
	return l.Store.Take(ctx, key)
}

// TestStoreThatFails: nothing is accepted then, and what was not accepted may come
// again.
func TestStoreThatFails(t *testing.T) {
	s := newScene(t)
	memory := s.desk.Requests
	for _, keys := range []string{"request:", "trace:"} {
		s.desk.Requests = lost{memory, "add", keys}
		_, err := s.desk.SignIn(t.Context(), session)
		assert.ErrorIs(t, err, errLost, keys)
	}

	s.desk.Requests = memory
	r := s.signIn()
	c := s.catch(r)
	for _, fault := range []lost{{memory, "look", "trace:"}, {memory, "look", "claimed:"}, {memory, "look", "request:"}, {memory, "add", "claimed:"}} {
		s.desk.Requests = fault
		assert.Equal(t, http.StatusServiceUnavailable, s.deliver(c).Code, "%s %s", fault.method, fault.keys)
	}
	s.desk.Requests = memory
	assert.Equal(t, http.StatusOK, s.deliver(c).Code, "Diia may try again")
	for _, fault := range []lost{{memory, "look", "request:"}, {memory, "look", "outcome:"}} {
		s.desk.Requests = fault
		assert.ErrorIs(t, s.desk.Wait(t.Context(), session, r.ID), errLost, fault.keys)
	}
	for _, fault := range []lost{{memory, "look", "request:"}, {memory, "take", "outcome:"}} {
		s.desk.Requests = fault
		_, err := s.desk.Collect(t.Context(), session, r.ID)
		assert.ErrorIs(t, err, errLost, fault.keys)
	}
	s.desk.Requests = lost{memory, "take", "request:"}
	_, err := s.desk.Collect(t.Context(), session, r.ID)
	assert.NoError(t, err, "what is left expires")
	_, err = s.desk.Collect(t.Context(), session, r.ID)
	assert.ErrorIs(t, err, diia.ErrUnknown)

	s.desk.Requests = lost{memory, "add", "outcome:"}
	r = s.signIn()
	assert.Equal(t, http.StatusServiceUnavailable, s.deliver(s.catch(r)).Code)
	_, err = s.desk.Collect(t.Context(), session, r.ID)
	assert.ErrorIs(t, err, diia.ErrUnknown)
}

// TestHashOfItsOwn: an acquirer may come to know that Diia takes another.
func TestHashOfItsOwn(t *testing.T) {
	s := newScene(t)
	s.desk.Hash = pki.Kupyna256
	r := s.sign(diia.Document{Name: "a", Content: []byte("one")})
	c := s.catch(r)
	c.put(t, map[string]any{"signedItems": []signedItem{{"a", s.signature(testpki.Person, "one", func(signer *cades.Signer) {
		signer.Hash = pki.Kupyna256
	})}}})
	assert.Equal(t, http.StatusOK, s.deliver(c).Code)
	done, err := s.desk.Collect(t.Context(), session, r.ID)
	require.NoError(t, err)
	assert.Equal(t, pki.Kupyna256, done.Visitor.Hash)
}
