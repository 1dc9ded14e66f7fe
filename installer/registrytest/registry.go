// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package registrytest has a Windows registry in memory, for tests on any system.
package registrytest

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/installer"
)

// Registry is a registry in memory. Names are compared without regard to case,
// and HKCU is the same in both views, as on Windows. It is not for concurrent use.
type Registry struct {
	keys map[installer.Key]entry
	// Denied says which keys may not be changed; nil is none.
	Denied func(installer.Key) bool
}

// entry is a key that exists.
type entry struct {
	name  string
	value string
	set   bool // it has a value
}

// New returns an empty registry.
func New() *Registry { return &Registry{keys: map[installer.Key]entry{}} }

var _ installer.Registry = (*Registry)(nil)

// ErrNotEmpty is the error of deleting a key that has others below it.
var ErrNotEmpty = errors.New("registrytest: the key has others below it")

// same is one name for a key however it is written.
func same(k installer.Key) installer.Key {
	if k.Hive == installer.CurrentUser {
		k.View = installer.View64
	}
	k.Path = strings.ToLower(k.Path)
	return k
}

// Value returns a key's default value.
func (r *Registry) Value(k installer.Key) (string, error) {
	e := r.keys[same(k)]
	if !e.set {
		return "", fs.ErrNotExist
	}
	return e.value, nil
}

// SetValue makes a key and sets its default value.
func (r *Registry) SetValue(k installer.Key, value string) error {
	if r.Denied != nil && r.Denied(k) {
		return fs.ErrPermission
	}
	parts := strings.Split(k.Path, `\`)
	for i := range parts {
		above := k
		above.Path = strings.Join(parts[:i+1], `\`)
		if _, ok := r.keys[same(above)]; !ok {
			r.keys[same(above)] = entry{name: above.String()}
		}
	}
	e := r.keys[same(k)]
	e.value, e.set = value, true
	r.keys[same(k)] = e
	return nil
}

// Delete removes a key.
func (r *Registry) Delete(k installer.Key) error {
	if r.Denied != nil && r.Denied(k) {
		return fs.ErrPermission
	}
	if _, ok := r.keys[same(k)]; !ok {
		return fs.ErrNotExist
	}
	if r.below(k) {
		return ErrNotEmpty
	}
	delete(r.keys, same(k))
	return nil
}

// Empty tells whether a key has neither values nor others below it.
func (r *Registry) Empty(k installer.Key) (bool, error) {
	e, ok := r.keys[same(k)]
	if !ok {
		return false, fs.ErrNotExist
	}
	return !e.set && !r.below(k), nil
}

func (r *Registry) below(k installer.Key) bool {
	k = same(k)
	for other := range r.keys {
		if other.Hive == k.Hive && other.View == k.View && strings.HasPrefix(other.Path, k.Path+`\`) {
			return true
		}
	}
	return false
}

// Values lists the keys that have a value, as regedit shows them, with it.
func (r *Registry) Values() map[string]string {
	all := map[string]string{}
	for _, e := range r.keys {
		if e.set {
			all[e.name] = e.value
		}
	}
	return all
}

// Keys lists all keys as regedit shows them, sorted.
func (r *Registry) Keys() []string {
	var names []string
	for e := range maps.Values(r.keys) {
		names = append(names, e.name)
	}
	slices.Sort(names)
	return names
}
