// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/json"
	"errors"

	"github.com/pidpys/pidpys/host/protocol"
)

// A request is one JSON-RPC 2.0 call with the member session_id that pages add.
// Members that nobody knows are passed over.
type request struct {
	id      protocol.Raw // a number or a string, echoed as it came; null while none was read
	method  string
	params  []protocol.Raw
	session string // empty: the page has none yet
}

// Limits of a request, beside protocol.MaxDialect and protocol.MaxDepth.
const (
	maxID      = 128 // octets, as written
	maxMethod  = 64
	maxSession = 256
	maxParams  = 32
)

// The errors of JSON-RPC 2.0, section 5.1.
var (
	parseError     = &rpcError{-32700, "Parse error"}
	invalidRequest = &rpcError{-32600, "Invalid Request"}
	methodNotFound = &rpcError{-32601, "Method not found"}
)

// An rpcError is told in place of a result. Page libraries take it for a broken
// connection, so it is for what is no call at all.
type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

var errLimit = errors.New("beyond a limit")

// parse reads a request. Of one with an error it still tells what it could read.
func parse(text []byte) (request, *rpcError) {
	r := request{id: protocol.Raw("null")}
	seen := map[string]bool{}
	err := protocol.Raw(text).Members(func(name string, value protocol.Raw) error {
		if seen[name] {
			return errLimit
		}
		switch name {
		case "jsonrpc", "id", "method", "params", "session_id":
			seen[name] = true
			return r.read(name, value)
		}
		return nil
	})
	switch {
	case err != nil && !json.Valid(text):
		return r, parseError
	case err != nil || !seen["jsonrpc"] || !seen["id"] || !seen["method"]:
		return r, invalidRequest
	}
	return r, nil
}

func (r *request) read(name string, value protocol.Raw) error {
	switch name {
	case "jsonrpc":
		version, err := limited(value, len("2.0"))
		if err == nil && version != "2.0" {
			err = errLimit
		}
		return err
	case "id":
		if len(value) > maxID || value[0] != '"' && value[0] != '-' && (value[0] < '0' || value[0] > '9') {
			return errLimit
		}
		r.id = value
		return nil
	case "method":
		var err error
		r.method, err = limited(value, maxMethod)
		return err
	case "session_id":
		if string(value) == "null" {
			return nil
		}
		var err error
		r.session, err = limited(value, maxSession)
		return err
	default:
		return value.Elements(func(p protocol.Raw) error {
			if len(r.params) == maxParams {
				return errLimit
			}
			r.params = append(r.params, p)
			return nil
		})
	}
}

// limited is a string of at most some octets.
func limited(value protocol.Raw, most int) (string, error) {
	var s string
	if err := protocol.Unmarshal(value, &s); err != nil {
		return "", err
	}
	if len(s) > most {
		return "", errLimit
	}
	return s, nil
}

// A response is what a page's library takes: a result within a result, beside
// the error of the method, whose code is 0 where there is none.
type response struct {
	Version string       `json:"jsonrpc"`
	ID      protocol.Raw `json:"id"`
	Result  *outcome     `json:"result,omitempty"`
	Error   *rpcError    `json:"error,omitempty"`
	Session string       `json:"session_id"`
}

// An outcome is the answer of a method.
type outcome struct {
	Result any   `json:"result"`
	Error  shown `json:"error"`
}

// shown is an error as the page shows it: verbatim.
type shown struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
}
