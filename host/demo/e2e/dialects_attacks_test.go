// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// Each test is a page, or something in it, that speaks another program's protocol to
// get what the person did not give.

// dialectLab opens the page for experiments of such a kind in Chromium, switched on.
func dialectLab(t *testing.T, choose ...func(*browser.Menu, context.Context) error) *visit {
	t.Helper()
	inDialects(t)
	v := begin(t, eitherBrowser())
	v.takeTime(2 * patience)
	v.openSwitched(world.lab+"/dialect.html", choose...)
	return v
}

// stranger is the origin of pages of somebody else. Scripts of extensions run by hosts,
// whatever the port, so this is another host.
func stranger() string { return strings.Replace(world.evil, "localhost", "127.0.0.1", 1) }

// silent says that nobody answers the page's last messages: what is asked after them
// has its answer, and they have none.
func (v *visit) silent(sent ...int) {
	v.Helper()
	p := v.program()
	p.ids = 1000
	require.Zero(v, p.code("GetVersion"))
	for _, callback := range sent {
		assert.True(v, ask[bool](v, v.page, fmt.Sprintf("answers[%d] === undefined", callback)), "message %d was answered", callback)
	}
}

// TestDialectNotSwitchedOn is a page where the person has switched on nothing: it sees
// no mark, and nobody hears it.
func TestDialectNotSwitchedOn(t *testing.T) {
	inDialects(t)
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := begin(t, name)
			v.open(world.lab + "/dialect.html")
			v.wait(v.page, "window.send")
			v.do(v.page, `
				send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'GetVersion', params: [], session_id: null }))
				postMessage({ action: 'web-eid:status', libraryVersion: '2.0.0' }, '*')`)
			// The page's own way to us is open; what came before on the other would have been heard.
			v.open(world.lab + "/lab.html")
			v.wait(v.page, "window.Pidpys")
			assert.Equal(t, "done", v.connects())
			page, err := v.browser.Find(v.ctx, "/dialect.html")
			require.NoError(t, err)
			assert.Zero(t, ask[int](v, page, "present()"))
			assert.Empty(t, ask[[]any](v, page, "said"))
			assert.NotContains(t, v.hostLog(), "dialect=")
		})
	}
}

// TestDialectSwitchedOffAgain takes the page's line away, and its mark with the next
// loading.
func TestDialectSwitchedOffAgain(t *testing.T) {
	inDialects(t)
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := begin(t, name)
			p := v.labProgram()
			p.start()
			v.do(v.page, "window.before = true")
			m := v.menu()
			v.picture(m, "on")
			require.NoError(t, m.SwitchOff(v.ctx))
			v.wait(v.page, "!window.before && window.send")
			v.closeMenu()
			assert.Zero(t, ask[int](v, v.page, "present()"))
			v.hostsGone()
		})
	}
}

// TestForgedSender are messages that only look like a page's.
func TestForgedSender(t *testing.T) {
	v := dialectLab(t)
	require.Zero(t, v.program().code("GetVersion"))
	v.do(v.page, `
		const request = JSON.stringify({ jsonrpc: '2.0', id: 5, method: 'GetVersion', params: [], session_id: null })
		const sender = 'JSONRPCClient'
		for (const [callback_id, message] of Object.entries({
			501: { sender: 'Somebody', request }, 502: { sender, request: { method: 'GetVersion' } }, 503: { request },
		})) postMessage({ ...message, callback_id: Number(callback_id) }, '*')
		postMessage({ sender, request, callback_id: '504' }, '*')
		// Events of a script's own making, with any source and origin that it likes.
		dispatchEvent(new MessageEvent('message', { data: { sender, request, callback_id: 505 }, source: window, origin: location.origin }))`)
	v.silent()
	for callback := 501; callback <= 505; callback++ {
		assert.False(t, ask[bool](v, v.page, fmt.Sprintf("said.some(({ callback_id }) => callback_id == %d)", callback)), callback)
	}
}

// TestForgedReply is what a page says in the program's name: it starts nothing, and
// nothing is said twice.
func TestForgedReply(t *testing.T) {
	v := dialectLab(t)
	p := v.program()
	p.start()
	before := ask[int](v, v.page, "said.length")
	v.do(v.page, `
		const answer = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { result: 'forged', error: { code: 0, message: '' } } })
		for (let i = 0; i < 20; i++) postMessage({ sender: mark, callback_id: 900 + i, data: answer }, '*')`)
	v.wait(v.page, fmt.Sprintf("said.length === %d", before+20))
	require.Zero(t, p.code("IsInitialized"))
	assert.Equal(t, before+21, ask[int](v, v.page, "said.length"), "the forged ones, and one answer")
}

// TestSecondProgram is another extension that leaves the same mark: whichever came
// first, only one may try the PIN, so ours is silent and its mark gone.
func TestSecondProgram(t *testing.T) {
	v := dialectLab(t)
	require.Zero(t, v.program().code("GetVersion"))
	v.do(v.page, `
		const other = document.createElement('object')
		other.className = mark
		document.head.append(other)`)
	v.wait(v.page, "present() === 1 && document.head.lastElementChild.className === mark")
	heard := ask[int](v, v.page, "said.length")
	v.do(v.page, "send(JSON.stringify({ jsonrpc: '2.0', id: 9, method: 'GetVersion', params: [], session_id: null })); setTimeout(() => { window.waited = true }, 500)")
	v.wait(v.page, "window.waited")
	assert.Equal(t, heard, ask[int](v, v.page, "said.length"), "ours is silent")
	v.do(v.page, "document.head.lastElementChild.remove(); setTimeout(() => { window.waitedMore = true }, 200)")
	v.wait(v.page, "window.waitedMore")
	assert.Zero(t, ask[int](v, v.page, "present()"), "until the page is loaded anew")
}

// TestOpaqueFrames are documents without an origin of their own, in a page that is
// answered.
func TestOpaqueFrames(t *testing.T) {
	v := dialectLab(t, (*browser.Menu).Permit)
	require.Zero(t, v.program().code("GetVersion"))
	v.do(v.page, `
		frame({ src: '/dialect-frame.html#sandboxed', sandbox: 'allow-scripts' })
		fetch('/dialect-frame.html').then((r) => r.text()).then((text) => {
			const html = text.replaceAll('/iit/', location.origin + '/iit/')
			frame({ srcdoc: html.replaceAll('location.hash', '"srcdoc"') })
			frame({ src: URL.createObjectURL(new Blob([html.replaceAll('location.hash', '"blob"')], { type: 'text/html' })) })
		})`)
	v.wait(v.page, "['#sandboxed', 'srcdoc', 'blob'].every((kind) => heard.some(({ where, said }) => where === kind && said.present !== undefined))")
	v.silent()
	for _, kind := range []string{"#sandboxed", "srcdoc", "blob"} {
		assert.False(t, ask[bool](v, v.page, fmt.Sprintf("heard.some(({ where, said }) => where === %q && said.answer)", kind)), kind)
		assert.Zero(t, ask[int](v, v.page, fmt.Sprintf("heard.find(({ where, said }) => where === %q && said.present !== undefined).said.present", kind)), kind)
	}
	assert.False(t, ask[bool](v, v.page, "said.some(({ callback_id }) => callback_id === 900)"), "what a frame says to the page is not the page's")
	v.picture(v.page, "frames")
}

// TestFramedByStranger is a page of an attacker with one in a frame that the person
// has switched on.
func TestFramedByStranger(t *testing.T) {
	v := dialectLab(t, (*browser.Menu).Permit)
	require.Zero(t, v.program().code("GetVersion"))
	v.open(stranger() + "/dialect.html")
	v.wait(v.page, "window.send")
	v.do(v.page, fmt.Sprintf("frame({ src: %q })", world.lab+"/dialect-frame.html#framed"))
	v.wait(v.page, "heard.some(({ where, said }) => where === '#framed' && said.present !== undefined)")
	v.wait(v.page, "heard.some(({ where, said }) => where === '#framed' && said.answer) || heard.find(({ said }) => said.present !== undefined).said.present === 0")
	answered := ask[[]answer](v, v.page, "heard.filter(({ said }) => said.answer).map(({ said }) => said.answer)")
	for _, a := range answered {
		assert.True(t, a.Error != nil || a.Result.Error.Code != ok, "it may be told why, but nothing is done")
	}
	assert.Zero(t, ask[int](v, v.page, "present()"))
	assert.Equal(t, 1, strings.Count(v.hostLog(), "dialect=iit"), "the host was told of the first page alone")
	v.picture(v.page, "framed")
}

// TestFlood makes ten thousand calls at once: they are answered or refused, the
// browser lives, and one host runs.
func TestFlood(t *testing.T) {
	v := dialectLab(t)
	const calls = 10_000
	v.do(v.page, fmt.Sprintf(`
		window.first = send(JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'GetVersion', params: [], session_id: null }))
		for (let i = 1; i < %d; i++) send(JSON.stringify({ jsonrpc: '2.0', id: i, method: 'IsInitialized', params: [], session_id: null }))`, calls))
	v.wait(v.page, fmt.Sprintf("Object.keys(answers).length === %d", calls))
	assert.Len(t, v.hosts(), 1)
	p := v.program()
	p.start()
	assert.Zero(t, p.code("GetVersion"), "and then it is heard again")
}

// TestFilesOfThisComputer are methods by which a page would read and write them.
func TestFilesOfThisComputer(t *testing.T) {
	v := dialectLab(t, (*browser.Menu).Permit)
	secret := v.file("secret.txt", []byte("secret"))
	target := filepath.Join(v.dir, "written")
	p := v.program()
	p.start()
	for method, params := range map[string][]any{
		"ReadFileWithOffset": {secret, 0, 6}, "GetFileSize": {secret}, "HashFile": {secret},
		"WriteFileWithOffset": {target, 0, octets([]byte("x"))}, "AppendFile": {target, secret}, "CopyFileWithOffset": {secret, 0, target, 0, 6},
		"DeleteFile": {secret}, "CreateFolder": {target}, "SelectFile": {true, "", nil, nil, nil, nil}, "SelectFolder": {""},
		"SignFile": {secret, target, true}, "ReadPrivateKeyFile": {secret, "x"}, "EnvelopFile": {"i", "s", true, secret, target},
	} {
		answered := p.ask(method, params...)
		assert.Equal(t, unsupported, answered.Result.Error.Code, method)
		assert.NotContains(t, string(answered.Result.Result), "secret", method)
	}
	assert.FileExists(t, secret)
	assert.NoFileExists(t, target)
}

// TestServersThatThePageNames are on the person's own computer, which nobody else
// reaches: they are named in every way that the protocol has, and none is asked.
func TestServersThatThePageNames(t *testing.T) {
	v, _, _ := visitDialect(t, eitherBrowser())
	var asked atomic.Int32
	trap := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer trap.Close()
	host, port, err := net.SplitHostPort(trap.Listener.Addr().String())
	require.NoError(t, err)
	p := v.labProgram((*browser.Menu).Permit)
	p.agree = v.owner(pin)
	ctx := p.start()
	for class, fields := range map[string]map[string]any{
		"TSPSettings":            {"getStamps": true, "address": host, "port": port},
		"OCSPSettings":           {"useOCSP": true, "beforeStore": true, "address": host, "port": port},
		"CMPSettings":            {"useCMP": true, "address": host, "port": port, "commonName": ""},
		"LDAPSettings":           {"useLDAP": true, "address": host, "port": port, "anonymous": true, "user": "", "password": "x"},
		"OCSPAccessInfoSettings": {"issuerCN": person(testpki.Director).CommonName, "address": host, "port": port},
		"ProxySettings":          {"useProxy": true, "anonymous": true, "address": host, "port": port, "user": "", "password": "", "savePassword": false},
		"TSLSettings":            {"useTSL": true, "autoDownloadTSL": true, "tslAddress": trap.URL},
	} {
		assert.Zero(t, p.code("Set"+class, object("EndUser"+class, 1, fields)), class)
	}
	assert.Zero(t, p.code("SetRuntimeParameter", "SignType", 16))
	key := p.readKey(ctx)
	signed := result[string](p, "CtxSign", key, 1, octets([]byte("Договір")), false, true)
	assert.NotEmpty(t, signed)
	result[transferable](p, "VerifyDataInternalOnTimeEx", signed, 0, nil, false, false, nil)
	p.ask("GetCertificatesByKeyInfo", octets([]byte{1}), []string{host}, []string{port})
	p.ask("CheckTSP", host, port)
	assert.Zero(t, asked.Load(), "somebody asked a server that the page named")
}

// TestAnothersSession is a page that names what another tab was told: the session, a
// context and an open key.
func TestAnothersSession(t *testing.T) {
	v, _, _ := visitDialect(t, eitherBrowser())
	victim := v.labProgram((*browser.Menu).Permit)
	victim.agree = v.owner(pin)
	key := victim.readKey(victim.start())

	v.open(world.lab + "/dialect.html?another")
	v.wait(v.page, "window.send && present() === 1")
	thief := v.program()
	thief.said = victim.said
	assert.Equal(t, "false", string(thief.ask("IsInitialized").Result.Result), "the session opens nothing")
	thief.start()
	for method, params := range map[string][]any{
		"CtxSign":                {key, 1, octets([]byte("x")), false, true},
		"CtxEnumOwnCertificates": {key, 0},
		"CtxFreePrivateKey":      {key},
	} {
		assert.Equal(t, badParameter, thief.code(method, params...), method)
	}
	assert.Len(t, v.hosts(), 2, "each page has its own")
}

// TestPINOfThePage looks for what the page had typed into it, in all that was written
// down, and on the token.
func TestPINOfThePage(t *testing.T) {
	v, d, token := visitDialect(t, eitherBrowser())
	p := v.labProgram((*browser.Menu).Permit)
	p.agree = v.owner(pin)
	ctx := p.start()
	p.readKey(ctx)
	for method, params := range map[string][]any{
		"ReadPrivateKeySilently":   {p.simulatedMedium()},
		"GetKeyInfo":               {p.simulatedMedium()},
		"ChangePrivateKeyPassword": {p.simulatedMedium(), pagePIN},
		"SetProxySettings": {object("EndUserProxySettings", 1, map[string]any{
			"useProxy": true, "anonymous": false, "address": "", "port": "", "user": "u", "password": pagePIN, "savePassword": true,
		})},
		"GetProxySettings":      {},
		"ProtectDataByPassword": {octets([]byte("x")), pagePIN},
	} {
		answered := p.ask(method, params...)
		assert.NotContains(t, string(answered.Result.Result), pagePIN, method)
	}
	assert.Equal(t, 3, d.tries(token), "it was never tried")
	assert.NotContains(t, v.hostLog(), pagePIN)
	assert.NotContains(t, v.hostLog(), pin)
}

// TestWrongPINInADialect is a person who mistypes in our window: the page hears
// nothing of it, and the token loses one try for it.
func TestWrongPINInADialect(t *testing.T) {
	v, d, token := visitDialect(t, eitherBrowser())
	p := v.labProgram()
	p.agree = func(w *browser.Window) {
		require.NoError(t, w.OpenTokens(v.ctx))
		require.NoError(t, w.AwaitTokens(v.ctx, 1))
		require.NoError(t, w.ReadToken(v.ctx, "00000000"))
		v.wait(w, "document.querySelector('#pin-failure').dataset.code === 'wrong-pin'")
		assert.Equal(t, 2, d.tries(token))
		v.picture(w, "wrong")
		require.NoError(t, w.Cancel(v.ctx))
	}
	assert.Equal(t, cancelled, p.code("CtxReadPrivateKey", p.start(), p.simulatedMedium()), "cancelled: a page that heard of a wrong one might try again")
	assert.Equal(t, 2, d.tries(token))
}

// TestTaxNumberByItsHash asks for a signature of a hash that is one of the signer's
// codes: it would sign the person in at the tax service. Hashes may be signed here,
// and that one not.
func TestTaxNumberByItsHash(t *testing.T) {
	v, _, _ := visitDialect(t, eitherBrowser())
	p := v.labProgram((*browser.Menu).Permit)
	p.agree = v.owner(pin)
	key := p.readKey(p.start())
	other := base64.StdEncoding.EncodeToString(pki.GOST34311.Sum([]byte("Договір")))
	assert.Zero(t, p.code("CtxSignHash", key, 1, other, true), "another hash")
	number := []byte(person(testpki.Director).DRFO)
	digest := sha256.Sum256(number)
	refused := func(w *browser.Window) {
		require.NoError(t, w.AwaitConsent(v.ctx))
		require.NoError(t, w.Approve(v.ctx))
		require.NoError(t, w.AwaitStep(v.ctx, "over"))
		code, err := w.Failure(v.ctx, "over")
		require.NoError(t, err)
		assert.Equal(t, "identity-content", code)
		v.picture(w, "refused")
		require.NoError(t, w.Close(v.ctx))
	}
	for what, hash := range map[string][]byte{"its GOST 34.311": pki.GOST34311.Sum(number), "its SHA-256": digest[:]} {
		p.agree = refused
		assert.Equal(t, unsupported, p.code("CtxSignHash", key, 1, base64.StdEncoding.EncodeToString(hash), true), what)
	}
}

// TestHashesAreNotPermitted asks for a signature of what cannot be shown, where the
// person has not let that be.
func TestHashesAreNotPermitted(t *testing.T) {
	v, _, _ := visitDialect(t, eitherBrowser())
	p := v.labProgram()
	p.agree = v.owner(pin)
	p.start()
	result[transferable](p, "ReadPrivateKeySilently", p.simulatedMedium())
	p.agree = nil
	hash := base64.StdEncoding.EncodeToString(pki.GOST34311.Sum([]byte("Договір")))
	answered := p.ask("SignHash", hash)
	assert.Equal(t, unsupported, answered.Result.Error.Code)
	assert.NotEmpty(t, answered.Result.Error.Message, "the page says why")
	assert.Equal(t, unsupported, p.code("RawSign", octets([]byte("x"))), "a raw signature is of anything")
}

// TestMalformed are requests that no library would send.
func TestMalformed(t *testing.T) {
	v := dialectLab(t)
	p := v.program()
	for why, request := range map[string]string{
		"no JSON":           "{",
		"a list of calls":   `[{"jsonrpc":"2.0","id":1,"method":"GetVersion","params":[]}]`,
		"no method":         `{"jsonrpc":"2.0","id":1,"params":[]}`,
		"an unknown method": `{"jsonrpc":"2.0","id":1,"method":"Pwn","params":[],"session_id":null}`,
		"deep":              `{"jsonrpc":"2.0","id":1,"method":"GetVersion","params":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`,
		"wide":              `{"jsonrpc":"2.0","id":1,"method":"GetVersion","params":[` + strings.Repeat("0,", 100_000) + `0]}`,
	} {
		answered := p.exchange(request)
		assert.NotNil(t, answered.Error, why)
	}
	assert.Zero(t, p.code("GetVersion"), "it is still there")
}
