// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/simulator/pcscd"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// pin opens every simulated token, if its maker says no other.
const pin = "12345678"

// drawer is where a person keeps simulated tokens.
type drawer struct {
	t      *testing.T
	folder string
}

// newDrawer is an empty one. No card of another test is in a reader until this one
// ends.
func newDrawer(t *testing.T) *drawer {
	t.Helper()
	inSuite(t, "tokens")
	return newDrawerIn(t)
}

// newDrawerIn is newDrawer for any suite.
func newDrawerIn(t *testing.T) *drawer {
	t.Helper()
	pcscd.Turn(t)
	return &drawer{t, t.TempDir()}
}

// put plugs in a new token, with one key to sign of each subscriber.
func (d *drawer) put(spec simulator.Spec, subscribers ...string) *simulator.Token {
	d.t.Helper()
	if spec.PIN == "" {
		spec.PIN = pin
	}
	for _, name := range subscribers {
		spec.Keys = append(spec.Keys, signingKey(name))
	}
	token, err := simulator.Create(d.folder, spec)
	require.NoError(d.t, err)
	return token
}

// change makes a token another one.
func (d *drawer) change(token *simulator.Token, change func(*simulator.State)) {
	d.t.Helper()
	require.NoError(d.t, token.Update(change))
}

// tries are how many a token has left.
func (d *drawer) tries(token *simulator.Token) int {
	d.t.Helper()
	state, err := token.State()
	require.NoError(d.t, err)
	return state.Tries
}

func signingKey(subscriber string) simulator.Key {
	who := world.house.PKI.Subscriber(subscriber)
	return simulator.NewKey(who.SignKey.(*dstu4145.PrivateKey), who.SignCert)
}

// module shows what is in the drawer. The test is skipped on a machine without a
// C compiler.
func (d *drawer) module() config.Module {
	d.t.Helper()
	path, err := simulatorModule()
	if _, missing := exec.LookPath("gcc"); err != nil && missing != nil && os.Getenv("CI") == "" {
		d.t.Skip(err)
	}
	require.NoError(d.t, err)
	return demo.Simulated(path, d.folder)
}

var simulatorModule = sync.OnceValues(func() (string, error) { return simulator.Build(world.dir) })

// with tells the hosts of a visit of modules.
func with(t *testing.T, modules ...config.Module) func(*browser.Options) {
	t.Helper()
	settings := filepath.Join(t.TempDir(), "modules.json")
	require.NoError(t, demo.WriteModules(settings, modules...))
	return func(o *browser.Options) { o.Env = append(o.Env, "PIDPYS_DEMO_SETTINGS="+settings) }
}

// visitOksana is a visit of a person with one token, at the cabinet, and a
// window that shows it.
func visitOksana(t *testing.T, spec simulator.Spec) (*visit, *drawer, *simulator.Token, *browser.Window) {
	t.Helper()
	d := newDrawer(t)
	token := d.put(spec, testpki.Person)
	v := begin(t, eitherBrowser(), with(t, d.module()))
	v.openCabinet()
	return v, d, token, v.startWithTokens(1)
}

// startWithTokens begins a sign-in and turns to the tokens, which are so many.
func (v *visit) startWithTokens(shown int) *browser.Window {
	v.Helper()
	w := v.start("#sign-in")
	v.lookAtTokens(w, shown)
	return w
}

func (v *visit) lookAtTokens(w *browser.Window, shown int) {
	v.Helper()
	require.NoError(v, w.OpenTokens(v.ctx))
	require.NoError(v, w.AwaitTokens(v.ctx, shown))
}

// readToken gives the PIN, up to the question for consent.
func (v *visit) readToken(w *browser.Window, pin string) {
	v.Helper()
	require.NoError(v, w.ReadToken(v.ctx, pin))
	require.NoError(v, w.AwaitConsent(v.ctx))
}

// enter agrees to the sign-in, which lets in one subscriber.
func (v *visit) enter(w *browser.Window, subscriber string) {
	v.Helper()
	require.NoError(v, w.Approve(v.ctx))
	require.Equal(v, person(subscriber), v.verified().Visitor.Person)
	v.awaitState("in")
	v.windowGone()
}

// leave signs out.
func (v *visit) leave() {
	v.Helper()
	v.click("#sign-out")
	v.awaitState("out")
}

// fails waits for what the window says is wrong at a place, and returns its code.
func (v *visit) fails(w *browser.Window, place string) string {
	v.Helper()
	code, err := w.Failure(v.ctx, place)
	require.NoError(v, err)
	return code
}
