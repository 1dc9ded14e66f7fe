// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keyid

import (
	"encoding/binary"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// Requests have room for three identifiers or for four: the sources disagree,
// and a provider may answer one form only.
const (
	Short = 3 // 120 octets
	Long  = 4 // 152 octets
)

// requestType is the first word of a request.
const requestType = 13

// A Request asks for the certificates of keys.
type Request struct {
	// IDs are identifiers of keys, each of 20 or 32 octets, as many as Slots
	// at most.
	IDs [][]byte
	// Slots is Short or Long.
	Slots int
	// Chain asks for the certificates above as well, Servers for those of the
	// provider's servers.
	Chain, Servers bool
}

// size is the length of a request's octets: six words beside the slots.
func size(slots int) int { return 6*4 + slots*idSize }

// Marshal writes the request. In the short form a single identifier is said
// twice, as the known writers of that form do.
func (r Request) Marshal() ([]byte, error) {
	if r.Slots != Short && r.Slots != Long {
		return nil, fmt.Errorf("keyid: request of %d slots", r.Slots)
	}
	if len(r.IDs) == 0 || len(r.IDs) > r.Slots {
		return nil, fmt.Errorf("keyid: %d identifiers for %d slots", len(r.IDs), r.Slots)
	}
	ids := r.IDs
	if r.Slots == Short && len(ids) == 1 {
		ids = [][]byte{ids[0], ids[0]}
	}
	octets := make([]byte, 0, size(r.Slots))
	word := func(w int) { octets = binary.LittleEndian.AppendUint32(octets, uint32(w)) }
	flag := func(set bool) {
		if set {
			word(1)
		} else {
			word(0)
		}
	}
	word(requestType)
	word(0) // status
	word(len(ids))
	for _, id := range ids {
		if len(id) != 20 && len(id) != idSize {
			return nil, fmt.Errorf("keyid: identifier of %d octets", len(id))
		}
		octets = append(octets, pad(id)...)
	}
	octets = append(octets, make([]byte, (r.Slots-len(ids))*idSize)...)
	flag(r.Chain)
	flag(r.Servers)
	word(0) // an unsigned answer
	return wrap(octets)
}

// ParseRequest reads a request of either form. Identifiers come padded to 32
// octets, and each once.
func ParseRequest(message []byte) (Request, error) {
	octets, err := unwrap(message)
	if err != nil {
		return Request{}, err
	}
	var r Request
	switch len(octets) {
	case size(Short):
		r.Slots = Short
	case size(Long):
		r.Slots = Long
	default:
		return Request{}, ErrMalformed
	}
	kind, _, count := word(&octets), word(&octets), word(&octets)
	if kind != requestType || count < 1 || count > uint32(r.Slots) {
		return Request{}, ErrMalformed
	}
	for i := range r.Slots {
		var id []byte
		octets.ReadBytes(&id, idSize)
		if i < int(count) && !slices.ContainsFunc(r.IDs, func(other []byte) bool { return Equal(id, other) }) {
			r.IDs = append(r.IDs, id)
		}
	}
	r.Chain, r.Servers = word(&octets) != 0, word(&octets) != 0
	return r, nil
}

// word takes a little-endian word off the front of octets, which hold one.
func word(octets *cryptobyte.String) uint32 {
	var four []byte
	octets.ReadBytes(&four, 4)
	return binary.LittleEndian.Uint32(four)
}
