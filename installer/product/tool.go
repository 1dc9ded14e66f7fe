// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package product

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
)

// Tool is a program that packers need and Debian brings.
type Tool struct{ Program, Package string }

// MissingError says which of Debian's packages brings a program that is not here.
type MissingError struct{ Tool Tool }

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s is missing; Debian's package %s brings it", e.Tool.Program, e.Tool.Package)
}

// Find is a *MissingError if the program is not here.
func (t Tool) Find() error {
	if _, err := exec.LookPath(t.Program); err != nil {
		return &MissingError{t}
	}
	return nil
}

// Run runs the program in a folder, with variables added to this process's, and
// returns its output. If it fails, the error holds all it said.
func (t Tool) Run(ctx context.Context, folder string, env []string, args ...string) (output []byte, err error) {
	if err := t.Find(); err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, t.Program, args...)
	command.Dir = folder
	command.Env = append(os.Environ(), env...)
	var said bytes.Buffer
	command.Stderr = &said
	output, err = command.Output()
	if err != nil {
		return output, fmt.Errorf("%s: %w\n%s%s", t.Program, err, said.Bytes(), output)
	}
	return output, nil
}
