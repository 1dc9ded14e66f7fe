// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package outbound is the only way from this program to the network. It
// speaks to hosts on a list, to those that somebody vouches for because a
// proven certificate names them ([Client.Vouch]) and those that the person at the
// computer names ([Client.Allow]), and to nobody else, whatever answers or name
// servers say: the list is read when a request begins, and every address is judged
// again when it is dialled, after the name was resolved.
//
// No redirect is followed, no cookie kept, nothing decompressed, no connection
// used twice, and every answer has a limit of octets and of time.
//
// A proxy named by the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY) is used
// as is usual. THEN THE PROXY RESOLVES THE NAMES, and which addresses may be
// reached is its decision: only the list of hosts still holds. Loopback names
// never go to a proxy.
package outbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// TimeLimit is what a request may take, from the resolving of the name to the
// last octet of the answer.
const TimeLimit = 10 * time.Second

// Errors of [Client.Post] and [Client.Get], apart from [StatusError] and the caller's own
// context.
var (
	// ErrForbiddenHost says that the URL is not one of a host on the list.
	ErrForbiddenHost = errors.New("outbound: host is not on the list")
	// ErrPrivateAddress says that the host's name resolves to an address that
	// is not one of the public Internet.
	ErrPrivateAddress = errors.New("outbound: host has a private address")
	// ErrRedirect says that the host sends elsewhere.
	ErrRedirect = errors.New("outbound: host redirects")
	// ErrTooLarge says that the answer is longer than was allowed.
	ErrTooLarge = errors.New("outbound: answer is too large")
	// ErrUnreachable says that no answer came: no such name, no connection,
	// a failed handshake, an answer that broke off, or none in time.
	ErrUnreachable = errors.New("outbound: host is unreachable")
)

// A StatusError is an answer other than 200, redirects apart.
type StatusError struct {
	Code int // HTTP status
}

func (e *StatusError) Error() string { return fmt.Sprintf("outbound: host answers %d", e.Code) }

// A Client sends requests. It may be used from many goroutines, keeps
// no connections and needs no closing.
type Client struct {
	hosts  *hosts
	direct http.RoundTripper
	byway  http.RoundTripper // through a proxy
	proxy  func(*http.Request) (*url.URL, error)
}

// New makes a client for the hosts of a list. A host that is listed both as
// private and not is private.
func New(list []Host) *Client {
	c := &Client{hosts: newHosts(list), proxy: http.ProxyFromEnvironment}
	c.direct = c.transport(nil)
	c.byway = c.transport(func(r *http.Request) (*url.URL, error) { return c.proxy(r) })
	return c
}

// Vouch lets the client speak, from now on, to the hosts that URLs lead to,
// beside those of its list; to public addresses alone. WHOEVER VOUCHES FOR A
// HOST MAKES THE PROGRAM SPEAK TO IT, so it must be named by a certificate that
// stands under a pinned root. Other than http and https URLs are passed over, as
// are all beyond the number of hosts that any work needs.
func (c *Client) Vouch(urls []string) { c.hosts.add(urls, false) }

// Allow is Vouch for a URL that a person wrote on this computer's command line,
// who may mean an address of the inner network too. NO OTHER TEXT MAY COME HERE.
func (c *Client) Allow(url string) { c.hosts.add([]string{url}, true) }

// Post sends body to an http or https URL of a listed host and returns the
// answer, of at most limit octets. An empty contentType sends none. It ends
// with ctx, and after [TimeLimit] at the latest.
func (c *Client) Post(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error) {
	return c.ask(ctx, http.MethodPost, url, contentType, bytes.NewReader(body), limit)
}

// Get fetches an http or https URL of a listed host, of at most limit octets.
// It ends as [Client.Post] does.
func (c *Client) Get(ctx context.Context, url string, limit int64) ([]byte, error) {
	return c.ask(ctx, http.MethodGet, url, "", nil, limit)
}

func (c *Client) ask(ctx context.Context, method, url, contentType string, body io.Reader, limit int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, TimeLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return nil, ErrForbiddenHost
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, answer, err := c.exchange(request, limit)
	switch {
	case err != nil:
		return nil, err
	case response.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s: %w", request.URL.Host, &StatusError{response.StatusCode})
	}
	return answer, nil
}

// send sends a request and reads the answer. Of one that is no success what is over
// the limit is cut off: it says why there is no better one.
func (c *Client) send(request *http.Request, limit int64) (*http.Response, []byte, error) {
	proxy, err := c.proxy(request)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: proxy: %w", ErrUnreachable, err)
	}
	way := c.direct
	if proxy != nil {
		way = c.byway
	}
	response, err := way.RoundTrip(request)
	switch {
	case errors.Is(err, ErrPrivateAddress):
		return nil, nil, ErrPrivateAddress
	case err != nil:
		return nil, nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer response.Body.Close()
	good := response.StatusCode/100 == 2
	switch {
	case response.StatusCode/100 == 3:
		return nil, nil, ErrRedirect
	case good && response.ContentLength > limit:
		return nil, nil, ErrTooLarge
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	switch {
	case good && int64(len(answer)) > limit:
		return nil, nil, ErrTooLarge
	case good && err != nil:
		return nil, nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	return response, answer[:min(int64(len(answer)), limit)], nil
}
