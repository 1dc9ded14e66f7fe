// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diiatest

import "slices"

// maxShelf is how many of a kind there are; the oldest make room.
const maxShelf = 1000

// A shelf keeps things by name, in the order in which they came.
type shelf[T any] struct {
	names []string
	by    map[string]T
}

func (s *shelf[T]) put(name string, thing T) {
	if s.by == nil {
		s.by = map[string]T{}
	}
	if _, known := s.by[name]; !known {
		if len(s.names) == maxShelf {
			s.remove(s.names[0])
		}
		s.names = append(s.names, name)
	}
	s.by[name] = thing
}

func (s *shelf[T]) remove(name string) {
	delete(s.by, name)
	s.names = slices.DeleteFunc(s.names, func(n string) bool { return n == name })
}

// list is at most limit of them after the first skip, of those that are meant, and
// how many of those there are.
func (s *shelf[T]) list(skip, limit int, meant func(T) bool) (some []T, total int) {
	some = []T{}
	for _, name := range s.names {
		thing := s.by[name]
		if !meant(thing) {
			continue
		}
		if total >= skip && len(some) < limit {
			some = append(some, thing)
		}
		total++
	}
	return some, total
}
