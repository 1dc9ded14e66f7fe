// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// A Module is a driver as a file, before anything of it runs.
type Module struct {
	Name    string       // what people call the device
	Path    string       // of the file that would be loaded; empty: of none
	Trouble *key.Trouble // why it would not be
}

// Modules looks at the files of all drivers, whether the readers call for them or
// not. None is loaded.
func (s *Source) Modules() []Module {
	var modules []Module
	for _, d := range s.drivers {
		file, err := d.locate()
		m := Module{Name: d.module.Name, Path: file.path, Trouble: troubleOf(err)}
		if err == nil && s.quarantine.holds(file.fingerprint) {
			m.Trouble = &key.Trouble{Kind: key.DriverCrashed, Device: d.module.Name, Path: file.path, Driver: d.module.ID}
		}
		modules = append(modules, m)
	}
	return modules
}

// Readers is what the system's card service has now. The error is that there is no
// worker to ask.
func (s *Source) Readers(ctx context.Context) (wire.Readers, error) {
	v, err := s.readers(ctx)
	return v.Readers, err
}

// maxVersion bounds what a worker says of its version, in octets.
const maxVersion = 64

// WorkerVersion has a worker, which may be the one for 32-bit modules, tell its
// version.
func WorkerVersion(ctx context.Context, worker string) (string, error) {
	command := exec.CommandContext(ctx, worker, "version")
	command.Env = environment(nil)
	out, err := command.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := command.Start(); err != nil {
		return "", err
	}
	defer context.AfterFunc(ctx, func() { _ = out.Close() })() // a child of it may have the other end
	said, err := io.ReadAll(io.LimitReader(out, maxVersion))
	_ = out.Close() // whoever says more ends
	if ended := command.Wait(); err == nil {
		err = ended
	}
	if err != nil {
		return "", fmt.Errorf("token: the worker's version: %w", err)
	}
	return strings.TrimSpace(string(said)), nil
}

// Plugged looks once at what is plugged in, and awaits all drivers that the readers
// call for.
func (s *Source) Plugged(ctx context.Context) (key.Plugged, error) {
	now, err := s.survey(ctx)
	if err != nil {
		return key.Plugged{}, err
	}
	return s.plugged(now), nil
}
