// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPermitted(t *testing.T) {
	const (
		never = iota
		named // only where an administrator named the host
		always
	)
	for address, want := range map[string]int{
		"8.8.8.8":              always,
		"193.29.204.1":         always,
		"172.15.255.255":       always,
		"172.32.0.0":           always,
		"100.63.255.255":       always,
		"100.128.0.0":          always,
		"2a00:1450::1":         always,
		"2001:200::1":          always,
		"::ffff:8.8.8.8":       always,
		"64:ff9b::808:808":     always,
		"10.0.0.1":             named,
		"172.16.0.1":           named,
		"172.31.255.255":       named,
		"192.168.1.1":          named,
		"100.64.0.1":           named,
		"127.0.0.1":            named,
		"127.255.255.254":      named,
		"::1":                  named,
		"fc00::1":              named,
		"fdff::1":              named,
		"::ffff:127.0.0.1":     named,
		"::ffff:10.0.0.1":      named,
		"64:ff9b::7f00:1":      named,
		"64:ff9b::a00:1":       named,
		"0.0.0.0":              never,
		"0.1.2.3":              never,
		"169.254.169.254":      never,
		"192.0.0.1":            never,
		"192.0.2.1":            never,
		"192.88.99.1":          never,
		"198.18.0.1":           never,
		"198.51.100.1":         never,
		"203.0.113.1":          never,
		"224.0.0.1":            never,
		"239.255.255.255":      never,
		"240.0.0.1":            never,
		"255.255.255.255":      never,
		"::":                   never,
		"::127.0.0.1":          never, // IPv4-compatible
		"::ffff:169.254.1.1":   never,
		"64:ff9b::a9fe:a9fe":   never,
		"64:ff9b:1::7f00:1":    never, // RFC 8215
		"100::1":               never, // RFC 6666
		"2001::1":              never, // Teredo
		"2001:20::1":           never, // ORCHIDv2
		"2001:db8::1":          never,
		"2002:7f00:1::1":       never, // 6to4
		"3fff::1":              never,
		"5f00::1":              never, // RFC 9602
		"fe80::1":              never,
		"fe80::1%lo":           never,
		"2a00:1450::1%eth0":    never,
		"::ffff:127.0.0.1%lo":  never,
		"fec0::1":              never,
		"ff02::1":              never,
		"::ffff:0:127.0.0.1":   never, // RFC 2765: translated
		"4000::1":              never,
		"2001:1ff:ffff::1":     never,
		"2001:db8:ffff::1":     never,
		"2002:ffff:ffff::1":    never,
		"64:ff9b::e000:1":      never,
		"64:ff9b::ffff:ffff":   never,
		"64:ff9b:0:1::808:808": never,
	} {
		at, err := netip.ParseAddr(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		assert.Equal(t, want == always, permitted(at, false), address)
		assert.Equal(t, want != never, permitted(at, true), "%s, named by an administrator", address)
	}
	assert.False(t, permitted(netip.Addr{}, true), "no address")
}
