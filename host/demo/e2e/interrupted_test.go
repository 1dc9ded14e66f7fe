// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// Moves to a new key that do not go through at once.

// TestMoveKilled kills the native host while the authority is at work: what was
// begun is offered again, and the answer that nobody heard is not lost.
func TestMoveKilled(t *testing.T) {
	arrived, free := make(chan struct{}), make(chan struct{})
	var first sync.Once
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{Requests: func(*cmp.Message) {
		first.Do(func() {
			close(arrived)
			<-free
		})
	}})
	m.plugIn(simulator.Spec{})
	m.begin()
	m.agree()
	select {
	case <-arrived:
	case <-m.ctx.Done():
		require.FailNow(t, "the authority was asked for nothing")
	}
	m.wait(m.window, "document.body.dataset.step === 'reissuing'")
	m.seen("sending")
	hosts := m.hosts()
	require.Len(t, hosts, 1)
	require.NoError(t, syscall.Kill(hosts[0], syscall.SIGKILL))
	require.NoError(t, m.window.AwaitStep(m.ctx, "over"))
	assert.Contains(t, ask[string](m.visit, m.window, "document.querySelector('#over-failure').innerText"), extension.Words("uk")["move_failed"])
	m.seen("killed")
	close(free)
	m.leaveWindow()
	require.Len(t, m.keysMade(), 1)

	m.press()
	m.seen("unfinished")
	require.NoError(t, m.window.GoOn(m.ctx))
	require.NoError(t, m.window.AwaitStep(m.ctx, "key"))
	m.seen("current-key")
	m.openKey()
	require.NoError(t, m.window.AwaitConsent(m.ctx))
	m.seen("plan")
	m.agree()
	m.ends("done")
	m.seen("done")
	m.leaveWindow()
	require.Len(t, m.keysMade(), 1, "no other key was made")
	assert.Equal(t, []string{
		"planned", "generating", "generated", "requested", "sending", "sending", "waiting", "issued", "kept", "confirming", "replaced",
	}, m.audit())
	m.newKeySignsIn()
	m.oldKeyIsRefused()
}

// TestMoveThatTakesLong: the authority wants to be asked again in an hour, also by
// whoever comes back at once.
func TestMoveThatTakesLong(t *testing.T) {
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{Polls: 2, CheckAfter: time.Hour})
	m.plugIn(simulator.Spec{})
	m.begin()
	m.agree()
	m.ends("waiting")
	assert.Contains(t, ask[string](m.visit, m.window, "document.querySelector('#reissued').innerText"), "60 хв")
	m.seen("waiting")
	m.leaveWindow()

	m.press()
	m.seen("unfinished")
	require.NoError(t, m.window.GoOn(m.ctx))
	require.NoError(t, m.window.AwaitStep(m.ctx, "key"))
	m.openKey()
	require.NoError(t, m.window.AwaitConsent(m.ctx))
	m.seen("plan")
	require.NoError(t, m.window.Approve(m.ctx))
	m.ends("waiting")
	m.leaveWindow()
	m.signIn("Key-6.dat") // which stays in force
}

// TestMoveRejected: the authority issues nothing, and the person gives up. The
// key that nobody certified does not stay.
func TestMoveRejected(t *testing.T) {
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{Fault: testpki.ReissueRejects, Text: "Зверніться до пункту реєстрації"})
	m.plugIn(simulator.Spec{})
	m.begin()
	m.agree()
	code, err := m.window.Failure(m.ctx, "stopped")
	require.NoError(t, err)
	assert.Equal(t, "request-rejected", code)
	assert.Contains(t, ask[string](m.visit, m.window, "document.querySelector('#stopped-failure').innerText"), "Зверніться до пункту реєстрації")
	m.seen("rejected")
	m.leaveWindow()
	require.Len(t, m.keysMade(), 1)

	m.press()
	m.seen("unfinished")
	require.NoError(t, m.window.Abandon(m.ctx))
	require.NoError(t, m.window.GivePIN(m.ctx, pin))
	require.NoError(t, m.window.AwaitStep(m.ctx, "key"))
	assert.Empty(t, m.keysMade())
	m.seen("nothing-begun")
	m.leaveWindow()
	m.signIn("Key-6.dat") // which stays in force
}

// TestMoveWrongPIN tries the token's PIN again, with the current key still open.
func TestMoveWrongPIN(t *testing.T) {
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{})
	m.plugIn(simulator.Spec{})
	m.begin()
	require.NoError(t, m.window.Approve(m.ctx))
	require.NoError(t, m.window.GivePIN(m.ctx, "00000000"))
	code, err := m.window.Failure(m.ctx, "stopped")
	require.NoError(t, err)
	assert.Equal(t, "wrong-pin", code)
	m.seen("wrong")
	require.NoError(t, m.window.Again(m.ctx))
	m.agree()
	m.ends("done")
}

// TestMoveLeavesNoSecret looks for the PIN of the token, and for wrong ones, in all
// that a move leaves on the disk and in its window.
func TestMoveLeavesNoSecret(t *testing.T) {
	const right, wrong = "Kanarka-17", "Horobets-3"
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{})
	m.plugIn(simulator.Spec{PIN: right})
	m.begin()
	require.NoError(t, m.window.Approve(m.ctx))
	require.NoError(t, m.window.GivePIN(m.ctx, wrong))
	_, err := m.window.Failure(m.ctx, "stopped")
	require.NoError(t, err)
	require.NoError(t, m.window.Again(m.ctx))
	require.NoError(t, m.window.Approve(m.ctx))
	require.NoError(t, m.window.GivePIN(m.ctx, right))
	m.ends("done")
	for _, secret := range []string{right, wrong, testpki.Password} {
		assert.NotContains(t, ask[string](m.visit, m.window, everything), secret)
	}
	m.leaveWindow()
	m.hostsGone()
	require.NotEmpty(t, m.hostLog())
	m.keepsNone(right, wrong)
	assert.NotContains(t, m.hostLog(), "Оксана")
}

// TestMoveLeft closes the window at the question for the PIN: nothing was begun.
func TestMoveLeft(t *testing.T) {
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{})
	m.plugIn(simulator.Spec{})
	m.begin()
	require.NoError(t, m.window.Approve(m.ctx))
	require.NoError(t, m.window.AwaitStep(m.ctx, "key-pin"))
	require.NoError(t, m.window.Close(m.ctx))
	m.hostsGone()
	m.press()
	assert.Equal(t, "key", ask[string](m.visit, m.window, "document.body.dataset.step"))
	assert.Empty(t, m.keysMade())
}

// TestMoveButtonTwice brings the window to the front instead of opening another.
func TestMoveButtonTwice(t *testing.T) {
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{})
	m.press()
	menu, err := browser.OpenMenu(m.ctx, m.browser, m.kit.Extension, m.page)
	require.NoError(t, err)
	require.NoError(t, menu.Move(m.ctx))
	m.closed("/ui/menu.html")
	require.Len(t, m.hosts(), 1)
	addresses, err := m.browser.Addresses(m.ctx)
	require.NoError(t, err)
	windows := slices.DeleteFunc(addresses, func(a string) bool { return !strings.Contains(a, "/ui/window.html") })
	assert.Len(t, windows, 1)
	assert.Equal(t, extension.Words("uk")["title_reissue"], ask[string](m.visit, m.window, "document.querySelector('#action').textContent"))
}
