// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
)

// authority is one to choose, as programs read it.
type authority struct {
	Name   string `json:"name"`
	EDRPOU string `json:"edrpou"`
	Lookup bool   `json:"lookup"` // it can be asked
}

// listAuthorities tells whom one may ask, and what it means to ask everyone.
// Nothing was found by that, so it is no success.
func (c *call) listAuthorities() int {
	all := []authority{}
	for _, a := range c.Finder.Directory.Authorities() {
		all = append(all, authority{pki.DisplayText(a.Name()), pki.DisplayText(a.EDRPOU), a.Lookup()})
	}
	which := fault{Code: "usage", Message: c.words.text("cli_which_authority"), Hint: c.words.text("cli_hint_which_authority")}
	if c.json {
		c.writeJSON(map[string]any{"authorities": all, "error": which})
		return exitUsage
	}
	for _, a := range all {
		word := "cli_authority"
		if !a.Lookup {
			word = "cli_authority_without_lookup"
		}
		fmt.Fprintln(c.out, c.words.text(word, a.Name, a.EDRPOU))
	}
	c.warn(which)
	return exitUsage
}

// oneAuthority returns the one authority that a person means by a text, or says
// that there is none or that there are several.
func (c *call) oneAuthority(text string) (one registry.Authority, code int, ok bool) {
	switch meant := meant(c.Finder.Directory, text); len(meant) {
	case 0:
		return one, c.usage(c.words.text("cli_no_such_authority", text)), false
	case 1:
		return meant[0], exitDone, true
	default:
		names := make([]string, len(meant))
		for i, a := range meant {
			names[i] = a.Name()
		}
		return one, c.usage(c.words.text("cli_several_authorities", text, strings.Join(names, "; "))), false
	}
}

// meant returns the authorities that a person may mean by a text: the one that
// bears it, or else those that have it among the words of a name or as their
// code, or else those that have it anywhere in a name.
func meant(directory *registry.Directory, text string) []registry.Authority {
	if a, known := directory.Find(text); known {
		return []registry.Authority{a}
	}
	words := wordsOf(text)
	if strings.TrimSpace(words) == "" {
		return nil
	}
	for _, part := range []string{words, strings.TrimSpace(words)} {
		others := slices.DeleteFunc(directory.Authorities(), func(a registry.Authority) bool {
			return !slices.ContainsFunc(append(slices.Clone(a.Names), a.EDRPOU), func(name string) bool {
				return strings.Contains(wordsOf(name), part)
			})
		})
		if len(others) > 0 {
			return others
		}
	}
	return nil
}

// wordsOf is a text in lower case, with a space before, between and after its
// words.
func wordsOf(text string) string {
	return " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ") + " "
}
