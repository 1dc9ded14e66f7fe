// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"encoding/base64"
	"net/url"
)

const (
	// longestAddress bounds, in octets, an address of the authorization endpoint that
	// carries digests. CSC 1, section 8.3.2, advises [maxAddress], which forty documents
	// exceed. Browsers take more, and so do servers, but few a request line beyond 8 KiB
	// (LimitRequestLine of Apache httpd, large_client_header_buffers of nginx), and some
	// no more for it and the browser's headers together (maxHttpHeaderSize of Tomcat).
	longestAddress = 6500
	// roomOfRest is for what else stands there, at most: redirect, state, PKCE, and what
	// the person is told of several documents.
	roomOfRest = 1024
)

// room is how many digests of so many octets the person can allow at once. At a page
// the address is what tells them to the server, unless they are pushed to it.
func (s *session) room(c credential, octets int) int {
	if c.mode != modeOAuth2Code || s.server.push != "" {
		return maxTogether
	}
	fixed := len(s.server.authorize) + len(url.QueryEscape(s.ClientID)) + len(url.QueryEscape(c.ID)) + roomOfRest
	each := len(url.QueryEscape(base64.URLEncoding.EncodeToString(make([]byte, octets)) + ","))
	return max(1, (longestAddress-fixed)/each)
}
