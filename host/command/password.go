// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"golang.org/x/term"

	"github.com/pidpys/pidpys/host/key"
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
// newline at the end of the file is not part of the password, nor is the byte
// order mark that some editors put before it. A file that others may read is
// refused.
func (c *call) password(ctx context.Context, file, prompt string) ([]byte, error) {
	if file != "" {
		return passwordFile(file)
	}
	in, ok := c.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil, errNoTerminal
	}
	fmt.Fprint(c.err, prompt+" ")
	secret, err := typed(ctx, int(in.Fd()))
	fmt.Fprintln(c.err)
	return secret, err
}

// typed reads a line from a terminal without an echo. When the context ends
// first, the terminal gets its echo back, and what was reading it stays until
// the program ends.
func typed(ctx context.Context, terminal int) ([]byte, error) {
	before, err := term.GetState(terminal)
	if err != nil {
		return nil, err
	}
	type line struct {
		secret []byte
		err    error
	}
	lines := make(chan line, 1)
	go func() {
		secret, err := term.ReadPassword(terminal)
		lines <- line{secret, err}
	}()
	select {
	case l := <-lines:
		if errors.Is(l.err, io.EOF) {
			return nil, key.ErrCancelled
		}
		return l.secret, l.err
	case <-ctx.Done():
		_ = term.Restore(terminal, before)
		return nil, key.ErrCancelled
	}
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
	secret := bytes.TrimPrefix(buffer[:n], []byte("\ufeff"))
	if line, ok := bytes.CutSuffix(secret, []byte("\r\n")); ok {
		return line, nil
	}
	return bytes.TrimSuffix(secret, []byte("\n")), nil
}
