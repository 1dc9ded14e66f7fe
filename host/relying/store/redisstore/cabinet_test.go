// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package redisstore_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
	"github.com/pidpys/pidpys/host/testpki"
)

// session is one visitor's browser.
const session = "a browser"

// cabinet is two servers, their Redis, Diia and a visitor with a key and a phone.
type cabinet struct {
	*testing.T
	settings settings
	redis    *redisServer
	who      *testpki.Subscriber
	callback balancer
}

func newCabinet(t *testing.T) *cabinet {
	c := &cabinet{T: t, redis: startRedis(t)}
	authorities := testpki.New(noon)
	c.who = authorities.Subscriber(testpki.Person)
	web := httptest.NewUnstartedServer(nil)
	base := "http://" + web.Listener.Addr().String()
	simulated := diiatest.New(diiatest.Options{
		Base: base, Token: "acquirer-token", Callback: origin + "/callback", HTTP: &http.Client{Transport: &c.callback},
		DSTU: c.who, ECDSA: authorities.Subscriber(testpki.ECDSAPerson), Stranger: authorities.Subscriber(testpki.Foreign), Now: noon,
	})
	web.Config.Handler = simulated
	web.Start()
	t.Cleanup(func() { web.Close(); simulated.Close() })

	acquirer := &diia.Acquirer{Host: base, Token: []byte("acquirer-token"), Now: noon}
	branch, err := acquirer.CreateBranch(t.Context(), diia.Branch{
		Name: "Кабінет", Location: "м. Вишневе", Street: "вул. Київська", House: "2г", Scopes: diia.Scopes{DiiaID: []diia.Action{diia.Auth}},
	})
	require.NoError(t, err)
	offer, err := acquirer.CreateOffer(t.Context(), branch, diia.Offer{Name: "Вхід", Scopes: diia.Scopes{DiiaID: []diia.Action{diia.Auth}}})
	require.NoError(t, err)
	c.settings = settings{Redis: "unix://" + c.redis.socket, Key: relying.NewKey(), Diia: base, Branch: branch, Offer: offer}
	return c
}

// balancer stands before the servers: what comes for the cabinet goes to the first
// that answers.
type balancer struct{ servers []*server }

func (b *balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	for _, s := range b.servers {
		r := r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host, r.Body = "http", s.address, io.NopCloser(bytes.NewReader(body))
		if answer, err := http.DefaultTransport.RoundTrip(r); err == nil {
			return answer, nil
		}
	}
	return nil, errors.New("no server answers")
}

// server is one process.
type server struct {
	*testing.T
	address string
	cmd     *exec.Cmd
	said    *bufio.Reader
}

func (c *cabinet) start(s settings) *server {
	c.Helper()
	text, err := json.Marshal(s)
	require.NoError(c, err)
	started := &server{T: c.T, cmd: exec.Command(os.Args[0])}
	started.cmd.Env = append(os.Environ(), settingsVariable+"="+string(text))
	_, err = started.cmd.StdinPipe() // the server ends when this process does
	require.NoError(c, err)
	said, err := started.cmd.StdoutPipe()
	require.NoError(c, err)
	started.said = bufio.NewReader(said)
	require.NoError(c, started.cmd.Start())
	c.Cleanup(started.kill)
	started.address = started.hears()
	return started
}

// hears is the next line that the server says.
func (s *server) hears() string {
	s.Helper()
	line, err := s.said.ReadString('\n')
	require.NoError(s, err)
	return strings.TrimSpace(line)
}

// kill leaves the server no time for anything.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// ask is the status and the text of an answer; 0 if there is none.
func (s *server) ask(method, path string, body []byte) (int, string) {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), method, "http://"+s.address+path, bytes.NewReader(body))
	require.NoError(s, err)
	request.Header.Set("Session", session)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err.Error()
	}
	return answer.StatusCode, string(text)
}

// token answers a challenge that a server gives out.
func (c *cabinet) token(s *server) []byte {
	c.Helper()
	status, challenge := s.ask("POST", "/challenge", nil)
	require.Equal(c, http.StatusOK, status, challenge)
	statement, err := (&login.Statement{Origin: origin, Challenge: []byte(challenge), Time: noon()}).Marshal()
	require.NoError(c, err)
	token, err := c.who.Sign(cades.Signer{ContentType: login.OID, SigningTime: noon()}, statement)
	require.NoError(c, err)
	return token
}

// signsIn asserts that a token, or what a phone confirmed, opens the cabinet at a
// server.
func (c *cabinet) signsIn(s *server, path string, body []byte) {
	c.Helper()
	status, name := s.ask("POST", path, body)
	assert.Equal(c, http.StatusOK, status, name)
	assert.NotEmpty(c, name)
}

func (c *cabinet) isRefused(s *server, token []byte, with int) {
	c.Helper()
	status, why := s.ask("POST", "/login", token)
	assert.Equal(c, with, status, why)
}

// TestServerIsKilledInMidLogin, while it verifies: another finishes with the same
// token, and none accepts it a second time.
func TestServerIsKilledInMidLogin(t *testing.T) {
	c := newCabinet(t)
	dying := c.settings
	dying.Stuck = true
	a, b := c.start(dying), c.start(c.settings)
	token := c.token(a)
	ended := make(chan int)
	go func() {
		status, _ := a.ask("POST", "/login", token)
		ended <- status
	}()
	require.Equal(t, "verifying", a.hears())
	a.kill()
	assert.Zero(t, <-ended)

	c.signsIn(b, "/login", token)
	c.isRefused(b, token, http.StatusUnauthorized)
	again := c.start(c.settings)
	c.isRefused(again, token, http.StatusUnauthorized)
	c.signsIn(again, "/login", c.token(b))
}

// TestServerIsKilledWhileThePhoneIsAsked: another hears of the confirmation, tells
// the page, and signs the visitor in, once.
func TestServerIsKilledWhileThePhoneIsAsked(t *testing.T) {
	c := newCabinet(t)
	a, b := c.start(c.settings), c.start(c.settings)
	c.callback.servers = []*server{a, b}
	status, text := a.ask("POST", "/diia/start/auth", nil)
	require.Equal(t, http.StatusOK, status, text)
	var request diia.Request
	require.NoError(t, json.Unmarshal([]byte(text), &request))
	a.kill()

	waited := make(chan string)
	go func() {
		_, events := b.ask("GET", "/diia/events/"+request.ID, nil)
		waited <- events
	}()
	pressed, err := http.PostForm(request.Deeplink, url.Values{"answer": {"confirm"}, "check": {"done"}})
	require.NoError(t, err)
	pressed.Body.Close()
	assert.Contains(t, <-waited, "event: confirmed\n")
	c.signsIn(b, "/diia/finish/"+request.ID, nil)
	again, _ := b.ask("POST", "/diia/finish/"+request.ID, nil)
	assert.Equal(t, http.StatusNotFound, again)
}

// TestServersAreAskedAtOnce with one token: one of many attempts is accepted.
func TestServersAreAskedAtOnce(t *testing.T) {
	c := newCabinet(t)
	servers := []*server{c.start(c.settings), c.start(c.settings)}
	for range 3 {
		token := c.token(servers[0])
		var accepted, refused atomic.Int32
		var wait sync.WaitGroup
		for i := range 16 {
			wait.Go(func() {
				switch status, why := servers[i%2].ask("POST", "/login", token); status {
				case http.StatusOK:
					accepted.Add(1)
				case http.StatusUnauthorized:
					refused.Add(1)
				default:
					assert.Fail(t, "neither accepted nor refused", "%d %s", status, why)
				}
			})
		}
		wait.Wait()
		assert.EqualValues(t, 1, accepted.Load())
		assert.EqualValues(t, 15, refused.Load())
	}
}

// TestRedisIsLost: challenges are given out, nobody signs in, and when it is back the
// same token does.
func TestRedisIsLost(t *testing.T) {
	c := newCabinet(t)
	s := c.start(c.settings)
	c.signsIn(s, "/login", c.token(s))
	c.redis.kill()
	token := c.token(s)
	c.isRefused(s, token, http.StatusServiceUnavailable)
	status, text := s.ask("POST", "/diia/start/auth", nil)
	assert.NotEqual(t, http.StatusOK, status, text)

	c.redis.start(t)
	var accepted int
	require.Eventually(t, func() bool {
		accepted, text = s.ask("POST", "/login", token)
		return accepted != http.StatusServiceUnavailable
	}, patience, patience/100)
	assert.Equal(t, http.StatusOK, accepted, fmt.Sprint(text))
	c.isRefused(s, token, http.StatusUnauthorized)
}
