// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup

import (
	"slices"
	"sync"
)

// A search is the keys of one look-up and what was found for them so far, by
// all who are asked.
type search struct {
	keys []Key

	mu    sync.Mutex
	found findings
}

// missing lists those of some keys that have no certificate yet.
func (s *search) missing(keys []Key) []Key {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(keys), s.found.of)
}

// take keeps the findings for keys that had none. If there are any matched is
// told, before another finding is taken, whether the search is complete: every
// key has a certificate but for those that are asked about beside others.
func (s *search) take(more findings, matched func(complete bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	more = slices.DeleteFunc(more, func(one finding) bool { return s.found.of(one.key) })
	if len(more) == 0 {
		return
	}
	s.found = append(s.found, more...)
	matched(!slices.ContainsFunc(s.keys, func(k Key) bool { return !k.beside && !s.found.of(k) }))
}
