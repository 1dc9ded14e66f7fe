// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// maxHost is how many octets the name of a host has at the most (RFC 1035, section
// 2.3.4), as a text.
const maxHost = 253

var originPattern = regexp.MustCompile(`^https://([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?::([1-9][0-9]{0,4}))?$`)

// exactOrigin reports whether a text is an https origin as browsers write it
// (WHATWG HTML, "ASCII serialization of an origin"), of a host that has a name.
func exactOrigin(text string) bool {
	parts := originPattern.FindStringSubmatch(text)
	if parts == nil || len(parts[1]) > maxHost || numeric(parts[1]) && !writtenIPv4(parts[1]) {
		return false
	}
	port, err := strconv.ParseUint(parts[2], 10, 16)
	return parts[2] == "" || err == nil && port != 443
}

// numericLabel is one that makes browsers take the whole host for a number (WHATWG
// URL, "ends in a number checker").
var numericLabel = regexp.MustCompile(`^([0-9]+|0x[0-9a-f]*)$`)

// numeric reports whether browsers take a host for an IPv4 address, as they do
// 127.1 and 0x7f000001, which they write otherwise or refuse.
func numeric(host string) bool {
	return numericLabel.MatchString(host[strings.LastIndexByte(host, '.')+1:])
}

func writtenIPv4(host string) bool {
	address, err := netip.ParseAddr(host) // which takes no other form than they write
	return err == nil && address.Is4()
}
