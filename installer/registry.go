// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer

import (
	"fmt"
	"strings"
)

// Hive is a root of Windows' registry.
type Hive string

// The hives that browsers look in, in this order.
const (
	CurrentUser  Hive = "HKCU"
	LocalMachine Hive = "HKLM"
)

// View is what 64-bit Windows shows of HKLM\SOFTWARE to programs of a width. In
// HKCU both views are the same.
type View int

// The views that browsers look in, in this order.
const (
	View32 View = 32 // kept in SOFTWARE\WOW6432Node
	View64 View = 64
)

// Key names a registry key.
type Key struct {
	Hive Hive
	View View
	Path string // below the hive, with backslashes
}

// String is the key as regedit shows it.
func (k Key) String() string {
	path := k.Path
	if rest, ok := strings.CutPrefix(path, `SOFTWARE\`); ok && k.Hive == LocalMachine && k.View == View32 {
		path = `SOFTWARE\WOW6432Node\` + rest
	}
	return string(k.Hive) + `\` + path
}

// parent is the key above; its Path is empty for a hive.
func (k Key) parent() Key {
	k.Path = k.Path[:max(strings.LastIndexByte(k.Path, '\\'), 0)]
	return k
}

// Registry is Windows' registry, as far as hosts need it. A key that does not
// exist is fs.ErrNotExist, one that may not be touched fs.ErrPermission.
type Registry interface {
	// Value returns a key's default value, a string.
	Value(Key) (string, error)
	// SetValue makes the key, and those above it, and sets its default value.
	SetValue(Key, string) error
	// Delete removes a key that has none below it.
	Delete(Key) error
	// Empty tells whether a key exists, has none below it and no values.
	Empty(Key) (bool, error)
}

// ofKey says of which key an error is.
func ofKey(k Key, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", k, err)
	}
	return nil
}

// setValue sets a key's value.
func setValue(r Registry, k Key, value string, done *undoing) error {
	old, err := r.Value(k)
	if err != nil && !absent(err) {
		return err
	}
	restore := func() error { return r.SetValue(k, old) }
	if err != nil {
		restore = func() error { return deleteKey(r, k, new(undoing)) }
	}
	if err := r.SetValue(k, value); err != nil {
		return err
	}
	done.add(restore)
	return nil
}

// deleteKey deletes a key, and those above it that are empty then, but not
// SOFTWARE.
func deleteKey(r Registry, k Key, done *undoing) error {
	old, err := r.Value(k)
	if err != nil && !absent(err) {
		return err
	}
	if err := r.Delete(k); err != nil {
		return err
	}
	done.add(func() error { return r.SetValue(k, old) })
	for above := k.parent(); strings.Contains(above.Path, `\`); above = above.parent() {
		if empty, err := r.Empty(above); err != nil || !empty || r.Delete(above) != nil {
			return nil // somebody's, or not ours to delete: it stays
		}
	}
	return nil
}
