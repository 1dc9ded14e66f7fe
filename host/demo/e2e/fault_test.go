// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// A fault is what a provider does wrong, and what comes of it.
type fault struct {
	of    keeper
	name  string
	place string // where the window says it
	code  string // what it says there
	page  string // what the page is told
}

var faults = []fault{
	{csc1, "refuse", "cloud-failure", "declined", "cancelled"},
	{csc1, "expire", "cloud-failure", "declined", "cancelled"},
	{csc1, "expired-sad", "over-failure", "authorization-failed", "failed"},
	{csc1, "wrong-hash", "over-failure", "provider-answer", "failed"},
	{csc1, "wrong-signature", "over-failure", "provider-answer", "failed"},
	{csc1, "too-few", "over-failure", "provider-answer", "failed"},
	{csc1, "foreign-certificate", "owner-failure", "certificate-untrusted", "cancelled"},
	{csc1, "certificate-changed", "over-failure", "certificate-changed", "failed"},
	{csc1, "broken-json", "cloud-failure", "provider-answer", "cancelled"},
	{csc1, "server-error", "cloud-failure", "provider-failed", "cancelled"},
	{csc1, "wrong-state", "cloud-failure", "authorization-failed", "cancelled"},
	{csc1, "duplicate-code", "cloud-failure", "authorization-failed", "cancelled"},
	{csc1, "spent-code", "cloud-failure", "authorization-failed", "cancelled"},
	{csc2, "refuse", "cloud-failure", "declined", "cancelled"},
	{csc2, "expire", "cloud-failure", "declined", "cancelled"},
	{csc2, "expired-sad", "over-failure", "authorization-failed", "failed"},
	{csc2, "wrong-hash", "over-failure", "provider-answer", "failed"},
	{csc2, "wrong-signature", "over-failure", "provider-answer", "failed"},
	{csc2, "too-few", "over-failure", "provider-answer", "failed"},
	{csc2, "foreign-certificate", "owner-failure", "certificate-untrusted", "cancelled"},
	{csc2, "certificate-changed", "over-failure", "certificate-changed", "failed"},
	{csc2, "broken-json", "cloud-failure", "provider-answer", "cancelled"},
	{csc2, "server-error", "cloud-failure", "provider-failed", "cancelled"},
	{csc2, "wrong-state", "cloud-failure", "authorization-failed", "cancelled"},
	{csc2, "duplicate-code", "cloud-failure", "authorization-failed", "cancelled"},
	{csc2, "spent-code", "cloud-failure", "authorization-failed", "cancelled"},
	{ksp4, "refuse", "cloud-failure", "declined", "cancelled"},
	{ksp4, "expire", "cloud-failure", "unconfirmed", "cancelled"},
	{ksp4, "wrong-hash", "cloud-failure", "provider-answer", "cancelled"},
	{ksp4, "foreign-certificate", "owner-failure", "certificate-untrusted", "cancelled"},
	{ksp4, "certificate-changed", "over-failure", "certificate-changed", "failed"},
	{ksp4, "broken-json", "cloud-failure", "provider-answer", "cancelled"},
	{ksp4, "server-error", "cloud-failure", "provider-failed", "cancelled"},
	{ksp4, "forged-answer", "cloud-failure", "provider-answer", "cancelled"},
	{ksp6, "refuse", "cloud-failure", "declined", "cancelled"},
	{ksp6, "expire", "cloud-failure", "unconfirmed", "cancelled"},
	{ksp6, "duplicate", "cloud-failure", "provider-answer", "cancelled"},
	{ksp6, "wrong-hash", "cloud-failure", "provider-answer", "cancelled"},
	{ksp6, "foreign-certificate", "owner-failure", "certificate-untrusted", "cancelled"},
	{ksp6, "certificate-changed", "over-failure", "certificate-changed", "failed"},
	{ksp6, "broken-json", "cloud-failure", "provider-answer", "cancelled"},
	{ksp6, "server-error", "cloud-failure", "provider-failed", "cancelled"},
	{ksp6, "forged-answer", "cloud-failure", "provider-answer", "cancelled"},
}

// TestCloudFaults is everything that a provider may do wrong, or the person there.
func TestCloudFaults(t *testing.T) {
	v := cloudVisit(t, eitherBrowser())
	for _, f := range faults {
		t.Run(f.of.name+"/"+f.name, func(t *testing.T) {
			v.T = t
			v.takeTime(patience)
			setFault(v.house, f.of, f.name)
			defer setFault(v.house, f.of, "")
			w := v.start("#sign-in")
			v.reach(w, f.of)
			place, code := v.endOf(w, f.of)
			require.Equal(t, f.place, place)
			assert.Equal(t, f.code, code)
			said := ask[string](v, w, "document.querySelector('#"+place+"').innerText")
			assert.NotEmpty(t, said)
			v.picture(w, "said")
			require.NoError(t, w.Close(v.ctx))
			assert.Equal(t, f.page, v.failure())
			v.reload() // and three cancels do not matter
			v.awaitState("out")
		})
	}
	v.T = t
	v.takeTime(patience)
	v.nothingVerified()
}

// TestCloudSlow is what a provider may do and nobody minds.
func TestCloudSlow(t *testing.T) {
	v := cloudVisit(t, eitherBrowser())
	for _, c := range []struct {
		of   keeper
		name string
	}{{csc2, "slow"}, {ksp4, "slow"}, {ksp4, "duplicate"}} {
		t.Run(c.of.name+"/"+c.name, func(t *testing.T) {
			v.T = t
			v.takeTime(patience)
			setFault(v.house, c.of, c.name)
			defer setFault(v.house, c.of, "")
			v.signInWith(c.of)
			assert.Equal(t, person(testpki.Director), v.verified().Visitor.Person)
			v.click("#sign-out")
			v.awaitState("out")
		})
	}
}

func setFault(h *demo.House, k keeper, name string) {
	p := h.Providers
	switch k {
	case csc1:
		p.CSC1.SetFault(csctest.Fault(name))
	case csc2:
		p.CSC2.SetFault(csctest.Fault(name))
	case ksp4:
		p.KSP4.SetFault(ksptest.Fault(name))
	case ksp6:
		p.KSP6.SetFault(ksptest.Fault(name))
	}
}

// endOf confirms all that is asked, in the window and on the phone, until the window
// says that it came to nothing: where, and by which code.
func (v *visit) endOf(w *browser.Window, k keeper) (place, code string) {
	v.Helper()
	const look = `(() => {
		const failed = [...document.querySelectorAll('#cloud-failure, #user-failure, #owner-failure, #over-failure')].find((e) => e.checkVisibility())
		const { step } = document.body.dataset
		const asked = step === 'consent' && document.querySelector('#approve').ariaDisabled !== 'true'
		const link = document.querySelector('#link')
		return { place: failed?.id ?? '', code: failed?.dataset.code ?? '', asked, link: link.checkVisibility() ? link.href : '' }
	})()`
	pressed := map[string]bool{"": true}
	v.until("it ends", func() bool {
		var now struct {
			Place, Code, Link string
			Asked             bool
		}
		if w.Evaluate(v.ctx, look, &now) != nil || now.Asked && w.Approve(v.ctx) != nil {
			return true // the window is gone
		}
		if link := v.linkOf(k, now.Link); !pressed[link] {
			pressed[link] = true
			v.pressAt(link)
		}
		place, code = now.Place, now.Code
		return code != ""
	})
	return place, code
}

// linkOf is the link of the window, or that of the provider's page where that has
// it; empty while there is none.
func (v *visit) linkOf(k keeper, link string) string {
	v.Helper()
	if k.page == "" {
		return link
	}
	addresses, err := v.browser.Addresses(v.ctx)
	require.NoError(v, err)
	for _, address := range addresses {
		if strings.Contains(address, k.page) {
			return v.linkAt(address)
		}
	}
	return ""
}

// linkAt is the link on a provider's page, which may go any moment.
func (v *visit) linkAt(address string) (link string) {
	v.Helper()
	bounded, done := context.WithTimeout(v.ctx, time.Second)
	defer done()
	if page, err := v.browser.Find(bounded, address); err == nil {
		_ = page.Evaluate(bounded, "document.querySelector('#open')?.href ?? ''", &link)
	}
	return link
}

// pressAt confirms on the phone that a link leads to.
func (v *visit) pressAt(link string) {
	v.Helper()
	answer, err := http.PostForm(link, url.Values{"answer": {"confirm"}})
	require.NoError(v, err)
	require.NoError(v, answer.Body.Close())
}
