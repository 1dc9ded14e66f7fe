// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	_ "embed"
	"net/http"
	"strings"
)

//go:embed signin.go
var signInSource string

// signInExample is what of signin.go a cabinet's developer needs: the handlers of
// a challenge and of a login.
func signInExample() string {
	_, rest, _ := strings.Cut(signInSource, "\nfunc (d *cabinet) challenge(")
	handlers, _, _ := strings.Cut(rest, "\nfunc (d *cabinet) taxLogin(")
	return "func (d *cabinet) challenge(" + handlers
}

// embedding gives the page that says how to embed Pidpys the very code that
// answers it.
func embedding(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(signInExample()))
}
