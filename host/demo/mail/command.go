// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package mail

import (
	"regexp"
	"strconv"
	"strings"
)

// sizeLimit is [MaxLetter] as EHLO tells it.
var sizeLimit = strconv.Itoa(MaxLetter)

// path is a Path of one mailbox and its parameters (RFC 5321 section 4.1.2); routes are not taken.
var path = regexp.MustCompile(`^<([!-;=?-~]*)>((?: [A-Za-z0-9][A-Za-z0-9-]*(?:=[!-<>-~]+)?)*)$`)

// parsePath reads what follows MAIL or RCPT. An empty path says that there is nobody to answer to.
func parsePath(keyword, argument string) (address string, parameters []string, ok bool) {
	if len(argument) < len(keyword) || !strings.EqualFold(argument[:len(keyword)], keyword) {
		return "", nil, false
	}
	parts := path.FindStringSubmatch(argument[len(keyword):])
	if parts == nil || len(parts[1]) > maxAddressSize || parts[1] != "" && strings.Count(parts[1], "@") != 1 {
		return "", nil, false
	}
	return parts[1], strings.Fields(parts[2]), true
}

// refuseParameters is the reply to those of MAIL that are not taken, or empty.
func refuseParameters(parameters []string) string {
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, "=")
		switch strings.ToUpper(name) {
		case "SIZE":
			if n, err := strconv.ParseUint(value, 10, 64); err != nil || n > MaxLetter {
				return "552 5.3.4 too long"
			}
		case "BODY":
			if !strings.EqualFold(value, "7BIT") && !strings.EqualFold(value, "8BITMIME") {
				return "501 5.5.4 no such body"
			}
		default:
			return "555 5.5.4 no such parameter"
		}
	}
	return ""
}
