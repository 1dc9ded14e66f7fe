// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"golang.org/x/term"
)

// passwordLimit bounds a password file: far above any password a container
// takes, far below a document given by mistake.
const passwordLimit = 4096

var (
	errPasswordReadable = errors.New("the password file can be read by others")
	errPasswordSize     = fmt.Errorf("the password file is larger than %d octets", passwordLimit)
	errNoTerminal       = errors.New("no terminal to ask the password on")
)

// password returns the password's UTF-8 octets, from the file or, where none
// is named, from the terminal without an echo. The caller wipes them. A
// newline at the end of the file is not part of the password. A file that
// others may read is refused.
func (c *call) password(file, prompt string) ([]byte, error) {
	if file != "" {
		return passwordFile(file)
	}
	in, ok := c.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil, errNoTerminal
	}
	fmt.Fprint(c.err, prompt)
	secret, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(c.err)
	return secret, err
}

func passwordFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return nil, errPasswordReadable
	}
	buffer := make([]byte, passwordLimit+1)
	n, err := io.ReadFull(f, buffer)
	if err == nil {
		clear(buffer)
		return nil, errPasswordSize
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		clear(buffer)
		return nil, err
	}
	secret := bytes.TrimSuffix(buffer[:n], []byte("\n"))
	return bytes.TrimSuffix(secret, []byte("\r")), nil
}
