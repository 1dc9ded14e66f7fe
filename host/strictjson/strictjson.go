// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package strictjson reads JSON (RFC 8259) that this program, or its
// administrator, wrote: what is misspelt there is told, not passed over.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// ErrTrailing says that something follows the value.
var ErrTrailing = errors.New("something follows the JSON value")

// Decode reads one value into what into points to, as [json.Unmarshal] does. A
// member that it has no room for is an error, and so is anything but white space
// after the value. Whoever calls bounds the length of data.
func Decode(data []byte, into any) error {
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(into); err != nil {
		return err
	}
	if _, err := in.Token(); err != io.EOF {
		return ErrTrailing
	}
	return nil
}
