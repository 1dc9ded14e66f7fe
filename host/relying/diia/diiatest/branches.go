// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diiatest

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"slices"

	"github.com/pidpys/pidpys/host/relying/diia"
)

// newID is an identifier of the kind that Diia's database gives.
func newID() string {
	var id [12]byte
	rand.Read(id[:])
	return hex.EncodeToString(id[:])
}

func made(id string) map[string]string { return map[string]string{"_id": id} }

func (s *Server) createBranch(r *http.Request) (any, error) {
	return s.putBranch(r, newID())
}

func (s *Server) updateBranch(r *http.Request) (any, error) {
	if _, err := s.branch(r); err != nil {
		return nil, err
	}
	return s.putBranch(r, r.PathValue("branch"))
}

func (s *Server) putBranch(r *http.Request, id string) (any, error) {
	var b diia.Branch
	if err := read(r, &b); err != nil {
		return nil, err
	}
	if err := checkBranch(b); err != nil {
		return nil, err
	}
	b.ID = id
	s.mu.Lock()
	defer s.mu.Unlock()
	s.branches.put(id, b)
	return made(id), nil
}

// branch is the one in the request's path.
func (s *Server) branch(r *http.Request) (diia.Branch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.branches.by[r.PathValue("branch")]
	if !ok {
		return b, errUnknown
	}
	return b, nil
}

func (s *Server) showBranch(r *http.Request) (any, error) { return s.branch(r) }

func (s *Server) deleteBranch(r *http.Request) (any, error) {
	b, err := s.branch(r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.branches.remove(b.ID)
	return nil, nil
}

func (s *Server) listBranches(r *http.Request) (any, error) {
	skip, limit, err := pageOf(r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	some, total := s.branches.list(skip, limit, func(diia.Branch) bool { return true })
	return map[string]any{"total": total, "branches": some}, nil
}

func (s *Server) createOffer(r *http.Request) (any, error) {
	b, err := s.branch(r)
	if err != nil {
		return nil, err
	}
	var o diia.Offer
	if err := read(r, &o); err != nil {
		return nil, err
	}
	if o.Name == "" || len(o.Scopes.DiiaID) != 1 || !slices.Contains(b.Scopes.DiiaID, o.Scopes.DiiaID[0]) {
		return nil, errWrong
	}
	o.ID = newID()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offers.put(o.ID, offer{o, b.ID})
	return made(o.ID), nil
}

func (s *Server) listOffers(r *http.Request) (any, error) {
	skip, limit, err := pageOf(r)
	if err != nil {
		return nil, err
	}
	b, err := s.branch(r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	some, total := s.offers.list(skip, limit, func(o offer) bool { return o.branch == b.ID })
	return map[string]any{"total": total, "offers": some}, nil
}

func (s *Server) deleteOffer(r *http.Request) (any, error) {
	o, err := s.offerOf(r.PathValue("branch"), r.PathValue("offer"))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offers.remove(o.ID)
	return nil, nil
}

// offerOf is an offer of a branch.
func (s *Server) offerOf(branch, id string) (diia.Offer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.offers.by[id]
	if !ok || o.branch != branch {
		return diia.Offer{}, errUnknown
	}
	return o.Offer, nil
}
