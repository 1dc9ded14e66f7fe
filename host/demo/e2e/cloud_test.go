// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestCloud signs in and signs a document with a key at each practice provider; the
// person confirms on a phone that scans what the screen shows.
func TestCloud(t *testing.T) {
	for _, c := range []struct {
		browser string
		keeper  keeper
	}{
		{browser.Chromium, csc1}, {browser.Chromium, csc2}, {browser.Chromium, ksp4}, {browser.Chromium, ksp6},
		{browser.Firefox, csc2}, {browser.Firefox, ksp6},
	} {
		t.Run(c.browser+"/"+c.keeper.name, func(t *testing.T) {
			v := cloudVisit(t, c.browser)
			v.takeTime(2 * patience)
			w := v.start("#sign-in")
			v.identify(w, c.keeper)
			v.picture(w, "owner")
			v.agree(w, c.keeper)
			assert.Equal(t, person(testpki.Director), v.verified().Visitor.Person)
			v.awaitState("in")
			v.windowGone()
			v.picture(v.page, "signed-in")

			s := v.signDocument(func(w *browser.Window) {
				assert.Equal(t, c.keeper.title, ask[string](v, w, "document.querySelector('#provider').selectedOptions[0].text"), "it is remembered")
				v.identify(w, c.keeper)
				v.picture(w, "document")
				v.agree(w, c.keeper, "договір.txt")
			})
			v.picture(v.page, "signed")
			v.acceptedByPidpys(s)
		})
	}
}

// cloudVisit is a visit to the cabinet with practice providers that behave well.
func cloudVisit(t *testing.T, name string) *visit {
	t.Helper()
	inSuite(t, "cloud")
	v := begin(t, name)
	v.openCabinet()
	return v
}
