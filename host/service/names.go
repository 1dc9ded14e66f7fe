// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"crypto/rand"
	"slices"
	"sync"
)

// names are what the window calls things: nothing that it could make up, or that
// means anything once the operation is over.
type names[T comparable] struct {
	mu    sync.Mutex
	given []named[T]
}

type named[T comparable] struct {
	thing T
	name  string
}

// name is what the window calls a thing, always the same.
func (n *names[T]) name(thing T) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if i := slices.IndexFunc(n.given, func(g named[T]) bool { return g.thing == thing }); i >= 0 {
		return n.given[i].name
	}
	n.given = append(n.given, named[T]{thing, rand.Text()})
	return n.given[len(n.given)-1].name
}

// meant is the thing of that name, if there is one.
func (n *names[T]) meant(name string) (thing T, known bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if i := slices.IndexFunc(n.given, func(g named[T]) bool { return g.name == name }); i >= 0 {
		return n.given[i].thing, true
	}
	return thing, false
}
