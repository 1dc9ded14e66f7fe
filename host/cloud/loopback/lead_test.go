// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package loopback

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const provider = "https://provider.example/authorize?client_id=\"a\"&request_uri=urn%3Aone-look"

// TestLead: who only fetches the address is not led on.
func TestLead(t *testing.T) {
	l, err := LeadTo(provider)
	require.NoError(t, err)
	defer l.Close()
	for name, c := range map[string]struct {
		method, target, host string
		status               int
	}{
		"the browser, twice": {http.MethodGet, l.URL(), "", http.StatusOK},
		"a form":             {http.MethodPost, l.URL(), "", http.StatusMethodNotAllowed},
		"another path":       {http.MethodGet, "http://" + l.place.host + "/", "", http.StatusNotFound},
		"a query":            {http.MethodGet, l.URL() + "?a=b", "", http.StatusNotFound},
		"another host":       {http.MethodGet, l.URL(), "rebound.example", http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 {
				request, err := http.NewRequestWithContext(t.Context(), c.method, c.target, nil)
				require.NoError(t, err)
				request.Host = c.host
				response, err := http.DefaultTransport.RoundTrip(request)
				require.NoError(t, err)
				body, err := io.ReadAll(response.Body)
				require.NoError(t, err)
				response.Body.Close()
				assert.Equal(t, c.status, response.StatusCode)
				const shown = `content="0; url=https://provider.example/authorize?client_id=&#34;a&#34;&amp;request_uri=urn%3Aone-look"`
				assert.Equal(t, c.status == http.StatusOK, strings.Contains(string(body), shown))
				assert.NotContains(t, response.Header, "Location")
			}
		})
	}
	require.NoError(t, l.Close())
	_, err = net.Dial("tcp4", l.place.host)
	assert.Error(t, err, "the port is free")
}
