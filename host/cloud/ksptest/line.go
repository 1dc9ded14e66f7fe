// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest

import (
	"net/http"
	"net/http/httptest"
)

// Line is a client's transport that leads to a server without a network.
func Line(server http.Handler) http.RoundTripper { return line{server} }

type line struct{ server http.Handler }

func (l line) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	l.server.ServeHTTP(w, r)
	return w.Result(), nil
}
