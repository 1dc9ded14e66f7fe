// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

// Package acceptance installs what the packers make, as its users would, and looks
// whether it works and whether it goes away again. Its tests stand behind the build
// tag packages, since they need browsers, the tools of other systems and root:
//
//	make test-packages
//
// Who signs in does so to the demo's cabinet, with packages of the demo edition that
// the same code makes.
package acceptance

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/installer/product"
)

// checkout is the project's folder, seen from this package.
const checkout = "../.."

// patience bounds one visit to the cabinet: a browser that was just started
// installs what a policy names in its own time.
const patience = time.Minute

// cabinet is the demo's cabinet, with the demo edition of the product that serves
// it.
type cabinet struct {
	house   *demo.House
	product product.Product
	events  chan demo.Event // what the cabinet's server verified
}

// openCabinet opens the cabinet until the test ends.
func openCabinet(t *testing.T) *cabinet {
	t.Helper()
	c := &cabinet{events: make(chan demo.Event, 8)}
	var err error
	c.house, err = demo.Start(0, demo.Options{Observe: func(e demo.Event) { c.events <- e }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.house.Close(context.Background())) })
	c.product, err = product.NewDemo(checkout, product.Keys{}, func(line string) { t.Log(line) })
	require.NoError(t, err)
	c.product.Extension = filepath.Join(t.TempDir(), "extension")
	require.NoError(t, browser.LayDemoExtension(checkout, c.product.Extension, []browser.Site{{Origin: c.house.Origin}}))
	return c
}

// build builds the programs for this machine, and sets where the host is.
func (c *cabinet) build(t *testing.T) {
	t.Helper()
	target := product.Target{OS: runtime.GOOS, Arch: runtime.GOARCH}
	programs, err := c.product.Programs(t.Context(), target, t.TempDir())
	require.NoError(t, err)
	c.product.Host.Path = programs.Host
}

// visitor is a person before the cabinet.
type visitor struct {
	*testing.T
	*cabinet
	ctx     context.Context
	browser browser.Browser
	page    browser.Page
}

// visit starts a browser for the length of the test.
func (c *cabinet) visit(t *testing.T, name string, o browser.Options) *visitor {
	t.Helper()
	o.Dir = t.TempDir()
	for _, variable := range []string{"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"} {
		o.Env = append(o.Env, variable+"="+filepath.Join(o.Dir, variable))
	}
	o.Env = append(o.Env, "PIDPYS_DEMO_AUTHORITY="+c.house.Authority, "PIDPYS_DEMO_TPM="+filepath.Join(o.Dir, "none"))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	b, err := browser.Launch(ctx, name, o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.Close() })
	return &visitor{T: t, cabinet: c, ctx: ctx, browser: b}
}

// press opens the cabinet and presses its button, anew while no extension answers.
// The code says why no window opened; it is empty if one did.
func (v *visitor) press() (code string) {
	v.Helper()
	for {
		var err error
		v.page, err = v.browser.Open(v.ctx, v.house.Origin)
		require.NoError(v, err)
		require.NoError(v, browser.Wait(v.ctx, v.page, `document.body.dataset.state === "out"`))
		require.NoError(v, v.page.Click(v.ctx, "#sign-in"))
		if code = v.answer(); code != "extension-missing" {
			return code
		}
		require.NoError(v, v.page.Close(v.ctx))
	}
}

// answer waits for the window, or for what the cabinet says in its place.
func (v *visitor) answer() (code string) {
	v.Helper()
	for {
		require.NoError(v, v.page.Evaluate(v.ctx, `document.querySelector("#failure:not([hidden])")?.dataset.code ?? ""`, &code))
		addresses, err := v.browser.Addresses(v.ctx)
		require.NoError(v, err)
		opened := slices.ContainsFunc(addresses, func(address string) bool { return strings.Contains(address, "/ui/window.html?") })
		if code != "" || opened {
			return code
		}
	}
}

// open presses the cabinet's button and waits for the window.
func (v *visitor) open() *browser.Window {
	v.Helper()
	require.Empty(v, v.press(), "the cabinet says why no window opened")
	w, err := browser.FindWindow(v.ctx, v.browser)
	require.NoError(v, err)
	return w
}

// address is where a window is.
func (v *visitor) address(w *browser.Window) (address string) {
	v.Helper()
	require.NoError(v, w.Evaluate(v.ctx, "location.href", &address))
	return address
}

// signIn signs in with a key file, and waits until the cabinet lets the person in.
func (v *visitor) signIn(w *browser.Window) {
	v.Helper()
	var files []string
	for _, name := range []string{"Key-6.dat", "Key-6-sign.cer"} {
		path := filepath.Join(v.TempDir(), name)
		require.NoError(v, os.WriteFile(path, v.house.Files[name], 0o600))
		files = append(files, path)
	}
	require.NoError(v, w.Choose(v.ctx, files...))
	require.NoError(v, w.Read(v.ctx, testpki.Password))
	require.NoError(v, w.AwaitConsent(v.ctx))
	require.NoError(v, w.Approve(v.ctx))
	select {
	case e := <-v.events:
		require.NoError(v, e.Err)
	case <-v.ctx.Done():
		require.Fail(v, "the server verified nothing")
	}
	require.NoError(v, browser.Wait(v.ctx, v.page, `document.body.dataset.state === "in"`))
}
