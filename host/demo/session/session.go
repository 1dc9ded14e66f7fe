// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package session is what sites of the demo remember of browsers, in memory and by
// a cookie.
package session

import (
	"crypto/rand"
	"net/http"
	"sync"
)

// max bounds the memory of visitors who never leave; when it is reached everybody
// begins again.
const max = 10_000

// Sessions has something of each browser that has come to something.
type Sessions[T any] struct {
	cookie string
	mu     sync.Mutex
	in     map[string]T
}

// New has none yet. Sites of one computer name their cookies unlike: browsers tell no port from another.
func New[T any](cookie string) *Sessions[T] {
	return &Sessions[T]{cookie: cookie, in: map[string]T{}}
}

// Of is what is remembered of the request's session.
func (s *Sessions[T]) Of(r *http.Request) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, ok := s.in[s.Name(r)]
	return value, ok
}

// Begin remembers something of a session under a new name: one that somebody
// knew before the sign-in is worth nothing after it.
func (s *Sessions[T]) Begin(w http.ResponseWriter, r *http.Request, value T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.in) == max {
		clear(s.in)
	}
	delete(s.in, s.Name(r))
	s.in[s.fresh(w)] = value
}

// End forgets the request's session.
func (s *Sessions[T]) End(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.in, s.Name(r))
	http.SetCookie(w, &http.Cookie{Name: s.cookie, Path: "/", MaxAge: -1})
}

// Name names the browser's session, or is empty.
func (s *Sessions[T]) Name(r *http.Request) string {
	cookie, err := r.Cookie(s.cookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// Named is Name, and gives the browser one if it has none.
func (s *Sessions[T]) Named(w http.ResponseWriter, r *http.Request) string {
	if name := s.Name(r); name != "" {
		return name
	}
	return s.fresh(w)
}

// fresh gives the browser a new session and returns its name.
func (s *Sessions[T]) fresh(w http.ResponseWriter) string {
	name := rand.Text()
	http.SetCookie(w, &http.Cookie{
		Name: s.cookie, Value: name, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	return name
}
