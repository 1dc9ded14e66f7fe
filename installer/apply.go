// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import (
	"errors"
	"fmt"
	"slices"
)

// Apply does the plan's steps in order. If one fails, those done are undone, the
// last one first, and the machine is as it was; the error says so where even
// that failed. An error of rights is fs.ErrPermission.
func (p Plan) Apply() error {
	var done undoing
	for _, step := range p.Steps {
		if err := p.surroundings.apply(step, &done); err != nil {
			return fmt.Errorf("installer: %w", errors.Join(err, done.run()))
		}
	}
	return nil
}

// undoing is how to undo what was done so far.
type undoing []func() error

func (u *undoing) add(undo func() error) { *u = append(*u, undo) }

// run undoes everything, the last thing first.
func (u undoing) run() error {
	var all error
	for _, undo := range slices.Backward(u) {
		if err := undo(); err != nil {
			all = errors.Join(all, fmt.Errorf("not undone: %w", err))
		}
	}
	return all
}

// apply does one step, and adds how to undo what of it was done.
func (s Surroundings) apply(step Step, done *undoing) error {
	switch step.Action {
	case WriteFile:
		return writeFile(step.Path, step.Data, step.Mode, done)
	case RemoveFile:
		return removeFile(step.Path, s.keptFolders(), done)
	case SetValue:
		return ofKey(step.Key, setValue(s.Registry, step.Key, step.Value, done))
	default:
		return ofKey(step.Key, deleteKey(s.Registry, step.Key, done))
	}
}
