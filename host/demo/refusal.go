// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"errors"
	"net/http"
)

// A refusal is why something was not taken that a visitor brought, by a code that the
// page has words for, and what belongs into them.
type refusal struct {
	code   string
	values []string
}

func (r refusal) Error() string { return "demo: refused: " + r.code }

// refuse answers with a refusal. Of any other error it tells nothing.
func refuse(w http.ResponseWriter, err error) {
	refused, ok := errors.AsType[refusal](err)
	if !ok {
		deny(w, http.StatusBadRequest, "this could not be done")
		return
	}
	denyBecause(w, http.StatusUnprocessableEntity, refused.code, refused.Error(), refused.values...)
}
