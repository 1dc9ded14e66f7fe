// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo_test

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

			h, err := demo.Start(taken, nil)
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
