// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"encoding/base64"
	"time"
)

const (
	// tokenLife is how long a program may use the API, sadLife how long it may take
	// to sign, both by the examples of section 8.3.3.
	tokenLife = time.Hour
	sadLife   = 5 * time.Minute
	// codeLife is how long a code waits: it "shall expire shortly" (section 8.3.2).
	codeLife = time.Minute
)

// A grant is what a token allows.
type grant struct {
	person *Person
	bearer bool // it may stand in an Authorization header
	// activation is, of a token that signs, what.
	activation *activation
}

// An activation is signature activation data, SAD: section 8.2. What it counts the
// server's mutex guards.
type activation struct {
	credential *credential
	hashes     map[string]bool // in base64; nil: any
	left       int             // signatures
	expires    time.Time
}

// activate makes an activation for a number of signatures, and for digests if there
// are any.
func (s *Server) activate(of *credential, signatures int, digests [][]byte) *activation {
	a := &activation{credential: of, left: signatures}
	if digests != nil {
		a.bind(digests)
	}
	return a
}

func (a *activation) bind(digests [][]byte) {
	a.hashes = map[string]bool{}
	for _, d := range digests {
		a.hashes[base64.StdEncoding.EncodeToString(d)] = true
	}
}

// issue gives a token out and says how many seconds it lives.
func (s *Server) issue(g *grant) (token string, seconds int) {
	life := tokenLife
	if g.activation != nil {
		life = sadLife
		g.activation.expires = s.options.Now().Add(life)
		if s.has(ExpiredSAD) {
			g.activation.expires = s.options.Now()
		}
	}
	// One that is over is still told from one that never was.
	return s.tokens.put(g, 2*tokenLife), int(life / time.Second)
}

// activationFor finds the activation of a credential that a request to sign names,
// or, since CSC 2, is sent by.
func (s *Server) activationFor(c *call) (a *activation, refused *refusal) {
	of, refused := s.lookup(c)
	if refused != nil {
		return nil, refused
	}
	if !c.in.has("SAD") && c.by.activation != nil {
		a = c.by.activation
	} else {
		sad, refused := c.in.text("SAD")
		if refused != nil {
			return nil, refused
		}
		g, _ := s.tokens.get(sad)
		if g == nil || g.activation == nil {
			return nil, invalid("Invalid parameter SAD")
		}
		a = g.activation
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case a.credential != of || a.left == 0:
		return nil, invalid("Invalid parameter SAD")
	case !s.options.Now().Before(a.expires):
		return nil, invalid("SAD expired")
	}
	return a, nil
}

// spend takes signatures off an activation, all or none.
func (s *Server) spend(a *activation, digests [][]byte) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range digests {
		if a.hashes != nil && !a.hashes[base64.StdEncoding.EncodeToString(d)] {
			return invalid("Hash is not authorized by the SAD.")
		}
	}
	if len(digests) > a.left {
		return invalid("Invalid parameter SAD")
	}
	a.left -= len(digests)
	return nil
}

// extendTransaction: section 11.7 of CSC 1, section 11.9 of CSC 2.
func (s *Server) extendTransaction(c *call) (any, *refusal) {
	a, refused := s.activationFor(c)
	if refused != nil {
		return nil, refused
	}
	s.mu.Lock()
	next := &activation{credential: a.credential, hashes: a.hashes, left: a.left}
	s.mu.Unlock()
	if c.in.has(s.hashesName()) || s.options.SCAL == 2 {
		digests, refused := c.in.digests(s.hashesName())
		if refused != nil {
			return nil, refused
		}
		next.bind(digests)
	}
	s.mu.Lock()
	a.left = 0
	s.mu.Unlock()
	return s.activated(c.by.person, next), nil
}

// activatedAnswer is section 11.6.
type activatedAnswer struct {
	SAD     string `json:"SAD"`
	Expires int    `json:"expiresIn"`
}

func (s *Server) activated(person *Person, a *activation) activatedAnswer {
	sad, seconds := s.issue(&grant{person: person, activation: a})
	return activatedAnswer{sad, seconds}
}
