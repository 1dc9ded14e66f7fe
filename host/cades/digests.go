// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"hash"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/pki"
)

// tables is a hash in every form its identifier may stand for: GOST 34.311
// with either table, since which one a signer's key names is known only after
// the content; any other hash alone.
func tables(h *pki.Hash) []*pki.Hash {
	if h == pki.GOST34311 {
		return []*pki.Hash{pki.GOST34311, pki.GOST34311Example}
	}
	return []*pki.Hash{h}
}

// forms is what a signature by the signer may use the hash as.
func (s *signer) forms(h *pki.Hash) []*pki.Hash {
	if s == nil || s.key == nil {
		return tables(h)
	}
	return []*pki.Hash{h.For(s.key)}
}

// digests hashes content once, with several functions at a time.
type digests struct {
	hashes []*pki.Hash
	states []hash.Hash
}

func (d *digests) add(hashes ...*pki.Hash) {
	for _, h := range hashes {
		if !slices.Contains(d.hashes, h) {
			d.hashes = append(d.hashes, h)
			d.states = append(d.states, h.New())
		}
	}
}

func (d *digests) Write(p []byte) (int, error) {
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

// sum is the digest by a hash, nil unless that was among those asked for.
func (d *digests) sum(h *pki.Hash) []byte {
	if i := slices.Index(d.hashes, h); i >= 0 {
		return d.states[i].Sum(nil)
	}
	return nil
}
