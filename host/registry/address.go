// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

import (
	"net/url"
	"regexp"
	"strings"
)

// urlOf is schemed of an address that may be empty.
func urlOf(address string) string {
	if address == "" {
		return ""
	}
	return schemed(address)
}

// schemed is an address as a URL.
func schemed(address string) string {
	if strings.HasPrefix(address, "https://") {
		return address
	}
	return "http://" + address
}

// hostOf is the "host[:port]" of an address, or empty.
func hostOf(address string) string {
	u, err := url.Parse(schemed(address))
	if err != nil {
		return ""
	}
	return u.Host
}

// hostPattern is a name, an IPv4 address or an IPv6 one in brackets, maybe
// with a port.
var hostPattern = regexp.MustCompile(`^([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?$`)

// validAddress reports whether an address is of the form that [Authority]
// tells, or empty.
func validAddress(address string) bool {
	if address == "" {
		return true
	}
	u, err := url.Parse(schemed(address))
	return err == nil && hostPattern.MatchString(u.Host) && u.User == nil && u.Opaque == "" &&
		u.RawQuery == "" && !u.ForceQuery && u.Fragment == "" && !strings.HasSuffix(address, "#")
}
