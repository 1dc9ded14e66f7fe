// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/pidpys/pidpys/host/cms"
)

// binary returns the octets of a signature. Sites and mail also hand it out as
// text: PEM (RFC 7468) or its base64 alone. A CMS message begins with 0x30,
// whose base64 begins with "M", which begins no CMS message.
func binary(file io.Reader) io.Reader {
	in := bufio.NewReaderSize(file, 64<<10)
	head, _ := in.Peek(256) // what is wrong with the file, reading it shows
	start := bytes.TrimLeft(head, "\ufeff \t\r\n")
	pem := bytes.HasPrefix(start, []byte("-----BEGIN "))
	if !pem && !bytes.HasPrefix(start, []byte("M")) {
		return in
	}
	_, _ = in.Discard(len(head) - len(start))
	if pem {
		_, _ = in.ReadSlice('\n')
	}
	return textReader{base64.NewDecoder(base64.RawStdEncoding, &alphabet{in: in})}
}

// textReader calls text that is not base64 what it is: a malformed message.
type textReader struct{ io.Reader }

func (t textReader) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if _, ok := errors.AsType[base64.CorruptInputError](err); ok {
		err = fmt.Errorf("%w: %w", cms.ErrMalformed, err)
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

// seekable is binary for whoever reads a file more than once. Text is decoded
// into a temporary file, which done removes.
func seekable(file *os.File) (message *os.File, done func(), err error) {
	decoded, text := binary(file).(textReader)
	if !text {
		_, err := file.Seek(0, io.SeekStart)
		return file, func() {}, err
	}
	beside, err := os.CreateTemp("", "pidpys-")
	if err != nil {
		return nil, nil, err
	}
	done = func() {
		beside.Close()
		os.Remove(beside.Name())
	}
	if _, err = io.Copy(beside, decoded); err == nil {
		_, err = beside.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return beside, done, nil
}
