// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !darwin

package pinentry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/pidpys/pidpys/host/ownership"
)

// programs are looked for in this order: first the one that the system chose,
// as GnuPG uses it.
var programs = []string{
	"/usr/bin/pinentry", "/usr/bin/pinentry-gnome3", "/usr/bin/pinentry-qt", "/usr/bin/pinentry-qt6", "/usr/bin/pinentry-qt5",
	"/usr/bin/pinentry-gtk-2", "/usr/bin/pinentry-gtk",
	"/usr/local/bin/pinentry", "/usr/local/bin/pinentry-gnome", "/usr/local/bin/pinentry-qt6", "/usr/local/bin/pinentry-qt5",
	"/usr/local/bin/pinentry-gtk2",
}

// administrators admits the programs that are the administrators' alone, and
// says where links to them lead: whoever could put another one there would learn
// the PIN.
func administrators(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	file, err := ownership.Open(real, ownership.Policy{})
	if err != nil {
		return "", err
	}
	return real, file.Close()
}

// A finder finds a program to ask with.
type finder struct {
	programs []string
	admit    func(path string) (real string, err error)
}

var system = finder{programs, administrators}

func ask(ctx context.Context, d Dialog) ([]byte, error) { return system.answer(ctx, d, "GETPIN") }

func confirm(ctx context.Context, d Dialog) error {
	_, err := system.answer(ctx, d, "CONFIRM")
	return err
}

func available() error {
	p, err := system.open(context.Background())
	if err == nil {
		p.close()
	}
	return err
}

// answer shows a dialog by a command and returns what was typed.
func (f finder) answer(ctx context.Context, d Dialog, command string) ([]byte, error) {
	p, err := f.open(ctx)
	if err != nil {
		return nil, err
	}
	defer p.close()
	if err = p.show(d); err == nil {
		var secret []byte
		if secret, err = p.call(command, ""); err == nil {
			return bytes.Clone(secret), ctx.Err()
		}
	}
	refused, ok := errors.AsType[assuanError](err)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case ok && refused.declined():
		return nil, ErrCancelled
	}
	return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
}
