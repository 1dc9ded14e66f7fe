// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestFolderOfLargeDocuments signs ten documents, in no more memory than small ones take:
// of 20 MB, or with LARGE set of 200 MB, which takes minutes.
func TestFolderOfLargeDocuments(t *testing.T) {
	const count = 10
	size := int64(20_000_000)
	if os.Getenv("LARGE") != "" {
		size = 200_000_000
	}
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			inSuite(t, "portal")
			v := begin(t, name)
			v.takeTime(15 * time.Minute)
			var paths []string
			for i := range count {
				path := filepath.Join(v.dir, fmt.Sprintf("знімок-%02d.tif", i+1))
				require.NoError(t, os.WriteFile(path, fmt.Append(nil, i), 0o600))
				require.NoError(t, os.Truncate(path, size)) // the rest is zeros, which take no room on a disk
				paths = append(paths, path)
			}
			v.openFolder(paths)
			before := v.browserMemory()
			began := time.Now()
			v.signFolder(func(*browser.Window) {
				v.measured(fmt.Sprintf("%d documents of %d MB read", count, size/1_000_000), time.Since(began))
				v.Logf("measured: memory of the browser when they are read: %d MiB", v.browserMemory())
			})
			host := v.hosts()[0]
			peak := before
			for range count {
				v.foldersVerified(testpki.Person, 1)
				peak = max(peak, v.browserMemory())
			}
			v.measured("and signed and verified by the server", time.Since(began))
			v.Logf("measured: peak memory of the host: %d MiB; of the browser: %d MiB, %d MiB before", v.peakMemory(host), peak, before)
			assert.Less(t, v.peakMemory(host), 200, "whatever the documents are")
			v.windowGone()
		})
	}
}

// TestMany measures how fast a page gets signatures that it does nothing with.
func TestMany(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			inSuite(t, "portal")
			v := begin(t, name)
			v.takeTime(3 * time.Minute)
			v.open(world.lab + "/lab.html")
			v.wait(v.page, "window.Pidpys")
			v.do(v.page, fmt.Sprintf(`
				const files = Array.from({ length: %d }, (_, i) => new File(['Акт № ' + i], i + '.txt'))
				window.told = 0
				const each = () => { window.told++ }
				Pidpys.connect().then((p) => p.sign(files, { each })).then((result) => { window.signed = result.signed })`, thousand))
			w := v.window()
			began := time.Now()
			v.read(w, "Key-6.dat")
			v.measured(fmt.Sprintf("%d documents read, the key too", thousand), time.Since(began))
			began = time.Now()
			require.NoError(t, w.Approve(v.ctx))
			v.wait(v.page, "window.signed !== undefined")
			took := time.Since(began)
			v.measured(fmt.Sprintf("%d documents signed", thousand), took)
			v.Logf("measured: documents a second: %.0f", thousand/took.Seconds())
			assert.Equal(t, []int{thousand, thousand}, ask[[]int](v, v.page, "[window.signed, window.told]"))
			v.windowGone()
		})
	}
}
