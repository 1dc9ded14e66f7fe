// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import "net/http"

// A refusal is an error of the API or the authorization server: sections 8.3 and
// 10.1, and RFC 6749, section 5.2.
type refusal struct {
	status      int
	Code        string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

func (e *refusal) write(w http.ResponseWriter) { reply(w, e.status, e) }

// invalid is the refusal of almost everything; its descriptions are those of the
// tables in sections 8.3 and 11.
func invalid(description string) *refusal {
	return &refusal{http.StatusBadRequest, "invalid_request", description}
}

// malformed is the description of section 10.1 for what is wrong in general.
func malformed() *refusal {
	return invalid("The request is missing a required parameter, includes an invalid parameter value, " +
		"includes a parameter more than once, or is otherwise malformed.")
}

// denied is what people do.
func denied(description string) *refusal {
	return &refusal{http.StatusBadRequest, "access_denied", description}
}
