// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"encoding/binary"
	"errors"
	"io"
)

// ErrFrameTooLarge says that a frame is longer than [MaxFrame], in either
// direction. Browsers end the connection at such a frame from the host.
var ErrFrameTooLarge = errors.New("protocol: frame too large")

// ReadFrame reads one frame: a little-endian length in four octets, then that
// many octets of JSON. The error is io.EOF only between frames, and
// io.ErrUnexpectedEOF inside one. It reads nothing ahead, so no octet of a
// frame stays in a buffer that the caller cannot wipe.
func ReadFrame(r io.Reader) ([]byte, error) {
	var header [4]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(header[:])
	if size > MaxFrame {
		return nil, ErrFrameTooLarge
	}
	frame := make([]byte, size)
	if _, err := io.ReadFull(r, frame); err != nil {
		clear(frame)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return frame, nil
}

// WriteFrame writes one frame with a single Write. Nothing is written of a
// message that is too large.
func WriteFrame(w io.Writer, message []byte) error {
	if len(message) > MaxFrame {
		return ErrFrameTooLarge
	}
	frame := make([]byte, 4, 4+len(message))
	binary.LittleEndian.PutUint32(frame, uint32(len(message)))
	_, err := w.Write(append(frame, message...))
	return err
}
