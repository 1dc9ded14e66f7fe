// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"crypto/rand"
	"net/http"
	"sync"

	"github.com/pidpys/pidpys/host/relying"
)

const sessionCookie = "session"

// maxSessions bounds the memory of visitors who never sign out; when it is
// reached everybody signs in again.
const maxSessions = 10_000

// entry is who signed in to a session, and how.
type entry struct {
	visitor relying.Visitor
	way     string
}

type sessions struct {
	mu sync.Mutex
	in map[string]entry
}

func newSessions() *sessions { return &sessions{in: map[string]entry{}} }

// of is who signed in to the request's session.
func (s *sessions) of(r *http.Request) (entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.in[sessionOf(r)]
	return e, ok
}

// begin starts the session of a visitor under a new name: one that somebody
// knew before the sign-in is worth nothing after it.
func (s *sessions) begin(w http.ResponseWriter, r *http.Request, e entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.in) == maxSessions {
		clear(s.in)
	}
	delete(s.in, sessionOf(r))
	s.in[freshSession(w)] = e
}

func (s *sessions) end(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.in, sessionOf(r))
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1})
}

// sessionOf names the browser's session, or is empty.
func sessionOf(r *http.Request) string {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// session names the browser's session, and gives it one if it has none.
func session(w http.ResponseWriter, r *http.Request) string {
	if name := sessionOf(r); name != "" {
		return name
	}
	return freshSession(w)
}

// freshSession gives the browser a new session and returns its name.
func freshSession(w http.ResponseWriter) string {
	name := rand.Text()
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: name, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	return name
}
