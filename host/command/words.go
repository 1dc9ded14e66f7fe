// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"os"
	"strings"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/pki"
)

// catalogue is one language's words, those of the browser's window too.
type catalogue map[string]string

// language returns "en" when the environment asks for English, and "uk"
// otherwise: the product speaks Ukrainian unless told not to.
func language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := os.Getenv(name); locale != "" {
			if strings.HasPrefix(locale, "en") {
				return "en"
			}
			return "uk"
		}
	}
	return "uk"
}

func words(language string) catalogue { return extension.Words(language) }

// text returns a message with $1, $2 … replaced. What replaces them comes from
// certificates, messages and names of files, and goes to a terminal: it is made
// fit to show. A key that is not in the catalogue stands for itself, so that
// nothing is lost.
func (c catalogue) text(key string, with ...string) string {
	message, ok := c[key]
	if !ok {
		return pki.DisplayText(strings.Join(append([]string{key}, with...), " "))
	}
	fit := make([]string, len(with))
	for i, w := range with {
		fit[i] = pki.DisplayText(w)
	}
	return extension.Fill(message, fit...)
}

// has tells whether the catalogue knows a key.
func (c catalogue) has(key string) bool {
	_, ok := c[key]
	return ok
}
