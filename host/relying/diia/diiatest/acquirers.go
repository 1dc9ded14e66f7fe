// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diiatest

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/strictjson"
)

// maxRequest bounds what an acquirer sends, in octets.
const maxRequest = 1 << 20

// What an acquirer is told of a request that is not carried out.
var (
	errWrong   = errors.New("wrong request")
	errUnknown = errors.New("no such thing")
	errToken   = errors.New("no such token")
	errBroken  = errors.New("out of order")
)

// A handler answers a call of an acquirer who is known, with what is written as
// JSON; nil for no content.
type handler func(r *http.Request) (any, error)

// prefixed is a pattern of a path that is mounted somewhere.
func prefixed(pattern, at string) string {
	method, path, _ := strings.Cut(pattern, " ")
	return method + " " + at + path
}

// giveToken gives a session token to who has the acquirer's.
func (s *Server) giveToken(w http.ResponseWriter, r *http.Request) {
	authorized := s.AuthToken == "" || r.Header.Get("Authorization") == "Basic "+s.AuthToken
	if subtle.ConstantTimeCompare([]byte(r.PathValue("token")), []byte(s.Token)) != 1 || !authorized {
		s.answer(w, nil, errToken)
		return
	}
	token := rand.Text()
	s.mu.Lock()
	now := s.Now()
	for old, until := range s.tokens {
		if !now.Before(until) {
			delete(s.tokens, old)
		}
	}
	s.tokens[token] = now.Add(diia.TokenLife)
	s.mu.Unlock()
	s.answer(w, map[string]string{"token": token}, nil)
}

// Forget makes all session tokens worthless, as a restart would.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// known answers who has a session token that is not too old.
func (s *Server) known(handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		s.mu.Lock()
		until, given := s.tokens[token]
		s.mu.Unlock()
		if !ok || !given || !s.Now().Before(until) {
			s.answer(w, nil, errToken)
			return
		}
		if s.fault() == ServerError {
			s.answer(w, nil, errBroken)
			return
		}
		value, err := handle(r)
		s.answer(w, value, err)
	})
}

func (s *Server) answer(w http.ResponseWriter, value any, err error) {
	status := http.StatusOK
	switch {
	case errors.Is(err, errWrong):
		status = http.StatusBadRequest
	case errors.Is(err, errToken):
		status = http.StatusUnauthorized
	case errors.Is(err, errUnknown):
		status = http.StatusNotFound
	case err != nil:
		status = http.StatusInternalServerError
	case value == nil:
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if err != nil {
		value = map[string]string{"message": err.Error()}
	}
	body, err := json.Marshal(value)
	if err != nil {
		panic("diiatest: internal error: " + err.Error())
	}
	if status == http.StatusOK && s.fault() == BrokenJSON {
		body = body[:len(body)/2]
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// read takes in what an acquirer sends. Members that nobody knows are wrong here.
func read(r *http.Request, into any) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest))
	if err != nil || strictjson.Decode(body, into) != nil {
		return errWrong
	}
	return nil
}

// pageOf is which part of a list is wanted.
func pageOf(r *http.Request) (skip, limit int, err error) {
	skip, wrong := strconv.Atoi(r.FormValue("skip"))
	limit, more := strconv.Atoi(r.FormValue("limit"))
	if wrong != nil || more != nil || skip < 0 || limit < 1 {
		return 0, 0, errWrong
	}
	return skip, limit, nil
}

// within says that a text has so many characters.
func within(text string, least, most int) bool {
	n := utf8.RuneCountInString(text)
	return n >= least && n <= most
}

// checkBranch holds a branch to the limits of the library for Python, models
// Branch and BranchScopes.
func checkBranch(b diia.Branch) error {
	optional := func(text string, least, most int) bool { return text == "" || within(text, least, most) }
	switch {
	case !within(b.Name, 1, 32), !within(b.Location, 2, 100), !within(b.Street, 4, 100), !within(b.House, 1, 20),
		!optional(b.Email, 6, 100), !optional(b.Region, 4, 100), !optional(b.District, 4, 100),
		!optional(b.CustomFullName, 1, 100), !optional(b.CustomFullAddress, 1, 200),
		!slices.Equal(b.DeliveryTypes, []string{"api"}), b.OfferRequestType != "dynamic":
		return errWrong
	}
	return nil
}
