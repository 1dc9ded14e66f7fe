// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pinentry

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Limits of the Assuan protocol ("Client requests", "Server responses" in its
// manual) and of what is believed.
const (
	maxLine  = 1000 // octets with the line end
	maxLines = 64   // before an answer ends
)

// errAssuan: the program speaks another protocol.
var errAssuan = errors.New("no Assuan")

// An assuanError is an ERR of the program: a number of libgpg-error.
type assuanError uint32

// Codes of libgpg-error; above their 16 bits stands who found the error.
const (
	codeTimeout        = 62
	codeCanceled       = 99
	codeNotConfirmed   = 114
	codeFullyCanceled  = 198
	codeAssuanCanceled = 277
)

func (e assuanError) Error() string { return fmt.Sprintf("error %d", uint32(e)) }

// declined reports whether it was the person who did not want to.
func (e assuanError) declined() bool {
	switch e & 0xffff {
	case codeTimeout, codeCanceled, codeNotConfirmed, codeFullyCanceled, codeAssuanCanceled:
		return true
	}
	return false
}

// An assuan is a conversation with a program, one command at a time. What may
// be secret is in its two buffers alone, until wipe.
type assuan struct {
	in  io.Reader
	out io.Writer

	buffer     [maxLine]byte
	start, end int             // of what was read there and not yet used
	data       [maxSecret]byte // of the answer
}

// wipe forgets what was said.
func (a *assuan) wipe() {
	clear(a.buffer[:])
	clear(a.data[:])
	a.start, a.end = 0, 0
}

// call says a command with its parameter and reads the answer: the data in it,
// valid until the next call.
func (a *assuan) call(command, parameter string) ([]byte, error) {
	if _, err := a.out.Write(commandLine(command, parameter)); err != nil {
		return nil, err
	}
	return a.answer()
}

// answer reads lines until OK or ERR.
func (a *assuan) answer() ([]byte, error) {
	length := 0
	for range maxLines {
		line, err := a.line()
		if err != nil {
			return nil, err
		}
		word, rest, _ := bytes.Cut(line, []byte(" "))
		switch string(word) {
		case "OK":
			return a.data[:length], nil
		case "ERR":
			number, _, _ := bytes.Cut(rest, []byte(" "))
			code, err := strconv.ParseUint(string(number), 10, 32)
			if err != nil || code == 0 {
				return nil, errAssuan
			}
			return nil, assuanError(code)
		case "D":
			if length, err = a.add(length, rest); err != nil {
				return nil, err
			}
		case "INQUIRE": // nothing is told
			if _, err := io.WriteString(a.out, "END\n"); err != nil {
				return nil, err
			}
		case "S":
		default:
			if !bytes.HasPrefix(line, []byte("#")) {
				return nil, errAssuan
			}
		}
	}
	return nil, errAssuan
}

// add puts the data of one line behind those of the lines before.
func (a *assuan) add(length int, escaped []byte) (int, error) {
	for i := 0; i < len(escaped); i++ {
		octet := escaped[i]
		if octet == '%' {
			if i+2 >= len(escaped) {
				return 0, errAssuan
			}
			high, low := nibble(escaped[i+1]), nibble(escaped[i+2])
			if high|low > 0xf {
				return 0, errAssuan
			}
			octet = high<<4 | low
			i += 2
		}
		if length == len(a.data) {
			return 0, errAssuan
		}
		a.data[length] = octet
		length++
	}
	return length, nil
}

// nibble is the value of a hexadecimal digit, or 0xff.
func nibble(digit byte) byte {
	switch {
	case '0' <= digit && digit <= '9':
		return digit - '0'
	case 'A' <= digit && digit <= 'F':
		return digit - 'A' + 10
	case 'a' <= digit && digit <= 'f':
		return digit - 'a' + 10
	}
	return 0xff
}

// line reads one line without its end; it stands in the buffer until the next.
func (a *assuan) line() ([]byte, error) {
	a.end = copy(a.buffer[:], a.buffer[a.start:a.end])
	a.start = 0
	for {
		if i := bytes.IndexByte(a.buffer[:a.end], '\n'); i >= 0 {
			a.start = i + 1
			return bytes.TrimSuffix(a.buffer[:i], []byte("\r")), nil
		}
		if a.end == len(a.buffer) {
			return nil, errAssuan
		}
		n, err := a.in.Read(a.buffer[a.end:])
		a.end += n
		if n == 0 && err != nil {
			return nil, err
		}
	}
}
