// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package loopback

import (
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const provider = "https://provider.example/authorize?request_uri=urn%3Aone-look"

// TestLead: whoever only looks is not led on.
func TestLead(t *testing.T) {
	l, err := LeadTo(provider)
	require.NoError(t, err)
	defer l.Close()
	for name, c := range map[string]struct {
		method, target, host, to string
		status                   int
	}{
		"the browser goes there": {http.MethodGet, l.URL(), "", provider, http.StatusFound},
		"it looks first":         {http.MethodHead, l.URL(), "", "", http.StatusNoContent},
		"a form":                 {http.MethodPost, l.URL(), "", "", http.StatusMethodNotAllowed},
		"another path":           {http.MethodGet, "http://" + l.place.host + "/", "", "", http.StatusNotFound},
		"a query":                {http.MethodGet, l.URL() + "?a=b", "", "", http.StatusNotFound},
		"another host":           {http.MethodGet, l.URL(), "rebound.example", "", http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), c.method, c.target, nil)
			require.NoError(t, err)
			request.Host = c.host
			response, err := http.DefaultTransport.RoundTrip(request)
			require.NoError(t, err)
			response.Body.Close()
			assert.Equal(t, c.status, response.StatusCode)
			assert.Equal(t, c.to, response.Header.Get("Location"))
			assert.Equal(t, "no-store", response.Header.Get("Cache-Control"))
		})
	}
	require.NoError(t, l.Close())
	_, err = net.Dial("tcp4", l.place.host)
	assert.Error(t, err, "the port is free")
}
