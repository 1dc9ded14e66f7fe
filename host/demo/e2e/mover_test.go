// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// A mover moves from Oksana's key file to a new key. The authorities are nobody
// else's: what becomes of a certificate is known to all who ask them.
type mover struct {
	*visit
	drawer *drawer
	token  *simulator.Token // for the new key; nil before plugIn
	window *browser.Window
}

// newMover is a mover at a cabinet, with nothing plugged in.
func newMover(t *testing.T, name string, reissue testpki.ReissueOptions, change ...func(*browser.Options)) *mover {
	t.Helper()
	inSuite(t, "reissue")
	d := newDrawerIn(t)
	at := newPlace(t, demo.Options{Services: testpki.ServicesOptions{Reissue: reissue}})
	m := &mover{drawer: d, visit: at.begin(t, name, append(change, with(t, d.module()))...)}
	m.takeTime(2 * patience)
	m.openCabinet()
	return m
}

// newPlace is another place than the world's.
func newPlace(t *testing.T, o demo.Options) *place {
	t.Helper()
	p := new(place)
	require.NoError(t, p.open(o))
	t.Cleanup(func() {
		var err error
		closeHouse(p.house, &err)
		assert.NoError(t, err)
	})
	var err error
	p.kit, err = browser.NewKit(checkout, filepath.Join(t.TempDir(), "extension"), world.kit.Host.Path, []browser.Site{{Origin: p.house.Origin}, {Origin: p.house.Portal}})
	require.NoError(t, err)
	return p
}

// plugIn puts in the token for the new key.
func (m *mover) plugIn(spec simulator.Spec) {
	m.Helper()
	spec.Label = "Новий носій"
	m.token = m.drawer.put(spec)
}

// press presses the extension's button.
func (m *mover) press() {
	m.Helper()
	w, err := browser.StartMove(m.ctx, m.browser, m.kit.Extension, m.page)
	require.NoError(m, err)
	m.window = w
}

// openKey opens the current key.
func (m *mover) openKey() {
	m.Helper()
	m.present(m.window, m.key("Key-6.dat")...)
}

// begin presses the button and goes on up to the plan for a new key in the only
// place there is.
func (m *mover) begin() {
	m.Helper()
	m.press()
	m.openKey()
	require.NoError(m, m.window.AwaitPlaces(m.ctx, 1))
	require.NoError(m, m.window.Plan(m.ctx))
}

// agree agrees to the plan, and opens the token.
func (m *mover) agree() {
	m.Helper()
	require.NoError(m, m.window.Approve(m.ctx))
	require.NoError(m, m.window.GivePIN(m.ctx, pin))
}

// ends waits until the window says that a move is "done", is "waiting", or wants
// "files" taken somewhere.
func (m *mover) ends(outcome string) {
	m.Helper()
	said, err := m.window.AwaitMoved(m.ctx)
	require.NoError(m, err)
	require.Equal(m, extension.Words("uk")["reissued_"+outcome], said)
}

// leaveWindow closes the window.
func (m *mover) leaveWindow() {
	m.Helper()
	require.NoError(m, m.window.Click(m.ctx, "#cancel"))
	m.windowGone()
}

// seen keeps what the window shows now, from its top.
func (m *mover) seen(name string) {
	m.Helper()
	m.do(m.window, "window.scrollTo(0, 0)")
	m.picture(m.window, name)
}

// newKeySignsIn signs in with the new key, and leaves.
func (m *mover) newKeySignsIn() {
	m.Helper()
	w := m.startWithTokens(1)
	m.readToken(w, pin)
	m.picture(w, "new-key")
	m.enter(w, testpki.Person)
	m.leave()
}

// oldKeyIsRefused tries to sign in with the key file: the window tells of the new
// key, and the cabinet's server lets nobody in.
func (m *mover) oldKeyIsRefused() {
	m.Helper()
	w := m.start("#sign-in")
	require.NoError(m, w.OpenFiles(m.ctx))
	m.read(w, "Key-6.dat")
	m.picture(w, "old-key")
	require.NoError(m, w.Approve(m.ctx))
	require.Equal(m, "revoked", m.failure())
	m.picture(m.page, "refused")
	require.ErrorContains(m, (<-m.events).Err, "REVOKED")
	require.Empty(m, m.events)
}

// audit is what the office that moves people has written down of the only move: a
// word for each thing that was reached or begun.
func (m *mover) audit() (events []string) {
	m.Helper()
	logs, err := filepath.Glob(filepath.Join(m.settings("reissue"), "*", "audit.log"))
	require.NoError(m, err)
	require.Len(m, logs, 1)
	data, err := os.ReadFile(logs[0])
	require.NoError(m, err)
	for line := range strings.Lines(string(data)) {
		events = append(events, strings.Fields(line)[1]) // after the time
	}
	return events
}
