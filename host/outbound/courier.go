// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Bounds of what a courier asks of a host.
const (
	maxPerHost   = 2               // requests at a time
	firstBackOff = 2 * time.Second // doubled with each failure
	maxBackOff   = 5 * time.Minute
)

// ErrBackingOff says that the host failed a moment ago and is left alone for a
// while. Nothing was sent.
var ErrBackingOff = errors.New("outbound: host failed and is left alone for now")

// A Courier carries the requests of work that has many: no more than two at a
// time to one host, and none for a while to one that was unreachable or said
// that it cannot cope. It may be used from many goroutines.
type Courier struct {
	client *Client

	mu    sync.Mutex
	hosts map[string]*traffic // by endpoint
}

// traffic is what goes on between a courier and a host.
type traffic struct {
	slots    chan struct{}
	failures int       // since the last success
	until    time.Time // when the host may be asked again
}

// NewCourier makes a courier for the hosts of a client.
func NewCourier(c *Client) *Courier { return &Courier{client: c, hosts: map[string]*traffic{}} }

// Vouch is [Client.Vouch].
func (c *Courier) Vouch(urls []string) { c.client.Vouch(urls) }

// Allow is [Client.Allow].
func (c *Courier) Allow(url string) { c.client.Allow(url) }

// Post is [Client.Post].
func (c *Courier) Post(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error) {
	return c.carry(ctx, url, func() ([]byte, error) { return c.client.Post(ctx, url, contentType, body, limit) })
}

// Get is [Client.Get].
func (c *Courier) Get(ctx context.Context, url string, limit int64) ([]byte, error) {
	return c.carry(ctx, url, func() ([]byte, error) { return c.client.Get(ctx, url, limit) })
}

func (c *Courier) carry(ctx context.Context, to string, send func() ([]byte, error)) ([]byte, error) {
	target, err := url.Parse(to)
	if err != nil {
		return nil, ErrForbiddenHost
	}
	endpoint := endpointOf(target)
	if _, known := c.client.hosts.find(endpoint); !known {
		return nil, fmt.Errorf("%w: %q", ErrForbiddenHost, target.Host)
	}
	t := c.traffic(endpoint)
	select {
	case t.slots <- struct{}{}:
		defer func() { <-t.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: %w", target.Host, context.Cause(ctx))
	}
	if c.backingOff(t) {
		return nil, fmt.Errorf("%s: %w", target.Host, ErrBackingOff)
	}
	answer, err := send()
	if ctx.Err() == nil {
		c.note(t, err)
	}
	return answer, err
}

func (c *Courier) traffic(endpoint string) *traffic {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, known := c.hosts[endpoint]
	if !known {
		t = &traffic{slots: make(chan struct{}, maxPerHost)}
		c.hosts[endpoint] = t
	}
	return t
}

func (c *Courier) backingOff(t *traffic) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Before(t.until)
}

// note remembers how a request ended.
func (c *Courier) note(t *traffic, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !overburdened(err) {
		t.failures, t.until = 0, time.Time{}
		return
	}
	t.failures++
	wait := maxBackOff
	if t.failures < 16 {
		wait = min(wait, firstBackOff<<(t.failures-1))
	}
	t.until = time.Now().Add(wait)
}

// overburdened reports whether an error says that asking again at once will
// not help.
func overburdened(err error) bool {
	var status *StatusError
	return errors.Is(err, ErrUnreachable) ||
		errors.As(err, &status) && (status.Code >= 500 || status.Code == http.StatusTooManyRequests)
}
