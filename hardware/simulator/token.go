// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/pidpys/pidpys/hardware/lockfile"
)

// A Token is one simulated token. Several processes may hold one at a time.
type Token struct{ path string }

// Create puts a new token into the folder and plugs it in.
func Create(dir string, spec Spec) (*Token, error) {
	lock, err := lockfile.Wait(filepath.Join(dir, "folder.lock"))
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	defer lock.Unlock()
	tokens, err := Tokens(dir)
	if err != nil {
		return nil, err
	}
	state := State{Spec: spec, Slot: uint(len(tokens)), Plugged: true, Insertions: 1}
	state.Label = cmp.Or(spec.Label, "Тестовий носій")
	state.Serial = cmp.Or(spec.Serial, fmt.Sprintf("SIM-%04d", state.Slot+1))
	state.Manufacturer = cmp.Or(spec.Manufacturer, "Pidpys")
	state.Model = cmp.Or(spec.Model, "Simulator")
	state.MaxPIN = cmp.Or(spec.MaxPIN, 16)
	state.MaxTries = cmp.Or(spec.MaxTries, 3)
	state.Tries = state.MaxTries
	token := &Token{filepath.Join(dir, fmt.Sprintf("token-%03d.json", state.Slot))}
	return token, token.write(&state)
}

// Tokens are those of the folder, by slot.
func Tokens(dir string) ([]*Token, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "token-*.json"))
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	slices.Sort(paths)
	tokens := make([]*Token, len(paths))
	for i, path := range paths {
		tokens[i] = &Token{path}
	}
	return tokens, nil
}

// Path is the token's file. It is another file after every change.
func (t *Token) Path() string { return t.path }

// State is what the token is now.
func (t *Token) State() (*State, error) {
	data, err := os.ReadFile(t.path)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	state := new(State)
	if err := json.Unmarshal(data, state); err != nil {
		return nil, fmt.Errorf("simulator: %s: %w", filepath.Base(t.path), err)
	}
	return state, nil
}

// Update changes the token, all at once for whoever reads it.
func (t *Token) Update(change func(*State)) error {
	lock, err := lockfile.Wait(t.path + ".lock")
	if err != nil {
		return fmt.Errorf("simulator: %w", err)
	}
	defer lock.Unlock()
	state, err := t.State()
	if err != nil {
		return err
	}
	change(state)
	return t.write(state)
}

func (t *Token) write(state *State) error {
	data, err := json.MarshalIndent(state, "", "\t")
	if err != nil {
		return fmt.Errorf("simulator: %w", err)
	}
	if err := errors.Join(os.WriteFile(t.path+".new", data, 0o600), os.Rename(t.path+".new", t.path)); err != nil {
		return fmt.Errorf("simulator: %w", err)
	}
	return nil
}

// Unplug pulls the token.
func (t *Token) Unplug() error { return t.Update(func(s *State) { s.Plugged = false }) }

// Plug puts it back.
func (t *Token) Plug() error {
	return t.Update(func(s *State) {
		if !s.Plugged {
			s.Plugged = true
			s.Insertions++
		}
	})
}

// Break makes the module fail; nil mends it.
func (t *Token) Break(fault *Fault) error { return t.Update(func(s *State) { s.Fault = fault }) }

// Occupy takes the token's one session, as another program would. It answers
// [lockfile.ErrHeld] when one has it.
func (t *Token) Occupy() (*lockfile.Lock, error) { return lockfile.Try(t.path + ".session") }
