// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// Many documents at once: a folder is signed by one consent.

// thousand is as many documents as an accountant has at the end of a month.
const thousand = 1000

// folder puts a folder of so many small documents on the person's disk.
func (v *visit) folder(count int) (paths []string) {
	v.Helper()
	dir := filepath.Join(v.dir, "Акти")
	require.NoError(v, os.MkdirAll(dir, 0o700))
	for i := range count {
		path := filepath.Join(dir, fmt.Sprintf("акт-%04d.txt", i+1))
		require.NoError(v, os.WriteFile(path, fmt.Appendf(nil, "Акт наданих послуг № %d", i+1), 0o600))
		paths = append(paths, path)
	}
	return paths
}

// openFolder opens the page on which a folder is signed, and chooses those files.
func (v *visit) openFolder(paths []string) {
	v.Helper()
	v.open(v.house.Origin + "/folder/")
	v.wait(v.page, "document.body.dataset.state === 'ready'")
	require.NoError(v, v.page.SetFiles(v.ctx, "#files", paths...))
	v.wait(v.page, fmt.Sprintf("document.querySelector('#list-card').dataset.left === '%d'", len(paths)))
}

// signFolder presses «Підписати все», or what it is called now, and agrees to sign
// all that is left.
func (v *visit) signFolder(approved func(*browser.Window)) *browser.Window {
	v.Helper()
	w := v.start("#sign")
	v.read(w, "Key-6.dat")
	if approved != nil {
		approved(w)
	}
	require.NoError(v, w.Approve(v.ctx))
	return w
}

// counted is how many documents the page says are signed, left, or failed.
func (v *visit) counted(what string) int {
	v.Helper()
	count, err := strconv.Atoi(ask[string](v, v.page, "document.querySelector('#list-card').dataset."+what))
	require.NoError(v, err)
	return count
}

// awaitSigned waits until the page says that at least so many are signed.
func (v *visit) awaitSigned(count int) {
	v.Helper()
	v.wait(v.page, fmt.Sprintf("Number(document.querySelector('#list-card').dataset.signed) >= %d", count))
}

// foldersVerified has the cabinet's server believe so many signatures, all of them one
// subscriber's.
func (v *visit) foldersVerified(subscriber string, count int) {
	v.Helper()
	for range count {
		e := v.verified()
		require.True(v, e.Passed)
		require.Equal(v, person(subscriber), e.Report.Signatures[0].Signer)
	}
}

// TestFolder signs a thousand documents by one consent, and saves the signatures.
func TestFolder(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			inSuite(t, "portal")
			v := begin(t, name)
			v.takeTime(4 * time.Minute)
			v.open(v.house.Origin + "/folder/")
			v.picture(v.page, "empty")
			v.openFolder(v.folder(thousand))
			v.picture(v.page, "chosen")
			before := v.browserMemory()
			var began time.Time
			v.signFolder(func(w *browser.Window) {
				assert.Equal(t, "1–50 з 1"+nbsp+"000", ask[string](v, w, "document.querySelector('#leaf-is').textContent"))
				require.NoError(t, w.Click(v.ctx, "#leaf-on"))
				v.wait(w, "document.querySelector('#documents bdi')?.textContent === 'акт-0051.txt'")
				v.picture(w, "consent")
				began = time.Now()
			})
			host := v.hosts()[0]
			peak := before
			for i := range 10 {
				v.foldersVerified(testpki.Person, thousand/10)
				peak = max(peak, v.browserMemory())
				if i == 4 {
					v.picture(v.page, "half")
				}
			}
			v.awaitSigned(thousand)
			v.measured(fmt.Sprintf("%d documents signed and verified by the server", thousand), time.Since(began))
			v.Logf("measured: documents a second: %.0f", thousand/time.Since(began).Seconds())
			v.Logf("measured: peak memory of the host: %d MiB; of the browser: %d MiB, %d MiB before", v.peakMemory(host), peak, before)
			v.windowGone()
			v.wait(v.page, "document.querySelectorAll('#list .good').length === 200")
			v.picture(v.page, "signed")
			assert.Equal(t, 0, v.counted("failed"))
			assert.Less(t, v.peakMemory(host), 200, "whatever the documents are")

			// A download would outlive the page.
			v.do(v.page, `
				URL.createObjectURL = ({ size }) => { window.saved = size; return '#saved' }
				HTMLAnchorElement.prototype.click = () => {}`)
			v.click("#save")
			v.wait(v.page, "window.saved > 1000 * 1000")
		})
	}
}

// nbsp stands between thousands.
const nbsp = "\u00a0"

// TestFolderWithWhatCannotBeRead has files that went, and changed, after they were
// chosen: the person sees which, and the others are signed.
func TestFolderWithWhatCannotBeRead(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			inSuite(t, "portal")
			v := begin(t, name)
			v.takeTime(2 * patience)
			paths := v.folder(10)
			v.openFolder(paths)
			require.NoError(t, os.Remove(paths[3]))
			w := v.signFolder(func(w *browser.Window) {
				v.wait(w, "document.querySelectorAll('#unread li').length === 1")
				assert.Equal(t, "акт-0004.txt", ask[string](v, w, "document.querySelector('#unread bdi').textContent"))
				v.picture(w, "unread")
			})
			v.foldersVerified(testpki.Person, 9)
			require.NoError(t, w.AwaitStep(v.ctx, "outcome"))
			assert.Equal(t, "Підписано 9 з 10", ask[string](v, w, "document.querySelector('#outcome-heading').textContent"))
			v.picture(w, "outcome")
			require.NoError(t, w.Cancel(v.ctx))
			v.windowGone()
			v.wait(v.page, "document.body.dataset.state === 'ready'")
			assert.Equal(t, []int{9, 1}, []int{v.counted("signed"), v.counted("failed")})
			v.picture(v.page, "failed")

			if name == browser.Firefox {
				return // there the file that was chosen is gone for good
			}
			require.NoError(t, os.WriteFile(paths[3], []byte("Акт наданих послуг № 4, знайдений"), 0o600))
			v.openFolder(paths)
			v.signFolder(nil)
			v.foldersVerified(testpki.Person, 10)
			v.windowGone()
		})
	}
}

// TestFolderPausedAndStopped pauses signing, goes on, and stops it: what was signed
// stays, and the rest is signed another time.
func TestFolderPausedAndStopped(t *testing.T) {
	inSuite(t, "portal")
	v := begin(t, eitherBrowser())
	v.takeTime(4 * time.Minute)
	v.openFolder(v.folder(thousand))
	verified := v.counting()
	w := v.signFolder(nil)
	require.NoError(t, w.AwaitStep(v.ctx, "batch"))
	v.awaitSigned(100)
	require.NoError(t, w.Click(v.ctx, "#pause"))
	v.wait(w, fmt.Sprintf("document.querySelector('#pause').textContent === %q", extension.Words("uk")["proceed"]))
	v.picture(w, "paused")
	at := ask[string](v, w, "document.querySelector('#batch-count').textContent")
	v.wait(v.page, "document.querySelectorAll('#list .checking').length === 0")
	still := v.counted("signed")
	assert.Contains(t, at, fmt.Sprintf(" %d ", still))
	require.NoError(t, w.Click(v.ctx, "#pause"))
	v.awaitSigned(still + 100)
	v.picture(w, "signing")
	require.NoError(t, w.Cancel(v.ctx))
	require.NoError(t, w.AwaitStep(v.ctx, "outcome"))
	v.picture(w, "stopped")
	v.wait(v.page, "document.querySelector('#failure').dataset.code === 'cancelled'")
	signed := v.counted("signed")
	assert.Less(t, signed, thousand)
	v.until("what was signed is verified", func() bool { return verified() == signed })
	require.NoError(t, w.Cancel(v.ctx))
	v.windowGone()
	v.picture(v.page, "left")

	v.signFolder(nil)
	v.awaitSigned(thousand)
	v.windowGone()
	v.eachVerifiedOnce(verified, thousand)
}

// TestFolderOutlivesTheHost has the host killed in the middle: what was signed stays,
// and the rest is signed on the same page.
func TestFolderOutlivesTheHost(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			inSuite(t, "portal")
			v := begin(t, name)
			v.takeTime(4 * time.Minute)
			v.openFolder(v.folder(thousand))
			verified := v.counting()
			v.signFolder(nil)
			v.awaitSigned(500)
			require.NoError(t, syscall.Kill(v.hosts()[0], syscall.SIGKILL))
			assert.Equal(t, "lost", v.failure())
			v.windowGone()
			v.picture(v.page, "lost")
			kept := v.counted("signed")
			assert.GreaterOrEqual(t, kept, 500)
			require.Less(t, kept, thousand)

			w := v.signFolder(nil)
			require.NoError(t, w.AwaitStep(v.ctx, "batch"))
			v.awaitSigned(thousand)
			v.windowGone()
			v.eachVerifiedOnce(verified, thousand)
			v.picture(v.page, "signed")
		})
	}
}

// eachVerifiedOnce waits until the server verified so many, and no more than that.
func (v *visit) eachVerifiedOnce(verified func() int, count int) {
	v.Helper()
	v.wait(v.page, "document.querySelectorAll('#list .checking').length === 0")
	v.until("all are verified", func() bool { return verified() >= count })
	require.Equal(v, count, verified(), "each once")
}

// counting takes whatever the server verifies from now on; it tells how much that is.
func (v *visit) counting() func() int {
	var good, bad atomic.Int64
	go func() {
		for {
			select {
			case e := <-v.events:
				if e.Passed {
					good.Add(1)
				} else {
					bad.Add(1)
				}
			case <-v.Context().Done():
				return
			}
		}
	}()
	return func() int {
		v.Helper()
		require.Zero(v, bad.Load(), "the server believes every signature")
		return int(good.Load())
	}
}
