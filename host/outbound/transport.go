// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Transport lends the client to code that speaks HTTP by itself, as clients of
// OAuth do, under the same rules: listed hosts, no redirects ([ErrRedirect]), and at
// most limit octets of an answer, whatever its status. An answer is whole in memory
// before it is returned, and there within that time; more than [TimeLimit] is for
// hosts that answer only when a person has done something. To connect takes no
// longer for that.
func (c *Client) Transport(limit int64, within time.Duration) http.RoundTripper {
	return &transport{c, limit, within}
}

type transport struct {
	client *Client
	limit  int64
	within time.Duration
}

func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		defer request.Body.Close()
	}
	ctx, cancel := context.WithTimeout(request.Context(), t.within)
	defer cancel()
	request = request.Clone(ctx)
	response, body, err := t.client.exchange(request, t.limit)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	response.Request = request
	return response, nil
}

// exchange sends a request, once it is known to lead to a listed host, and reads
// the answer, whatever its status.
func (c *Client) exchange(request *http.Request, limit int64) (*http.Response, []byte, error) {
	if _, known := c.hosts.find(endpointOf(request.URL)); !known {
		return nil, nil, fmt.Errorf("%w: %q", ErrForbiddenHost, request.URL.Host)
	}
	request.Header.Set("User-Agent", "Pidpys")
	response, body, err := c.send(request, limit)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", request.URL.Host, err)
	}
	return response, body, nil
}
