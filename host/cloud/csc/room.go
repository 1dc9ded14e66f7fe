// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"encoding/base64"
	"net/url"
)

const (
	// longestAddress is of the authorization endpoint where it has to carry digests, in
	// octets. CSC 1, section 8.3.2, advises [maxAddress], which forty documents exceed.
	// What shows pages takes more, and so do servers, but no request line beyond the
	// 8,190 octets of Apache httpd (LimitRequestLine) and the 8 KiB of nginx
	// (large_client_header_buffers).
	longestAddress = 8000
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
