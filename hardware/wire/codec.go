// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package wire

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/strictjson"
)

// ErrFrame is a frame, or JSON in it, against this protocol.
var ErrFrame = errors.New("wire: malformed frame")

// header is the two lengths.
const header = 8

// WriteRequest writes a frame and wipes q.Secret, also when it fails.
func WriteRequest(w io.Writer, q *Request) error { return write(w, q, q.Secret) }

// WriteResponse writes a frame and wipes p.Secret, also when it fails.
func WriteResponse(w io.Writer, p *Response) error { return write(w, p, p.Secret) }

// ReadRequest reads a frame. The error is io.EOF when the other end closed
// between two frames, io.ErrUnexpectedEOF when it did within one, and [ErrFrame]
// for what it should not have sent, after which nothing more can be read. The
// secret is the caller's to wipe.
func ReadRequest(r io.Reader) (*Request, error) {
	q := new(Request)
	secret, err := read(r, q)
	if err != nil {
		return nil, err
	}
	q.Secret = secret
	return q, nil
}

// ReadResponse reads a frame as [ReadRequest] does.
func ReadResponse(r io.Reader) (*Response, error) {
	p := new(Response)
	secret, err := read(r, p)
	if err != nil {
		return nil, err
	}
	p.Secret = secret
	return p, nil
}

// Encode is a value as params or result.
func Encode(value any) (json.RawMessage, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("wire: %w", err)
	}
	return data, nil
}

// Decode reads params or a result strictly: unknown members and anything after
// the value are an [ErrFrame].
func Decode(data json.RawMessage, value any) error {
	if err := strictjson.Decode(data, value); err != nil {
		return fmt.Errorf("%w: %v", ErrFrame, err)
	}
	return nil
}

// write sends a frame at once, so that no other can come between its parts.
func write(w io.Writer, value any, secret []byte) error {
	defer clear(secret)
	data, err := Encode(value)
	if err != nil {
		return err
	}
	if len(data) > MaxJSON || len(secret) > MaxSecret {
		return fmt.Errorf("%w: %d and %d octets are too many", ErrFrame, len(data), len(secret))
	}
	frame := make([]byte, header, header+len(data)+len(secret))
	binary.LittleEndian.PutUint32(frame, uint32(len(data)))
	binary.LittleEndian.PutUint32(frame[4:], uint32(len(secret)))
	frame = append(append(frame, data...), secret...)
	defer clear(frame[header+len(data):])
	if _, err := w.Write(frame); err != nil {
		return fmt.Errorf("wire: %w", err)
	}
	return nil
}

// read fills value and returns the secret, or nothing with an error.
func read(r io.Reader, value any) ([]byte, error) {
	var lengths [header]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return nil, ended(err)
	}
	text, hidden := binary.LittleEndian.Uint32(lengths[:]), binary.LittleEndian.Uint32(lengths[4:])
	if text > MaxJSON || hidden > MaxSecret {
		return nil, fmt.Errorf("%w: %d and %d octets are too many", ErrFrame, text, hidden)
	}
	data := make([]byte, text)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, ended(within(err))
	}
	var secret []byte
	if hidden > 0 {
		secret = make([]byte, hidden)
		if _, err := io.ReadFull(r, secret); err != nil {
			clear(secret)
			return nil, ended(within(err))
		}
	}
	if err := Decode(data, value); err != nil {
		clear(secret)
		return nil, err
	}
	return secret, nil
}

// within is an error in the middle of a frame, where an end is unexpected.
func within(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// ended leaves io.EOF as it is, since callers compare it.
func ended(err error) error {
	if err == io.EOF {
		return err
	}
	return fmt.Errorf("wire: %w", err)
}
