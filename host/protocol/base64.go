// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
)

// Base64 is an octet string, in JSON as base64 with padding and without line
// breaks (RFC 4648, section 4).
type Base64 []byte

// MarshalJSON writes "" for none, never null.
func (b Base64) MarshalJSON() ([]byte, error) {
	return json.Marshal(base64.StdEncoding.EncodeToString(b))
}

var (
	errBase64    = errors.New("no base64")
	strictBase64 = base64.StdEncoding.Strict()
)

func (b *Base64) decode(text []byte) error {
	if bytes.IndexByte(text, '\\') >= 0 {
		plain, err := unquote(text, false)
		if err != nil {
			return err
		}
		if bytes.ContainsAny(plain, "\r\n") { // without an escape there is none
			return errBase64
		}
		text = plain
	}
	plain := make([]byte, strictBase64.DecodedLen(len(text)))
	n, err := strictBase64.Decode(plain, text)
	if err != nil {
		return errBase64
	}
	*b = plain[:n]
	return nil
}
