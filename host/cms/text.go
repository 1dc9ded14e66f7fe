// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
)

// Binary reads the octets of a message that may be text: sites and mail hand messages out as PEM
// (RFC 7468) or as base64 alone, too. A message begins with 0x30, whose base64 begins with "M",
// which begins no message. What is not base64 after all is [ErrMalformed] while reading.
func Binary(file io.Reader) (octets io.Reader, text bool) {
	in := bufio.NewReaderSize(file, 64<<10)
	head, _ := in.Peek(256) // what is wrong with the file, reading it shows
	start := bytes.TrimLeft(head, "\ufeff \t\r\n")
	pem := bytes.HasPrefix(start, []byte("-----BEGIN "))
	if !pem && !bytes.HasPrefix(start, []byte("M")) {
		return in, false
	}
	_, _ = in.Discard(len(head) - len(start))
	if pem {
		_, _ = in.ReadSlice('\n')
	}
	return textReader{base64.NewDecoder(base64.RawStdEncoding, &alphabet{in: in})}, true
}

// textReader calls text that is not base64 what it is: a malformed message.
type textReader struct{ io.Reader }

func (t textReader) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if _, ok := errors.AsType[base64.CorruptInputError](err); ok {
		err = fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return n, err
}

// alphabet leaves white space and padding out of base64, and ends before the
// last line of PEM.
type alphabet struct {
	in  io.Reader
	end bool
}

func (a *alphabet) Read(p []byte) (int, error) {
	for !a.end {
		n, err := a.in.Read(p)
		text, _, end := bytes.Cut(p[:n], []byte("-"))
		a.end = end
		kept := p[:0]
		for _, b := range text {
			switch b {
			case '=', ' ', '\t', '\r', '\n':
			default:
				kept = append(kept, b)
			}
		}
		if len(kept) > 0 || err != nil {
			return len(kept), err
		}
	}
	return 0, io.EOF
}
