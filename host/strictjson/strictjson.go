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

// What JSON may be wrong by, besides its own grammar.
var (
	ErrTrailing = errors.New("something follows the JSON value")
	ErrNoObject = errors.New("no JSON object")
)

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

// A Member is one of an object, as it was written.
type Member struct {
	Name  string
	Value json.RawMessage
}

// Members takes an object apart, in the order written, for whoever judges its
// members one by one; a name may come twice. Whoever calls bounds the length of
// data.
func Members(data []byte) ([]Member, error) {
	in := json.NewDecoder(bytes.NewReader(data))
	begin, err := in.Token()
	if err != nil {
		return nil, err
	}
	if begin != json.Delim('{') {
		return nil, ErrNoObject
	}
	var all []Member
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return nil, err
		}
		m := Member{Name: name.(string)} // the decoder takes nothing else for a name
		if err := in.Decode(&m.Value); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	if _, err := in.Token(); err != nil { // the object's end
		return nil, err
	}
	if _, err := in.Token(); err != io.EOF {
		return nil, ErrTrailing
	}
	return all, nil
}
