// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !darwin

package pinentry

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

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
	programs  []string
	admit     func(path string) (real string, err error)
	startTime time.Duration // how long a program may need until it says what it is
}

var system = finder{programs, administrators, 5 * time.Second}

// open starts the first of the programs that shows windows.
func (f finder) open(ctx context.Context) (*program, error) {
	var failures []string
	for _, path := range f.programs {
		real, err := f.admit(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var p *program
		if err == nil {
			p, err = f.try(ctx, real)
		}
		if err == nil {
			return p, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		failures = append(failures, path+": "+err.Error())
	}
	if len(failures) == 0 {
		return nil, fmt.Errorf("%w: pinentry is not installed", ErrUnavailable)
	}
	return nil, fmt.Errorf("%w: %s", ErrUnavailable, strings.Join(failures, "; "))
}

// try starts a program and makes sure that it shows windows.
func (f finder) try(ctx context.Context, path string) (*program, error) {
	p, err := start(ctx, path)
	if err != nil {
		return nil, err
	}
	late := time.AfterFunc(f.startTime, p.kill)
	err = p.greet()
	if !late.Stop() && err == nil {
		err = os.ErrDeadlineExceeded
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}
