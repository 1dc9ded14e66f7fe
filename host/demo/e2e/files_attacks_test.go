// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOwnContentsMeanHarm is a container, well signed, of what should not be
// decoded, obeyed or run by whoever looks at it.
func TestOwnContentsMeanHarm(t *testing.T) {
	// A PNG of 100 000 pixels a side, as its header has it (PNG, section 11.2.1).
	bomb := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x06\x00\x00\x00"), make([]byte, 64)...)
	v := visitFiles(t, eitherBrowser())
	v.add(
		v.file("бомба.png", bomb),
		v.file("термінал.txt", []byte("звіт \x1b]0;evil\x07\x1b[2J")),
		v.file("картинка.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="window.trapped = true"><script>window.trapped = true</script></svg>`)),
		v.file("рахунок\u202efdp.exe", []byte("MZ\x90\x00\x00\x00")),
	)
	v.click("#form-container")
	v.click("#sign")
	v.consent("ecdsa.p12")
	v.wait(v.page, "document.querySelector('#made li')")
	container := v.saved("#made .primary", "документи.asice")

	v.click("#clear")
	v.add(v.file("отримано.asice", container))
	require.Equal(t, []string{"good"}, v.found())
	names := ask[[]string](v, v.page, "[...document.querySelectorAll('.verdict .inside bdi')].map((name) => name.textContent)")
	require.Len(t, names, 4)
	assert.Equal(t, "рахунокfdp.exe", names[3], "a name does not turn around")
	for i, shown := range []string{"", "", "pre", ""} {
		v.click(fmt.Sprintf(".verdict .inside li:nth-child(%d) button", i+1))
		v.wait(v.page, "document.querySelector('#preview-content').children.length > 0 || /Збережіть/.test(document.querySelector('#preview-note').textContent)")
		assert.Equal(t, shown, ask[string](v, v.page, "[...document.querySelector('#preview-content').children].map((e) => e.localName).join()"), names[i])
		v.picture(v.page, fmt.Sprintf("content-%d", i))
		v.click("#preview-close")
	}
	assert.False(t, ask[bool](v, v.page, "Boolean(window.trapped)"))
}

// TestOwnContainerLeadsOut is an archive whose files would lie elsewhere once
// they are unpacked: nothing of it is taken out.
func TestOwnContainerLeadsOut(t *testing.T) {
	v := visitFiles(t, eitherBrowser())
	for i, name := range []string{"../../.bashrc", "/etc/passwd", `..\evil.exe`} {
		var archive bytes.Buffer
		w := zip.NewWriter(&archive)
		for _, file := range []struct{ name, content string }{
			{"mimetype", "application/vnd.etsi.asic-e+zip"}, {name, "evil"}, {"META-INF/signatures.xml", "<x/>"},
		} {
			f, err := w.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Store})
			require.NoError(t, err)
			_, err = f.Write([]byte(file.content))
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		v.add(v.file("архів.asice", archive.Bytes()))
		assert.Equal(t, []string{"bad"}, v.found(), name)
		assert.Zero(t, ask[int](v, v.page, "document.querySelectorAll('.verdict .inside li').length"), name)
		v.picture(v.page, fmt.Sprintf("refused-%d", i))
		v.click("#clear")
	}
}

// TestOwnPageInAFrame is a site that wants the page in a frame of its own, or in
// a tab that it can reach into.
func TestOwnPageInAFrame(t *testing.T) {
	v := visitFiles(t, eitherBrowser())
	address := ask[string](v, v.page, "location.href")
	require.NoError(t, v.page.Close(v.ctx))
	v.hostsGone()
	v.open(world.lab + "/lab.html")
	v.do(v.page, fmt.Sprintf("frame({ src: %q, onload: () => { window.framed = true } }); frame({ src: 'about:blank', onload: () => { window.marked = true } })", address))
	v.wait(v.page, "window.marked")
	v.do(v.page, fmt.Sprintf("try { window.open(%q) } catch { /* Firefox says no aloud */ }", address))
	v.do(v.page, "window.raw = handOver()")
	v.wait(v.page, "raw.got.some(({ pidpys }) => pidpys === 'ready')")
	assert.Len(t, v.hosts(), 1, "the site's own, and none for the page in its frame")
	v.do(v.page, "raw.say({ id: 'e', method: 'verify', params: { signature: { name: 'a', size: 1, blob: 'b' }, extract: true } })")
	v.wait(v.page, "raw.got.some(({ id }) => id === 'e')")
	assert.Equal(t, "forbidden", ask[string](v, v.page, "raw.got.find(({ id }) => id === 'e').error.code"), "what is inside is for the own page alone")
	v.picture(v.page, "refused")
}

// TestOwnHostDies loses the program between two files, and goes on with another.
func TestOwnHostDies(t *testing.T) {
	v := visitFiles(t, eitherBrowser())
	var hosts []int
	v.until("a host works for the page alone", func() bool {
		hosts = v.hosts()
		return len(hosts) == 1
	})
	require.NoError(t, syscall.Kill(hosts[0], syscall.SIGKILL))
	v.hostsGone()
	v.add(v.file("a.p7s", []byte("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x00")))
	assert.Equal(t, []string{"bad"}, v.found(), "it was verified, and is no signature")
	assert.Len(t, v.hosts(), 1)
}
