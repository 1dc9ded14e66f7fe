// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"encoding/json"
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
	data, err := extension.Locales.ReadFile("_locales/" + language + "/messages.json")
	if err != nil {
		deny(w, http.StatusNotFound, "no such language")
		return
	}
	var messages map[string]struct {
		Message string `json:"message"`
	}
	if err := json.Unmarshal(data, &messages); err != nil {
		deny(w, http.StatusInternalServerError, "the catalogue is broken")
		return
	}
	codes := map[string]codeWords{}
	for key, message := range messages {
		if name, ok := strings.CutPrefix(key, "error_"); ok {
			code := strings.ReplaceAll(name, "_", "-") // a key of chrome.i18n has no hyphen
			codes[code] = codeWords{Error: message.Message, Hint: messages["hint_"+name].Message}
		}
	}
	answer(w, codes)
}
