// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/cloud/loopback"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

// A terminal is who uses the program without its window: a browser opens what it
// shows.
type terminal struct {
	person
	browser func(address, redirect string)
}

func (o *terminal) Authorize(context.Context) (key.Authorization, error) {
	var l *loopback.Listener
	l, err := loopback.Listen(func(address string) { go o.browser(address, l.RedirectURI()) }, loopback.Page{Language: "uk", Title: "Готово"})
	return l, err
}

// open follows an address to the end.
func open(t *testing.T, address string) {
	response, err := http.Get(address)
	if err == nil {
		_, _ = io.Copy(io.Discard, response.Body)
		err = response.Body.Close()
	}
	assert.NoError(t, err)
}

// The way of the command line: CSC 2 goes it, CSC 1 does not, and what another
// program of the computer sends there is no leave.
func TestLoopback(t *testing.T) {
	enter := func(t *testing.T, version int, browser func(address, redirect string)) error {
		o := csctest.Options{Version: version, Issuer: version == 2}
		o.Client.Redirects = []string{"http://127.0.0.1/"}
		_, p := simulator(t, o, testpki.Person)
		s, err := p.Enter(t.Context(), "", &terminal{browser: browser})
		if err == nil {
			require.NoError(t, s.Close())
		}
		return err
	}
	honest := func(address, _ string) { open(t, address) }
	assert.NoError(t, enter(t, 2, honest))
	assert.ErrorIs(t, enter(t, 1, honest), key.ErrAuthorization)
	for name, query := range map[string]string{
		"no state":      "code=stolen",
		"a wrong state": "code=stolen&state=guessed",
		"an error":      "error=access_denied&state=guessed",
		"nothing":       "x=y",
	} {
		t.Run(name, func(t *testing.T) {
			err := enter(t, 2, func(_, redirect string) { open(t, redirect+"?"+query) })
			assert.ErrorIs(t, err, key.ErrAuthorization)
		})
	}
}
