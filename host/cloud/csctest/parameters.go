// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// parameters are the members of a request.
type parameters map[string]json.RawMessage

// has reports whether a member is there, and not null.
func (p parameters) has(name string) bool {
	raw, found := p[name]
	return found && string(raw) != "null"
}

// text is a string that must be there.
func (p parameters) text(name string) (value string, refused *refusal) {
	if !p.has(name) || json.Unmarshal(p[name], &value) != nil {
		return "", invalid("Missing (or invalid type) string parameter " + name)
	}
	return value, nil
}

// optional is a string, or nothing.
func (p parameters) optional(name string) (value string, refused *refusal) {
	if p.has(name) && json.Unmarshal(p[name], &value) != nil {
		return "", invalid("Invalid parameter " + name)
	}
	return value, nil
}

// flag is a boolean, or false.
func (p parameters) flag(name string) (value bool, refused *refusal) {
	if p.has(name) && json.Unmarshal(p[name], &value) != nil {
		return false, invalid("Invalid parameter " + name)
	}
	return value, nil
}

// integer is a number that must be there.
func (p parameters) integer(name string) (value int, refused *refusal) {
	if !p.has(name) || json.Unmarshal(p[name], &value) != nil {
		return 0, invalid("Missing (or invalid type) integer parameter " + name)
	}
	return value, nil
}

// digests are a list in base64 that must be there.
func (p parameters) digests(name string) (values [][]byte, refused *refusal) {
	var encoded []string
	switch {
	case !p.has(name) || json.Unmarshal(p[name], &encoded) != nil:
		return nil, invalid("Missing (or invalid type) array parameter " + name)
	case len(encoded) == 0:
		return nil, invalid("Empty hash array")
	}
	for _, e := range encoded {
		value, err := base64.StdEncoding.DecodeString(e)
		if err != nil || len(value) == 0 {
			return nil, invalid("Invalid Base64 hash string parameter")
		}
		values = append(values, value)
	}
	return values, nil
}

// urlDigests are a list in base64url, parted by commas, as the authorization
// server takes it.
func urlDigests(list string) (values [][]byte, ok bool) {
	for e := range strings.SplitSeq(list, ",") {
		value, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(e, "="))
		if err != nil || len(value) == 0 {
			return nil, false
		}
		values = append(values, value)
	}
	return values, true
}
