// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pages

import (
	"encoding/json"
	"net/http"
)

// Answer gives a script what it asked for.
func Answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

// Deny answers with a reason, and with a code if the page has words for it, into which
// the values belong. All is shown to whoever asked, so it must hold nothing that is not
// for him.
func Deny(w http.ResponseWriter, status int, code, reason string, values ...string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": reason, "code": code, "values": values})
}
