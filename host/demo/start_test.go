// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/demo"
)

// TestPortTaken starts beside a program that has the port already, on either
// loopback: browsers try both for "localhost", IPv6 first, and must not meet
// that program at the cabinet's address.
func TestPortTaken(t *testing.T) {
	for _, loopback := range []string{"127.0.0.1", "::1"} {
		t.Run(loopback, func(t *testing.T) {
			other, err := net.Listen("tcp", net.JoinHostPort(loopback, "0"))
			if err != nil {
				t.Skip(err)
			}
			defer other.Close()
			taken := other.Addr().(*net.TCPAddr).Port

			h, err := demo.Start(taken, demo.Options{})
			require.NoError(t, err)
			defer func() { assert.NoError(t, h.Close(context.Background())) }()
			assert.NotEqual(t, "http://localhost:"+strconv.Itoa(taken), h.Origin)
		})
	}
}

// TestLoopbackOnly asks the cabinet at every address of this computer.
func TestLoopbackOnly(t *testing.T) {
	h, err := house()
	require.NoError(t, err)
	origin, err := url.Parse(h.Origin)
	require.NoError(t, err)
	addresses, err := net.InterfaceAddrs()
	require.NoError(t, err)
	answered := 0
	for _, a := range addresses {
		ip := a.(*net.IPNet).IP
		if ip.IsLinkLocalUnicast() {
			continue // needs a zone
		}
		response, err := http.Get("http://" + net.JoinHostPort(ip.String(), origin.Port()) + "/")
		if err != nil {
			assert.False(t, ip.IsLoopback(), "%s: %v", ip, err)
			continue
		}
		response.Body.Close()
		answered++
		assert.True(t, ip.IsLoopback(), "%s", ip)
	}
	assert.NotZero(t, answered)
}

// TestForeignNames: no site answers to a name that is not the loopback's, though it leads here.
func TestForeignNames(t *testing.T) {
	h, err := house()
	require.NoError(t, err)
	answers := func(origin, host string) int {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, origin+"/", nil)
		require.NoError(t, err)
		request.Host = host
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		defer response.Body.Close()
		return response.StatusCode
	}
	for _, origin := range []string{h.Origin, h.Portal, h.Mail} {
		at, err := url.Parse(origin)
		require.NoError(t, err)
		for _, name := range []string{at.Host, "localhost", "LocalHost:" + at.Port(), "127.0.0.1:" + at.Port(), "[::1]:" + at.Port()} {
			assert.Equal(t, http.StatusOK, answers(origin, name), name)
		}
		for _, name := range []string{
			"evil.example", "evil.example:" + at.Port(), "localhost.evil.example:" + at.Port(), "127.0.0.1.evil.example", "192.0.2.1:" + at.Port(), "0.0.0.0:" + at.Port(), ":" + at.Port(),
		} {
			assert.Equal(t, http.StatusMisdirectedRequest, answers(origin, name), name)
		}
	}
}

// TestToken offers a simulated token and an empty one, and leaves nothing of those
// before.
func TestToken(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tokens")
	for range 2 {
		h, err := demo.Start(0, demo.Options{Token: folder})
		require.NoError(t, err)
		defer func() { assert.NoError(t, h.Close(context.Background())) }()
		tokens, err := simulator.Tokens(folder)
		require.NoError(t, err)
		require.Len(t, tokens, 2)
		for i, keys := range []int{2, 0} {
			state, err := tokens[i].State()
			require.NoError(t, err)
			assert.Equal(t, demo.TokenPIN, state.PIN)
			assert.Equal(t, 3, state.Tries)
			assert.Len(t, state.Keys, keys)
			require.NoError(t, tokens[i].Update(func(s *simulator.State) { s.Tries = 0 }))
		}

		response, err := http.Get(h.Origin + "/api/token")
		require.NoError(t, err)
		defer response.Body.Close()
		var offered demo.SampleToken
		require.NoError(t, json.NewDecoder(response.Body).Decode(&offered))
		assert.Equal(t, h.Token, &offered)
		assert.Equal(t, "Показова Наталія Сергіївна", offered.Owner.Name)
		assert.Equal(t, demo.EmptyTokenName, offered.Empty)
	}
}

// TestModules writes what the native host reads.
func TestModules(t *testing.T) {
	module := demo.Simulated(filepath.Join(t.TempDir(), "module.so"), t.TempDir())
	path := filepath.Join(t.TempDir(), "modules.json")
	require.NoError(t, demo.WriteModules(path, module))
	settings := config.ReadFrom(path)
	require.Empty(t, settings.Faults)
	assert.Equal(t, []config.Module{module}, settings.Modules)
	assert.True(t, module.Simulated)
}

// TestPortalBeside is led to from the cabinet's page, and has its letters read at a third site.
func TestPortalBeside(t *testing.T) {
	h, err := house()
	require.NoError(t, err)
	assert.Len(t, map[string]bool{h.Origin: true, h.Portal: true, h.Mail: true}, 3)
	response, err := http.Get(h.Origin + "/portal")
	require.NoError(t, err)
	response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode)
	assert.Equal(t, strings.TrimPrefix(h.Portal, "http://"), response.Request.URL.Host)
	for _, path := range []string{h.Portal + "/register/", h.Portal + "/confirm/", h.Portal + "/cabinet/", h.Portal + "/shared/errand.js", h.Portal + "/pidpys/client.js", h.Mail + "/", h.Mail + "/shared/language.js"} {
		response, err := http.Get(path)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, http.StatusOK, response.StatusCode, path)
	}
}
