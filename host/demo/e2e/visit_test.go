// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// patience bounds whatever a test waits for.
const patience = 45 * time.Second

// visit is a person at a browser with a fresh profile. Its methods end the
// test when the person cannot do what they say.
type visit struct {
	*testing.T
	*place
	ctx     context.Context
	browser browser.Browser
	page    browser.Page
	dir     string // the profile, and whatever else is on this person's disk
	shots   int
}

// visitIn starts a browser; change may alter what it starts with.
func visitIn(t *testing.T, name string, change ...func(*browser.Options)) *visit {
	t.Helper()
	inSuite(t, "signin")
	return begin(t, name, change...)
}

// begin is visitIn for any suite.
func begin(t *testing.T, name string, change ...func(*browser.Options)) *visit {
	t.Helper()
	return world.begin(t, name, change...)
}

// begin is a visit to a place.
func (at *place) begin(t *testing.T, name string, change ...func(*browser.Options)) *visit {
	t.Helper()
	if only := os.Getenv("BROWSER"); only != "" && only != name {
		t.Skipf("BROWSER=%s", only)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	v := &visit{T: t, place: at, ctx: ctx, dir: t.TempDir()}
	options := at.kit.Options(v.dir)
	options.Env = []string{
		"XDG_STATE_HOME=" + filepath.Join(v.dir, "state"),
		"XDG_CACHE_HOME=" + filepath.Join(v.dir, "cache"),
		"XDG_CONFIG_HOME=" + filepath.Join(v.dir, "config"),
		"PIDPYS_DEMO_AUTHORITY=" + v.house.Authority,
		"PIDPYS_DEMO_TPM=" + filepath.Join(v.dir, "none"), // not that of this computer
	}
	for _, c := range change {
		c(&options)
	}
	b, err := browser.Launch(context.Background(), name, options)
	if missing := new(browser.MissingError); errors.As(err, &missing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	require.NoError(t, err)
	v.browser = b
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	t.Cleanup(v.explain)
	for len(v.events) > 0 {
		<-v.events // of the test before
	}
	return v
}

// takeTime is for what takes longer than patience allows.
func (v *visit) takeTime(d time.Duration) {
	ctx, cancel := context.WithTimeout(v.Context(), d)
	v.Cleanup(cancel)
	v.ctx = ctx
}

// explain leaves pictures and the host's log behind when the test has failed.
func (v *visit) explain() {
	if !v.Failed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	addresses, _ := v.browser.Addresses(ctx)
	for i, address := range addresses {
		v.Logf("open: %s", address)
		if p, err := v.browser.Find(ctx, address); err == nil {
			if shot, err := p.Screenshot(ctx); err == nil {
				v.save(fmt.Sprintf("failed-%d", i), shot)
			}
		}
	}
	v.Logf("the host's log:\n%s", v.hostLog())
}

// hostLog is all that native hosts of this visit wrote to their files.
func (v *visit) hostLog() string {
	var all strings.Builder
	_ = filepath.WalkDir(filepath.Join(v.dir, "state"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, _ := os.ReadFile(path)
			all.Write(data)
		}
		return nil
	})
	return all.String()
}

// open opens the page of the visit.
func (v *visit) open(url string) {
	v.Helper()
	p, err := v.browser.Open(v.ctx, url)
	require.NoError(v, err)
	v.page = p
}

// openCabinet opens the cabinet and waits until it is ready.
func (v *visit) openCabinet() {
	v.Helper()
	v.open(v.house.Origin)
	v.awaitState("out")
}

// reload loads the page anew, and waits until it is another document.
func (v *visit) reload() {
	v.Helper()
	v.do(v.page, "window.left = true; location.reload()")
	v.wait(v.page, "!window.left && document.readyState === 'complete'")
}

// awaitState waits until the cabinet's page is "out", "waiting" or "in".
func (v *visit) awaitState(state string) {
	v.Helper()
	v.wait(v.page, fmt.Sprintf("document.body.dataset.state === %q", state))
}

func (v *visit) wait(p browser.Page, condition string) {
	v.Helper()
	require.NoError(v, browser.Wait(v.ctx, p, condition))
}

func (v *visit) click(selector string) {
	v.Helper()
	require.NoError(v, v.page.Click(v.ctx, selector))
}

// ask evaluates an expression in the page.
func ask[T any](v *visit, p browser.Page, expression string) T {
	v.Helper()
	var result T
	require.NoError(v, p.Evaluate(v.ctx, expression, &result))
	return result
}

// do runs a statement in a page.
func (v *visit) do(p browser.Page, statement string) {
	v.Helper()
	require.NoError(v, p.Evaluate(v.ctx, "(() => { "+statement+" })()", nil))
}

// window waits for the Pidpys window.
func (v *visit) window() *browser.Window {
	v.Helper()
	w, err := browser.FindWindow(v.ctx, v.browser)
	require.NoError(v, err)
	return w
}

// windowGone waits until the Pidpys window is closed.
func (v *visit) windowGone() {
	v.Helper()
	v.closed("/ui/window.html")
}

// closed waits until no page is open whose address has the part.
func (v *visit) closed(part string) {
	v.Helper()
	v.until("…"+part+"… is closed", func() bool {
		addresses, err := v.browser.Addresses(v.ctx)
		require.NoError(v, err)
		return !slices.ContainsFunc(addresses, func(address string) bool { return strings.Contains(address, part) })
	})
}

// until asks again and again, with the visit's patience.
func (v *visit) until(what string, condition func() bool) {
	v.Helper()
	require.Eventually(v, condition, patience, 25*time.Millisecond, what)
}

// file puts a file on the person's disk.
func (v *visit) file(name string, data []byte) string {
	v.Helper()
	path := filepath.Join(v.dir, name)
	require.NoError(v, os.WriteFile(path, data, 0o600))
	return path
}

// key puts one of the demo's sample keys there, with its certificate if that
// lies beside it.
func (v *visit) key(name string) []string {
	v.Helper()
	files := []string{v.file(name, v.house.Files[name])}
	i := slices.IndexFunc(v.house.Samples, func(s demo.Sample) bool { return s.Name == name })
	if i >= 0 && v.house.Samples[i].Certificate != "" {
		certificate := v.house.Samples[i].Certificate
		files = append(files, v.file(certificate, v.house.Files[certificate]))
	}
	return files
}

// start presses one of the cabinet's buttons and waits for the Pidpys window.
func (v *visit) start(button string) *browser.Window {
	v.Helper()
	v.click(button)
	return v.window()
}

// present chooses files in the window and has them read with the password of
// all samples.
func (v *visit) present(w *browser.Window, files ...string) {
	v.Helper()
	require.NoError(v, w.Choose(v.ctx, files...))
	require.NoError(v, w.Read(v.ctx, testpki.Password))
}

// read presents a sample key, up to the question for consent.
func (v *visit) read(w *browser.Window, key string) {
	v.Helper()
	v.present(w, v.key(key)...)
	require.NoError(v, w.AwaitConsent(v.ctx))
}

// signIn signs in to the cabinet with a sample key.
func (v *visit) signIn(key string) {
	v.Helper()
	w := v.start("#sign-in")
	v.read(w, key)
	require.NoError(v, w.Approve(v.ctx))
	v.awaitState("in")
	v.windowGone()
}

// verified is the next thing the cabinet's server verified.
func (v *visit) verified() demo.Event {
	v.Helper()
	select {
	case e := <-v.events:
		require.NoError(v, e.Err, "the server refused")
		return e
	case <-v.ctx.Done():
		require.FailNow(v, "the server verified nothing")
		return demo.Event{}
	}
}

// nothingVerified says that the cabinet's server was asked nothing.
func (v *visit) nothingVerified() {
	v.Helper()
	require.Empty(v, v.events, "the server was given a token or a signature")
}

// failure waits for the cabinet's page to say what went wrong, and returns the
// code.
func (v *visit) failure() string {
	v.Helper()
	v.wait(v.page, "document.querySelector('#failure').checkVisibility()")
	require.NotEmpty(v, ask[string](v, v.page, "document.querySelector('#failure-title').textContent"))
	require.NotEmpty(v, ask[string](v, v.page, "document.querySelector('#failure-hint').textContent"))
	return ask[string](v, v.page, "document.querySelector('#failure').dataset.code")
}

func person(subscriber string) pki.Person {
	return pki.Subject(world.house.PKI.Subscriber(subscriber).SignCert)
}

// picture keeps what a page shows now.
func (v *visit) picture(p browser.Page, name string) {
	v.Helper()
	shot, err := browser.Picture(v.ctx, p)
	require.NoError(v, err)
	v.keep(name, shot)
}

// keep saves a picture in its turn.
func (v *visit) keep(name string, shot []byte) {
	v.Helper()
	v.shots++
	v.save(fmt.Sprintf("%d-%s", v.shots, name), shot)
}

func (v *visit) save(name string, shot []byte) {
	v.Helper()
	dir := filepath.Join(world.pictures, filepath.FromSlash(v.Name()))
	err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o644))
	require.NoError(v, err)
}
