// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"hash"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/pki"
)

// HashForms is a hash in every form its identifier may stand for: GOST 34.311
// with either table, since which one a signer's key names is known only after
// the content; any other hash alone.
func HashForms(h *pki.Hash) []*pki.Hash {
	if h == pki.GOST34311 {
		return []*pki.Hash{pki.GOST34311, pki.GOST34311Example}
	}
	return []*pki.Hash{h}
}

// Forms is what a signature by the signer may use the hash as.
func (s *Identified) Forms(h *pki.Hash) []*pki.Hash {
	if s == nil || s.Key == nil {
		return HashForms(h)
	}
	return []*pki.Hash{h.For(s.Key)}
}

// Digests hashes content once, with several functions at a time.
type Digests struct {
	hashes []*pki.Hash
	states []hash.Hash
}

// Add asks for hashes, before anything is written.
func (d *Digests) Add(hashes ...*pki.Hash) {
	for _, h := range hashes {
		if !slices.Contains(d.hashes, h) {
			d.hashes = append(d.hashes, h)
			d.states = append(d.states, h.New())
		}
	}
}

// Write hashes p, with each function on a processor of its own.
func (d *Digests) Write(p []byte) (int, error) {
	var others sync.WaitGroup
	for i, state := range d.states {
		if i == len(d.states)-1 {
			state.Write(p)
			break
		}
		others.Go(func() { state.Write(p) })
	}
	others.Wait()
	return len(p), nil
}

// Sum is the digest by a hash, nil unless that was among those asked for.
func (d *Digests) Sum(h *pki.Hash) []byte {
	if i := slices.Index(d.hashes, h); i >= 0 {
		return d.states[i].Sum(nil)
	}
	return nil
}
