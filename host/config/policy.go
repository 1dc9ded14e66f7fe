// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// A policy is a place of the system where a domain's administrators set values by
// name.
type policy interface {
	place() string
	values() ([]policyValue, error) // none where nobody set anything
}

// A policyValue is one or more lines of text.
type policyValue struct {
	name  string // in lower case
	lines []string
	err   error // why it is no text
}

// A form is how the lines of a policy's value make a member.
type form func(lines []string) ([]byte, error)

// word is a member that is one text, which stands alone on a line.
func word(lines []string) ([]byte, error) {
	lines = trimmed(lines)
	if len(lines) != 1 {
		return nil, errors.New("it must have one line")
	}
	return json.Marshal(lines[0])
}

// words are a list of texts, each on a line.
func words(lines []string) ([]byte, error) { return json.Marshal(trimmed(lines)) }

// text is a member as config.json has it, JSON, in as many lines as are handy.
func text(lines []string) ([]byte, error) {
	return bytes.TrimSpace([]byte(strings.Join(lines, "\n"))), nil
}

// trimmed are lines without the space about them, and without those that are
// empty: whoever types them in an editor of policies sees neither.
func trimmed(lines []string) []string {
	kept := []string{}
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// inPolicy is what is set by a policy, nothing where a system has none.
func inPolicy(p policy) layer {
	if p == nil {
		return layer{}
	}
	set, err := p.values()
	l := layer{place: p.place(), err: err, lost: err != nil}
	for _, s := range set {
		v := value{member: s.name, err: s.err}
		m := slices.IndexFunc(members, func(m member) bool { return m.name == s.name })
		if m >= 0 && v.err == nil {
			v.json, v.err = members[m].form(s.lines)
		}
		l.values = append(l.values, v)
	}
	return l
}
