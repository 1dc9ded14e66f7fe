// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"net/netip"
	"slices"
)

// The addresses that are not of the public Internet, by the registries of
// special-purpose addresses (RFC 6890) as of 2026.
var (
	// private are those that an organisation or a machine gives itself.
	private = prefixes(
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // RFC 1918
		"100.64.0.0/10", // RFC 6598: behind a provider's NAT, and of private networks over others
		"127.0.0.0/8", "::1/128",
		"fc00::/7", // RFC 4193: unique local
	)
	// special are those that no server has, or that hide another address.
	special = prefixes(
		"0.0.0.0/8",                                         // this network
		"169.254.0.0/16",                                    // link-local; where clouds keep machines' secrets
		"192.0.0.0/24",                                      // protocol assignments
		"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation
		"192.88.99.0/24", // 6to4 relays
		"198.18.0.0/15",  // benchmarks
		"224.0.0.0/4",    // multicast
		"240.0.0.0/4",    // reserved, broadcast
		"2001::/23",      // protocol assignments, Teredo among them
		"2001:db8::/32",  // documentation
		"2002::/16",      // 6to4
		"3fff::/20",      // documentation
	)
	// global is where unicast addresses of the public IPv6 Internet are.
	global = netip.MustParsePrefix("2000::/3")
	// translated holds IPv4 addresses as networks with IPv6 alone reach
	// them, RFC 6052 section 2.1.
	translated = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// permitted reports whether an address may be dialled. An IPv4 address within
// one of IPv6 is judged as what it is.
func permitted(at netip.Addr, privateToo bool) bool {
	if at.Zone() != "" {
		return false
	}
	at = at.Unmap()
	if translated.Contains(at) {
		octets := at.As16()
		at = netip.AddrFrom4([4]byte(octets[12:]))
	}
	within := func(p netip.Prefix) bool { return p.Contains(at) }
	switch {
	case slices.ContainsFunc(private, within):
		return privateToo
	case slices.ContainsFunc(special, within):
		return false
	}
	return at.Is4() || global.Contains(at)
}
