// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import "time"

// A carrier is a part of a message that time-stamps may cover: a value of an
// unsigned attribute, a member of the revocation data, a signature value.
type carrier struct {
	given  time.Time // when the caller says that it existed; zero is now
	proven time.Time // by time-stamps; zero is by none
}

// prove records a proof of existence: ETSI EN 319 102-1 section 5.6.2.3.
func (c *carrier) prove(at time.Time) {
	if c.proven.IsZero() || at.Before(c.proven) {
		c.proven = at
	}
}

// carriers are those that hold the same, one within another or beside it.
type carriers []*carrier

// proven is when what they hold is known to have existed, at the latest now,
// and whether anybody says so. A clock that is a little ahead says now.
func (all carriers) proven(now time.Time) (at time.Time, said bool) {
	at = now
	for _, c := range all {
		for _, proof := range []time.Time{c.given, c.proven} {
			if proof.IsZero() || proof.After(now.Add(clockSkew)) {
				continue
			}
			said = true
			if proof.Before(at) {
				at = proof
			}
		}
	}
	return at, said
}

func (m *message) newCarrier() *carrier {
	c := &carrier{given: m.Proven}
	m.carriers = append(m.carriers, c)
	return c
}
