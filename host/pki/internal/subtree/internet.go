// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package subtree

import (
	"net/netip"
	"net/url"
	"strings"
)

// validHost reports whether a text is labels joined by periods, in visible
// ASCII. Which letters a label may have is not looked into.
func validHost(host string) bool {
	if len(host) > 253 || strings.IndexFunc(host, func(r rune) bool { return r <= ' ' || r > '~' || r == '@' || r == ':' }) >= 0 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return true
}

// fold brings the letters of a host, which are ASCII, to lower case.
func fold(host string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, host)
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// hostOf is the host of a URI. One without, or with an address for one, is not
// valid where URIs are constrained: RFC 5280 section 4.2.1.10.
func hostOf(uri string) (string, bool) {
	u, err := url.Parse(uri)
	if err != nil || !validHost(u.Hostname()) || isAddress(u.Hostname()) {
		return "", false
	}
	return fold(u.Hostname()), true
}

// splitMailbox parts a Mailbox of RFC 2821 section 4.1.2. Hosts are compared
// without regard to case and local parts exactly, RFC 5280 section 7.5. An @ in
// a local part must be quoted; a quoted local part is kept without its quotes.
func splitMailbox(mailbox string) (local, host string, ok bool) {
	at := strings.LastIndexByte(mailbox, '@')
	if at < 1 || !validHost(mailbox[at+1:]) {
		return "", "", false
	}
	local, host = mailbox[:at], fold(mailbox[at+1:])
	if strings.HasPrefix(local, `"`) {
		local, ok = unquote(local)
		return local, host, ok
	}
	special := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`()<>[]:;@\,"`, r) }
	return local, host, strings.IndexFunc(local, special) < 0
}

// unquote reads a Quoted-string that is not empty: a quote or backslash inside
// has a backslash before it.
func unquote(s string) (string, bool) {
	inner, opened := strings.CutPrefix(s, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	var bare strings.Builder
	for i := 0; i < len(inner); i++ {
		if inner[i] == '\\' {
			i++
		} else if inner[i] == '"' {
			return "", false
		}
		if i == len(inner) {
			return "", false
		}
		bare.WriteByte(inner[i])
	}
	return bare.String(), opened && closed && bare.Len() > 0
}
