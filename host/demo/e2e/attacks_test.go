// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// Each test is somebody who tries to get what the person did not give.

// TestPagePlaysTheWindow lets a page that the extension serves do all it can
// with its port: call the window's and the extension's methods, stamp its own
// frames, and answer the host's questions in the person's place.
func TestPagePlaysTheWindow(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.open(world.lab + "/lab.html")
	v.do(v.page, "window.raw = handOver()")
	v.wait(v.page, "raw.got.some(({ pidpys }) => pidpys === 'ready')")
	v.do(v.page, "raw.say({ id: 'login', method: 'login', params: { challenge: { blob: 'c', size: 32 } } })")
	w := v.window()

	for i, call := range []string{
		"{ method: 'operation' }",
		"{ method: 'keys', params: { file: { name: 'k', size: 1, blob: 'c' } } }",
		"{ method: 'preview', params: { document: 0, offset: 0, length: 1 } }",
		"{ method: 'hello', params: { version: '1', protocol: 1, origin: 'https://cabinet.tax.gov.ua', language: 'uk', browser: 'b' } }",
	} {
		v.do(v.page, fmt.Sprintf("raw.say({ id: 'w%d', ...%s })", i, call))
		reply := fmt.Sprintf("raw.got.find(({ id }) => id === 'w%d')", i)
		v.wait(v.page, reply)
		assert.Equal(t, "forbidden", ask[string](v, v.page, reply+".error?.code"), call)
	}
	for _, notice := range []string{"closed", "close-window", "show"} {
		v.do(v.page, fmt.Sprintf("raw.say({ method: %q })", notice))
	}
	v.read(w, "Key-6.dat")

	// The question is asked of the window. The page answers everything it can name.
	v.do(v.page, `
		const ids = ['login', 'ask', 'consent', '1', '2', ...raw.got.map(({ id }) => id).filter(Boolean)]
		for (const id of ids) for (const key of ['k-1', '1', '0']) {
			raw.say({ id, result: { key, approved: true } })
			raw.say({ id, result: { key, approved: true }, role: 'window' })
			raw.say({ id: id + key, method: 'keys', params: {}, role: 'window' })
		}`)
	// Frames stay in order: when this one is answered the host has seen all the others.
	v.do(v.page, "raw.say({ id: 'last', method: 'grease-last' })")
	v.wait(v.page, "raw.got.some(({ id }) => id === 'last')")
	assert.False(t, ask[bool](v, v.page, "raw.got.some(({ id }) => id === 'login')"), "the login waits for the person")
	assert.Equal(t, "consent", ask[string](v, w, "document.body.dataset.step"))
	v.picture(w, "still-asking")

	require.NoError(t, w.Cancel(v.ctx))
	v.wait(v.page, "raw.got.some(({ id, error }) => id === 'login' && error?.code === 'cancelled')")
	assert.False(t, ask[bool](v, v.page, "raw.got.some((m) => m.role !== undefined || m.method === 'ask' || JSON.stringify(m).includes('token'))"),
		"nothing meant for another reached the page")
}

// TestListedPair is a page that is served in the frame of one other, as a
// state's sign-in page is in a cabinet: the host learns both origins.
func TestListedPair(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name)
			v.open(world.lab + "/lab.html")
			v.do(v.page, fmt.Sprintf("frame({ src: %q, sandbox: '' })", world.widget+"/frame.html#frame"))
			v.wait(v.page, "heard.some(({ where, said }) => where === '#frame' && said.pidpys === 'ready')")
			v.until("the host was told of both", func() bool {
				log := v.hostLog()
				return strings.Contains(log, world.widget) && strings.Contains(log, world.lab)
			})
			v.picture(v.page, "frame")
		})
	}
}

// TestStrangersHandOver are documents that hand a port to a page which the
// extension serves, or to themselves inside it.
func TestStrangersHandOver(t *testing.T) {
	for _, c := range []struct{ name, top, frame, sandbox, want string }{
		{"a stranger's frame in a served page", world.lab, world.evil, "", "page-not-listed"},
		{"a served page framed by a stranger", world.evil, world.lab, "", "page-not-listed"},
		{"a page served in another's frame, in a stranger's", world.evil, world.widget, "", "page-not-listed"},
		{"a served page framed by itself", world.lab, world.lab, "", "page-not-listed"},
		{"a sandboxed frame", world.lab, world.lab, "allow-scripts", "forbidden"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := visitIn(t, eitherBrowser())
			v.open(c.top + "/lab.html")
			v.do(v.page, fmt.Sprintf("frame({ src: %q, sandbox: %q })", c.frame+"/frame.html#frame", c.sandbox))
			v.wait(v.page, "heard.some(({ where, said }) => where === '#frame' && said.pidpys === 'closed')")
			assert.Equal(t, c.want, ask[string](v, v.page, "heard.find(({ said }) => said.pidpys === 'closed').said.code"))
			assert.False(t, ask[bool](v, v.page, "heard.some(({ said }) => said.pidpys === 'ready')"))
			assert.False(t, ask[bool](v, v.page, "heard.some(({ where }) => where.startsWith('parent'))"))
			assert.Empty(t, v.hosts())
			v.picture(v.page, "frame")
			if c.top == world.lab {
				assert.Equal(t, "done", ask[string](v, v.page, "codeOf(Pidpys.connect())"), "the page's own turn is not used up")
			}
		})
	}

	t.Run("an opener", func(t *testing.T) {
		v := visitIn(t, eitherBrowser())
		v.open(world.evil + "/lab.html")
		v.do(v.page, fmt.Sprintf("window.pressed = () => { window.victim = window.open(%q, '_blank', 'popup') }", world.lab+"/lab.html#victim"))
		v.click("#press")
		victim, err := v.browser.Find(v.ctx, "#victim")
		require.NoError(t, err)
		v.wait(victim, "window.Pidpys")
		v.do(v.page, "window.raw = handOver(victim, '*')")
		assert.Equal(t, "done", ask[string](v, victim, "codeOf(Pidpys.connect())"), "the victim's own turn is not used up")
		assert.Empty(t, ask[[]any](v, v.page, "raw.got"))
		assert.Len(t, v.hosts(), 1, "the victim's")
	})

	t.Run("a document without an address of its own", func(t *testing.T) {
		v := visitIn(t, eitherBrowser())
		v.open(world.lab + "/lab.html")
		v.do(v.page, `
			fetch('/frame.html').then((r) => r.text()).then((html) => {
				frame({ srcdoc: html.replaceAll('location.hash', '"srcdoc"') })
				frame({ src: URL.createObjectURL(new Blob([html.replaceAll('location.hash', '"blob"')], { type: 'text/html' })) })
			})`)
		v.wait(v.page, "['srcdoc', 'blob'].every((kind) => heard.some(({ where, said }) => where === kind && said === 'tried'))")
		assert.Equal(t, "done", ask[string](v, v.page, "codeOf(Pidpys.connect())"))
		assert.False(t, ask[bool](v, v.page, "heard.some(({ said }) => said.pidpys === 'ready')"))
		assert.Len(t, v.hosts(), 1, "the page's own")
	})
}

// TestIdentityContent asks to sign what would sign the person in elsewhere.
func TestIdentityContent(t *testing.T) {
	number := person(testpki.Person).DRFO
	digest := sha256.Sum256([]byte(number))
	v := visitIn(t, eitherBrowser())
	v.open(world.lab + "/lab.html")
	v.wait(v.page, "window.Pidpys")
	v.do(v.page, "Pidpys.connect().then((pidpys) => { window.pidpys = pidpys })")
	v.wait(v.page, "window.pidpys")
	for name, content := range map[string][]byte{
		"the tax number":       []byte(number),
		"its SHA-256":          digest[:],
		"its GOST 34.311":      pki.GOST34311.Sum([]byte(number)),
		"its SHA-256 in hex":   fmt.Appendf(nil, "%x", digest),
		"the number in base64": []byte("MDAwMDAwMDAxNw=="),
		"a UUID":               []byte("123e4567-e89b-12d3-a456-426614174000"),
	} {
		t.Run(name, func(t *testing.T) {
			v.T = t
			v.do(v.page, fmt.Sprintf("window.outcome = ''; codeOf(pidpys.sign(new File([Uint8Array.from(%s)], 'звіт.txt'))).then((code) => { window.outcome = code })", numbers(content)))
			w := v.window()
			v.present(w, v.key("Key-6.dat")...)
			require.NoError(t, w.AwaitConsent(v.ctx))
			assert.Empty(t, ask[string](v, v.page, "window.outcome"), "before the person agrees the page cannot guess at codes")
			require.NoError(t, w.Approve(v.ctx))
			require.NoError(t, w.AwaitStep(v.ctx, "over"))
			code, err := w.Failure(v.ctx, "over")
			require.NoError(t, err)
			assert.Equal(t, "identity-content", code)
			v.wait(v.page, "window.outcome")
			assert.Equal(t, "refused", ask[string](v, v.page, "window.outcome"))
			v.picture(w, "refused")
		})
	}
	v.T = t
}

// numbers writes octets as a JavaScript array.
func numbers(octets []byte) string {
	return strings.ReplaceAll(fmt.Sprint(octets), " ", ",")
}

// TestClickThrough is the page that makes the person press where the window's
// button will be: a double click, or Enter held down, falls through to the
// window as it opens.
func TestClickThrough(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	w := v.start("#sign-in")
	require.NoError(t, w.Poke(v.ctx, "#approve"))
	v.present(w, v.key("Key-6.dat")...)
	require.NoError(t, w.AwaitStep(v.ctx, "consent"))
	const unarm = "dispatchEvent(new Event('resize'))" // as the window does when it opens
	v.do(w, unarm)
	require.NoError(t, w.Poke(v.ctx, "#approve"))
	require.NoError(t, w.Poke(v.ctx, "#approve"))
	v.do(w, unarm+"; document.querySelector('#approve').focus()")
	require.NoError(t, w.Press(v.ctx, browser.Enter))
	v.do(w, "document.querySelector('#approve').click()")
	require.Equal(t, "true", ask[string](v, w, "document.querySelector('#approve').ariaDisabled"), "the pokes came before it was armed")
	require.NoError(t, w.AwaitConsent(v.ctx))
	assert.Equal(t, "waiting", ask[string](v, v.page, "document.body.dataset.state"))
	v.nothingVerified()
	v.picture(w, "still-asking")

	v.do(w, "document.querySelector('#approve').click()") // armed, but no person
	v.nothingVerified()
	require.NoError(t, w.Approve(v.ctx))
	v.awaitState("in")
}

// TestHostileNames shows names that were made to mislead.
func TestHostileNames(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.open(world.lab + "/lab.html")
	v.wait(v.page, "window.Pidpys")
	name := "акт\u202Etxt.exe\n\"'><img src=x onerror=alert(1)>" + strings.Repeat("я", 300) + ".pdf"
	v.do(v.page, fmt.Sprintf("Pidpys.connect().then((p) => codeOf(p.sign(new File(['текст\u202Eтскет'], %q)))).then((code) => { window.outcome = code })", name))
	w := v.window()
	v.picture(w, "document")
	v.present(w, v.file("hostile.pfx", world.house.PKI.Subscriber(testpki.Hostile).PKCS12(testpki.Password)))
	require.NoError(t, w.AwaitConsent(v.ctx))
	v.picture(w, "owner")
	shown := ask[string](v, w, "document.body.textContent + document.title")
	assert.NotRegexp(t, "[\u202a-\u202e\u2066-\u2069\u200b\u2028\x07\x1b]", shown, "nothing reorders or hides text")
	assert.Zero(t, ask[int](v, w, "document.querySelectorAll('img[src=x]').length"), "nothing became markup")
	assert.Contains(t, ask[string](v, w, "document.querySelector('#documents').textContent"), ".pdf", "the true extension is seen")
	require.NoError(t, w.Cancel(v.ctx))
	v.wait(v.page, "window.outcome === 'cancelled'")
}

// TestSelfMadeCertificate is a container whose owner wrote himself a
// certificate with another's name.
func TestSelfMadeCertificate(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	w := v.start("#sign-in")
	v.present(w, v.key("self-made.pfx")...)
	code, err := w.Failure(v.ctx, "owner")
	require.NoError(t, err)
	assert.Equal(t, "certificate-untrusted", code)
	v.picture(w, "unverified")
	require.NoError(t, w.Poke(v.ctx, "#approve"))
	require.NoError(t, w.Cancel(v.ctx))
	assert.Equal(t, "cancelled", v.failure())
	v.nothingVerified()
}

// TestNoSecretInLogs looks for what must not be there in all that the hosts of
// a visit wrote.
func TestNoSecretInLogs(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	v.signIn("Key-6.dat")
	v.verified()
	require.NoError(t, v.page.SetFiles(v.ctx, "#file", v.file("таємний-договір.txt", []byte("canary-content"))))
	w := v.window()
	require.NoError(t, w.Choose(v.ctx, v.key("Key-6.dat")...))
	require.NoError(t, w.Read(v.ctx, "canary-password"))
	_, err := w.Failure(v.ctx, "password")
	require.NoError(t, err)
	require.NoError(t, w.Read(v.ctx, testpki.Password))
	require.NoError(t, w.AwaitConsent(v.ctx))
	require.NoError(t, w.Approve(v.ctx))
	v.awaitState("in")
	v.verified()

	log := v.hostLog()
	require.NotEmpty(t, log)
	owner := person(testpki.Person)
	for _, secret := range []string{
		"canary-password", testpki.Password, "canary-content", "таємний", "Key-6", owner.DRFO, owner.UNZR, owner.Surname, owner.GivenName,
	} {
		assert.NotContains(t, log, secret)
	}
}
