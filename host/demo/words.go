// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"net/http"
	"strings"

	"github.com/pidpys/pidpys/extension"
)

// codeWords is what the extension's catalogue says about one error code.
type codeWords struct {
	Error string `json:"error"`
	Hint  string `json:"hint"`
}

// words serves what the extension itself says about each error code, so that a
// page need not invent sentences of its own: /pidpys/words/uk.json.
func words(w http.ResponseWriter, r *http.Request) {
	language, _ := strings.CutSuffix(r.PathValue("file"), ".json")
	messages := extension.Words(language)
	if messages == nil {
		deny(w, http.StatusNotFound, "no such language")
		return
	}
	codes := map[string]codeWords{}
	for key, message := range messages {
		if name, ok := strings.CutPrefix(key, "error_"); ok {
			code := strings.ReplaceAll(name, "_", "-") // a key of chrome.i18n has no hyphen
			codes[code] = codeWords{Error: message, Hint: messages["hint_"+name]}
		}
	}
	answer(w, codes)
}
