// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"slices"
	"strings"
)

// maxExpression bounds an expression in octets, and with it the depth of its
// brackets.
const maxExpression = 512

// choose reads which authentication objects suffice: their ids, joined by AND, OR
// and XOR, with brackets (CSC 2, section 11.4, auth/expression). Of alternatives
// it takes the first. AND binds closer than the others, as is usual: the standard
// does not say.
func choose(expression string) (ids []string, fits bool) {
	if len(expression) > maxExpression {
		return nil, false
	}
	spaced := strings.NewReplacer("(", " ( ", ")", " ) ").Replace(expression)
	r := &expressionReader{words: strings.Fields(spaced)}
	ids, fits = r.alternatives()
	return ids, fits && len(r.words) == 0
}

type expressionReader struct{ words []string }

// take takes the next word if it is one of those.
func (r *expressionReader) take(words ...string) bool {
	if len(r.words) == 0 || !slices.Contains(words, r.words[0]) {
		return false
	}
	r.words = r.words[1:]
	return true
}

func (r *expressionReader) alternatives() ([]string, bool) {
	first, fits := r.together()
	for fits && r.take("OR", "XOR") {
		_, fits = r.together()
	}
	return first, fits
}

func (r *expressionReader) together() ([]string, bool) {
	all, fits := r.one()
	for fits && r.take("AND") {
		var more []string
		more, fits = r.one()
		for _, id := range more {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all, fits
}

func (r *expressionReader) one() ([]string, bool) {
	if r.take("(") {
		ids, fits := r.alternatives()
		return ids, fits && r.take(")")
	}
	if len(r.words) == 0 || slices.Contains([]string{"AND", "OR", "XOR", ")"}, r.words[0]) {
		return nil, false
	}
	id := r.words[0]
	r.words = r.words[1:]
	return []string{id}, true
}
