// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/testpki"
)

// filesPage is the extension's own page for the person's files.
const filesPage = "ui/files.html"

// visitFiles is a visit of a person who works with files of their own.
func visitFiles(t *testing.T, name string) *visit {
	t.Helper()
	inSuite(t, "portal")
	v := begin(t, name)
	address, err := v.browser.Address(v.ctx, v.kit.Extension, filesPage)
	require.NoError(t, err)
	v.open(address)
	v.wait(v.page, "document.querySelector('#versions').textContent.includes(' · ')")
	return v
}

// add puts files on the page, and waits until none of them is being verified.
func (v *visit) add(paths ...string) {
	v.Helper()
	before := ask[int](v, v.page, "document.querySelectorAll('#pile li').length")
	require.NoError(v, v.page.SetFiles(v.ctx, "#files", paths...))
	v.wait(v.page, fmt.Sprintf("document.querySelectorAll('#pile li').length === %d && !document.querySelector('#pile :is([data-state=checking], [data-state=signature], [data-state=container])')", before+len(paths)))
}

// found is what the page says of each file, in their order.
func (v *visit) found() []string {
	v.Helper()
	return ask[[]string](v, v.page, "[...document.querySelectorAll('#pile li')].map((li) => li.dataset.state)")
}

// consent presents a key and agrees.
func (v *visit) consent(key string) {
	v.Helper()
	w := v.window()
	v.read(w, key)
	v.picture(w, "window")
	require.NoError(v, w.Approve(v.ctx))
	v.windowGone()
}

// saved presses a button that saves a file, and returns what was saved.
func (v *visit) saved(button, name string) []byte {
	v.Helper()
	_ = os.Remove(filepath.Join(v.dir, browser.Downloads, name)) // a browser gives a second one another name
	v.click(button)
	return v.download(name)
}

// download waits for a file that the browser saves.
func (v *visit) download(name string) (data []byte) {
	v.Helper()
	v.until(name+" is saved", func() (saved bool) {
		var err error
		data, err = os.ReadFile(filepath.Join(v.dir, browser.Downloads, name))
		return err == nil && len(data) > 0
	})
	return data
}

// TestOwnFiles is a person who signs a document of their own, and verifies what
// they made; nobody's site has a part in it.
func TestOwnFiles(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			inSuite(t, "portal")
			v := begin(t, name)
			v.open(world.lab + "/lab.html")
			menu, err := browser.OpenMenu(v.ctx, v.browser, v.kit.Extension, v.page)
			require.NoError(t, err)
			require.NoError(t, menu.Files(v.ctx))
			v.page, err = v.browser.Find(v.ctx, "/"+filesPage)
			require.NoError(t, err)
			v.wait(v.page, "document.querySelector('#versions').textContent.includes(' · ')")
			v.picture(v.page, "empty")

			v.do(v.page, `
				const dropped = new DataTransfer();
				dropped.items.add(new File(['x'], 'кинуто.txt'));
				document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: dropped }))`)
			v.wait(v.page, "document.querySelector('#pile bdi')?.textContent === 'кинуто.txt'")
			v.click("#clear")

			contract := v.file("договір.txt", []byte("Договір\r\nпро все\r\n"))
			v.add(contract)
			assert.Equal(t, []string{"document"}, v.found())
			v.picture(v.page, "document")
			v.click("#sign")
			v.consent("Key-6.dat")
			v.wait(v.page, "document.querySelector('#made li')")
			v.picture(v.page, "signed")
			signature := v.saved("#made .primary", "договір.txt.p7s")

			v.click("#clear")
			v.add(v.file("договір.txt.p7s", signature))
			assert.Equal(t, []string{"lacking"}, v.found(), "a signature alone asks for its document")
			v.picture(v.page, "lacking")
			v.add(contract)
			v.wait(v.page, "document.querySelector('#pile [data-state=good]')")
			card := ask[string](v, v.page, "document.querySelector('.verdict').textContent")
			for _, said := range []string{person(testpki.Person).DisplayName(), "КЕП", "договір.txt"} {
				assert.Contains(t, card, said)
			}
			v.picture(v.page, "verified")
		})
	}
}

// TestOwnContainer is a person who signs several documents into one container, and
// somebody who opens it: what was signed is inside, and is shown.
func TestOwnContainer(t *testing.T) {
	v := visitFiles(t, eitherBrowser())
	v.add(v.file("договір.txt", []byte("Договір про все")), v.file("сторінка.html", []byte("<h1 id=trap>Заголовок</h1><script>window.trapped = true</script>")))
	v.click("#form-container")
	v.click("#sign")
	v.consent("ecdsa.p12")
	v.wait(v.page, "document.querySelector('#made li')")
	container := v.saved("#made .primary", "документи.asice")

	v.click("#clear")
	v.add(v.file("отримано.asice", container))
	assert.Equal(t, []string{"good"}, v.found())
	v.picture(v.page, "verified")
	assert.Equal(t, []string{"договір.txt", "сторінка.html"}, ask[[]string](v, v.page, "[...document.querySelectorAll('.verdict .inside bdi')].map((name) => name.textContent)"))
	v.click(".verdict .inside li:nth-child(2) button")
	v.wait(v.page, "document.querySelector('#preview-content pre')")
	assert.Contains(t, ask[string](v, v.page, "document.querySelector('#preview-content').textContent"), "<h1 id=trap>", "markup is text")
	assert.False(t, ask[bool](v, v.page, "Boolean(window.trapped || document.querySelector('#trap'))"))
	v.picture(v.page, "preview")
	v.click("#preview-close")
	assert.Equal(t, "Договір про все", string(v.saved(".verdict .inside li:nth-child(1) button:last-child", "договір.txt")))

	// Paper has what the card has, and the hashes of the files.
	v.do(v.page, "window.print = () => { window.printed = document.querySelector('#record').textContent }")
	v.click(".verdict .actions button")
	v.wait(v.page, "window.printed")
	record := ask[string](v, v.page, "printed")
	for _, said := range []string{"отримано.asice", fmt.Sprintf("%x", sha256.Sum256(container)), fmt.Sprintf("%x", sha256.Sum256([]byte("Договір про все"))), "не підписаний", "КЕП"} {
		assert.Contains(t, record, said)
	}
}

// TestOwnDocuments is a person who signs several documents at once, each for itself,
// though one of them is gone by then, and saves all signatures as one archive.
func TestOwnDocuments(t *testing.T) {
	v := visitFiles(t, eitherBrowser())
	var paths []string
	for i := range 12 {
		paths = append(paths, v.file(fmt.Sprintf("акт-%d.txt", i+1), fmt.Appendf(nil, "Акт № %d", i+1)))
	}
	v.add(paths...)
	require.NoError(t, os.Remove(paths[4]))
	v.click("#sign")
	w := v.window()
	v.read(w, "ecdsa.p12")
	v.picture(w, "window")
	require.NoError(t, w.Approve(v.ctx))
	v.wait(v.page, "document.querySelectorAll('#made li').length === 12")
	assert.Contains(t, ask[string](v, v.page, "document.querySelector('#made .lost').textContent"), "акт-5.txt")
	v.picture(v.page, "signed")
	data := v.saved("#made .save-all", "документи.zip")
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	assert.Len(t, archive.File, 11)
	assert.Equal(t, "акт-1.txt.p7s", archive.File[0].Name)
}

// TestOwnPDF is a person who signs a PDF, which holds its signature from then on.
func TestOwnPDF(t *testing.T) {
	v := visitFiles(t, eitherBrowser())
	pdf := pdftest.Plain()
	v.add(v.file("рахунок.pdf", pdf))
	v.wait(v.page, "document.querySelector('#pile [data-state=pdf]')")
	v.click("#form-pdf")
	v.click("#sign")
	v.consent("ecdsa.p12")
	v.wait(v.page, "document.querySelector('#made li')")
	signed := v.saved("#made .primary", "рахунок-підписано.pdf")
	assert.True(t, bytes.HasPrefix(signed, pdf), "what was signed stays as it is")
	v.click("#clear")
	v.add(v.file("рахунок-підписано.pdf", signed))
	v.wait(v.page, "document.querySelector('#pile [data-state=good]')")
	v.picture(v.page, "verified")
}

// TestOwnSecret is a person who encrypts a signed document to somebody and to
// themselves, and both decrypt it.
func TestOwnSecret(t *testing.T) {
	v := visitFiles(t, eitherBrowser())
	v.add(v.file("договір.txt", []byte("Договір про все")))
	v.click("#form-attached")
	v.click("#sign")
	v.consent("director.pfx")
	v.wait(v.page, "document.querySelector('#made li')")
	signed := v.saved("#made .primary", "договір.txt.p7s")

	v.click("#clear")
	recipient := v.file("одержувач.cer", world.house.PKI.Subscriber(testpki.FOP).AgreeCert.Raw)
	require.NoError(t, v.page.SetFiles(v.ctx, "#files", v.file("договір.txt.p7s", signed), recipient))
	v.wait(v.page, "document.querySelector('#pile [data-state=good]') && document.querySelector('#to li')")
	v.click("#encrypt-task summary")
	v.picture(v.page, "recipient")
	v.click("#add-self")
	v.consent("director.pfx")
	v.wait(v.page, "document.querySelectorAll('#to li').length === 2")
	v.picture(v.page, "recipients")
	v.click("#encrypt")
	v.consent("director.pfx")
	v.wait(v.page, "document.querySelector('#made li bdi')?.textContent === 'договір.txt.p7s.p7e'")
	sealed := v.saved("#made .primary", "договір.txt.p7s.p7e")

	v.click("#clear")
	v.add(v.file("договір.txt.p7s.p7e", sealed))
	assert.Equal(t, []string{"envelope"}, v.found())
	v.picture(v.page, "encrypted")
	v.click(".verdict .primary")
	require.NoError(t, v.window().Cancel(v.ctx))
	v.wait(v.page, "document.querySelector('#failure').dataset.code === 'cancelled'")
	v.click(".verdict .primary")
	v.consent("fop.p12")
	v.wait(v.page, "document.querySelector('#pile [data-state=good]')")
	v.picture(v.page, "decrypted-and-verified")

	// Whoever encrypted it was a recipient, too. What was made before is there until it is saved.
	v.click(".verdict .primary")
	v.consent("director.pfx")
	v.wait(v.page, "document.querySelectorAll('#pile [data-state=good]').length === 2")
	held := func() bool {
		return ask[bool](v, v.page, "!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")
	}
	assert.True(t, held(), "something would be lost")
	v.picture(v.page, "nothing-saved")
	for _, of := range []string{"first", "last"} {
		assert.Equal(t, signed, v.saved(fmt.Sprintf("#made > :%s-child .primary", of), "договір.txt.p7s"))
	}
	assert.False(t, held())
	v.picture(v.page, "all-saved")
}

// TestOwnFilesOfOthers is a person who was given files that programs of others
// signed. Their authorities are not the demo's: whose they are is not known.
func TestOwnFilesOfOthers(t *testing.T) {
	folder := interop.Path(t, "signatures")
	v := visitFiles(t, eitherBrowser())
	for _, c := range []struct{ file, document, state, contents string }{
		{"iit_attached_cert.p7s", "", "unknown", "iit_attached_cert"},
		{"iit_detached_cert.p7s", "doc.txt", "unknown", ""},
		{"uapki_diia_bes_detached_kupyna256.p7s", "doc.txt", "unknown", ""},
		{"cryptonite-cms_ecdsa_2sdata.dat", "", "unknown", ""},
		{"bad-content-changed.p7s", "", "bad", ""},
	} {
		v.click("#add")
		v.add(filepath.Join(folder, c.file))
		if c.document != "" {
			assert.Equal(t, []string{"lacking"}, v.found(), c.file)
			v.click(".verdict .primary")
			require.NoError(t, v.page.SetFiles(v.ctx, "#document-file", filepath.Join(folder, c.document)))
			v.wait(v.page, "!document.querySelector('#pile :is([data-state=lacking], [data-state=checking], [data-state=signature])')")
		}
		assert.Equal(t, []string{c.state}, v.found(), c.file)
		if c.contents != "" {
			assert.Contains(t, ask[string](v, v.page, "document.querySelector('.verdict .inside').textContent"), c.contents)
		}
		v.picture(v.page, strings.TrimSuffix(c.file, ".p7s"))
		v.click("#clear")
	}
}
