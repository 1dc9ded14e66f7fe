// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
)

// A layer is what somebody set at one place.
type layer struct {
	place  string
	user   bool // it is the user's
	values []value
	err    error // why nothing of it is followed
	// lost: it is an administrator's beyond doubt, and nobody knows what it forbids.
	lost bool
}

// A value is a member as it was written.
type value struct {
	member string
	json   []byte
	err    error // why it cannot be read
}

var (
	errUnknown = errors.New("there is no such setting")
	errTwice   = errors.New("it is written twice")
	errAdmins  = errors.New("only the administrator sets it")
)

// settled is what is in force of layers, of which a later one goes before those
// above it.
func settled(layers ...layer) Config {
	c := Config{PINEntry: Window, LogLevel: Info}
	ordered := map[string]bool{}
	for _, l := range layers {
		if l.err != nil {
			c.Faults = append(c.Faults, &Fault{Place: l.place, Err: l.err})
		}
		for _, m := range members {
			if l.lost && m.forbid != nil {
				m.forbid(&c)
				ordered[m.name] = true
			}
		}
		for _, v := range l.values {
			followed, err := c.follow(l, v)
			if err != nil {
				c.Faults = append(c.Faults, &Fault{l.place, pki.DisplayText(v.member), err})
			}
			if followed && !l.user {
				ordered[v.member] = true
			}
		}
	}
	for _, m := range members {
		if ordered[m.name] {
			c.Locked = append(c.Locked, m.name)
		}
	}
	return c
}

// follow puts one value of a layer into force, if it is in order.
func (c *Config) follow(l layer, v value) (followed bool, err error) {
	i := slices.IndexFunc(members, func(m member) bool { return m.name == v.member })
	switch {
	case i < 0:
		return false, errUnknown
	case l.user && !members[i].user:
		return false, errAdmins
	}
	m := members[i]
	if err = v.check(); err == nil {
		followed, err = m.set(c, v.json)
	}
	if !followed && m.forbid != nil {
		m.forbid(c)
		followed = true
	}
	return followed, err
}

// check says why there is nothing to follow in a value, whatever its member is.
func (v value) check() error {
	switch {
	case v.err != nil:
		return v.err
	case len(v.json) > maxPlace:
		return tooLong(maxPlace)
	case string(v.json) == "null":
		return errors.New("null is no value")
	}
	return nil
}

func tooLong(limit int) error { return fmt.Errorf("more than %d octets", limit) }
