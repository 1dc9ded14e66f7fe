// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/qr"
)

// uri holds all characters that a URI may be made of: RFC 3986, section 2. What
// programs disagree about, as backslashes and spaces, is not among them.
var uri = regexp.MustCompile(`^[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+$`)

// checkLink holds a link for people, if there is one, to the provider's own hosts.
// The error is [key.ErrAnswer].
func (d Description) checkLink(link string) error {
	if link == "" {
		return nil
	}
	u, err := url.Parse(link)
	switch {
	case len(link) > qr.MaxText || !uri.MatchString(link) || err != nil:
		return fmt.Errorf("%w: no link", key.ErrAnswer)
	case !d.Owns(u):
		return fmt.Errorf("%w: a link to %q", key.ErrAnswer, u.Scheme+"://"+u.Host)
	}
	return nil
}

// Owns reports whether an address is one of the provider's own hosts, by https
// unless the provider is Plain, and names no user there.
func (d Description) Owns(u *url.URL) bool {
	secure := u.Scheme == "https" || u.Scheme == "http" && d.Plain
	return secure && u.User == nil && slices.ContainsFunc(d.Hosts, func(own string) bool {
		return endpoint(u.Scheme, own) == endpoint(u.Scheme, u.Host)
	})
}

// endpoint is a host with its port, so that it can be compared.
func endpoint(scheme, host string) string {
	host = strings.ToLower(host)
	if u := (&url.URL{Host: host}); u.Port() == "" {
		port := map[string]string{"https": "443", "http": "80"}[scheme]
		host = net.JoinHostPort(u.Hostname(), port)
	}
	return host
}
