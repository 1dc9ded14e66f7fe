// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"net"
	"net/url"
	"strings"
	"sync"
)

// A Host is one that may be spoken to.
type Host struct {
	// Name is "ca.example.ua", which is that host at the ports 80 for http and
	// 443 for https, or "ca.example.ua:8080", which is that port alone. An
	// address may stand for the name, one of IPv6 in brackets. Case does not
	// matter; nothing else is like another name.
	Name string
	// Private hosts may have private and loopback addresses, because an
	// administrator of this machine named them.
	Private bool
}

// endpoints lists what a host's name allows as host:port.
func (h Host) endpoints() []string {
	name := strings.ToLower(h.Name)
	if host, port, err := net.SplitHostPort(name); err == nil {
		return []string{net.JoinHostPort(host, port)}
	}
	host := strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	return []string{net.JoinHostPort(host, "80"), net.JoinHostPort(host, "443")}
}

// endpointOf is where a URL leads, as host:port, or empty for a URL that is
// no plain http or https one. A bare host's name allows both ports to both
// schemes, which harms nobody.
func endpointOf(u *url.URL) string {
	if u.User != nil || u.Hostname() == "" {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// maxAdded is how many endpoints may be added to the list. Ukraine's providers are
// some thirty.
const maxAdded = 512

// hosts are those that a client may speak to, by endpoint.
type hosts struct {
	listed map[string]Host

	mu    sync.RWMutex
	added map[string]Host
}

func newHosts(list []Host) *hosts {
	h := &hosts{listed: map[string]Host{}, added: map[string]Host{}}
	for _, host := range list {
		for _, endpoint := range host.endpoints() {
			private := host.Private || h.listed[endpoint].Private
			h.listed[endpoint] = Host{Name: endpoint, Private: private}
		}
	}
	return h
}

func (h *hosts) find(endpoint string) (Host, bool) {
	if host, listed := h.listed[endpoint]; listed {
		return host, true
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	host, added := h.added[endpoint]
	return host, added
}

// add takes hosts beside those of the list. One that is private stays so.
func (h *hosts) add(urls []string, private bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, text := range urls {
		u, err := url.Parse(text)
		if err != nil || len(h.added) >= maxAdded {
			continue
		}
		if endpoint := endpointOf(u); endpoint != "" {
			h.added[endpoint] = Host{Name: endpoint, Private: private || h.added[endpoint].Private}
		}
	}
}
