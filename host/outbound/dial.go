// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
)

// maxHeader limits the octets of an answer's header.
const maxHeader = 16 << 10

// transport makes what carries requests: straight to the host, with every
// address judged, or to the proxy, whose address the environment vouches for.
func (c *Client) transport(proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	t := &http.Transport{
		Proxy:                  proxy,
		DialContext:            (&net.Dialer{Timeout: TimeLimit}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    TimeLimit,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true,
		DisableKeepAlives:      true,
	}
	if proxy == nil {
		t.DialContext = c.dial
	}
	return t
}

// dial connects to a host that may be spoken to. The dialer resolves the name and calls back
// for every address it tries, so that a name server cannot answer one thing
// to a check and another to the connection.
func (c *Client) dial(ctx context.Context, network, endpoint string) (net.Conn, error) {
	host, known := c.hosts.find(strings.ToLower(endpoint))
	if !known {
		return nil, fmt.Errorf("%w: %q", ErrForbiddenHost, endpoint)
	}
	dialer := net.Dialer{Timeout: TimeLimit, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !permitted(at.Addr(), host.Private) {
			return ErrPrivateAddress
		}
		return nil
	}}
	return dialer.DialContext(ctx, network, endpoint)
}
