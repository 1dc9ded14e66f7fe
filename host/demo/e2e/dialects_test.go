// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// The suite dialects has pages that were made for other programs: what they say is
// what such pages were recorded to say, or what they might try.

// pagePIN is what pages have typed into them in place of the PIN. It opens nothing.
const pagePIN = "canary-page-pin"

// inDialects skips a test of another suite.
func inDialects(t *testing.T) {
	t.Helper()
	inSuite(t, "dialects")
}

// director has a token with both of the director's keys.
func (d *drawer) director() *simulator.Token {
	d.t.Helper()
	who := world.house.PKI.Subscriber(testpki.Director)
	return d.put(simulator.Spec{Label: "Носій директорки", Keys: []simulator.Key{
		simulator.NewKey(who.SignKey.(*dstu4145.PrivateKey), who.SignCert),
		simulator.NewKey(who.AgreeKey.(*dstu4145.PrivateKey), who.AgreeCert),
	}})
}

// visitDialect is a visit of a person with the director's token.
func visitDialect(t *testing.T, name string) (*visit, *drawer, *simulator.Token) {
	t.Helper()
	inDialects(t)
	d := newDrawerIn(t)
	token := d.director()
	v := begin(t, name, with(t, d.module()))
	v.takeTime(3 * patience)
	return v, d, token
}

// switchOn has the person let the page's site be answered, by the menu, and waits
// until the page has been loaded anew. What else they choose there comes first.
func (v *visit) switchOn(choose ...func(*browser.Menu, context.Context) error) {
	v.Helper()
	v.do(v.page, "window.before = true")
	m := v.menu()
	for _, c := range choose {
		require.NoError(v, c(m, v.ctx))
	}
	v.picture(m, "menu")
	require.NoError(v, m.SwitchOn(v.ctx))
	v.wait(v.page, "!window.before && document.readyState === 'complete'")
	v.closeMenu()
}

// closeMenu closes what the person has left open.
func (v *visit) closeMenu() {
	v.Helper()
	require.NoError(v, v.page.Front(v.ctx))
	addresses, err := v.browser.Addresses(v.ctx)
	require.NoError(v, err)
	for _, address := range addresses {
		if strings.Contains(address, "/ui/menu.html") {
			if m, err := v.browser.Find(v.ctx, address); err == nil {
				_ = m.Close(v.ctx) // a panel goes by itself
			}
		}
	}
}

// openSwitched opens a page of the lab where the person has switched dialects on.
func (v *visit) openSwitched(address string, choose ...func(*browser.Menu, context.Context) error) {
	v.Helper()
	v.open(address)
	v.wait(v.page, "window.send")
	v.switchOn(choose...)
	v.wait(v.page, "window.send && present() === 1")
}

// An answer is what came of a call.
type answer struct {
	ID      json.RawMessage `json:"id"`
	Version string          `json:"jsonrpc"`
	Session string          `json:"session_id"`
	Result  *struct {
		Result json.RawMessage `json:"result"`
		Error  struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	} `json:"result"`
	Error *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// A program is what answers a page, as the page's script sees it.
type program struct {
	*visit
	ids   int
	said  string // the session that the program named
	agree func(*browser.Window)
}

// program is the one that answers the visit's page. None of its windows may open, until
// it has an agree.
func (v *visit) program() *program { return &program{visit: v} }

// labProgram is that of the page for experiments, where the person has switched dialects
// on.
func (v *visit) labProgram(choose ...func(*browser.Menu, context.Context) error) *program {
	v.Helper()
	v.openSwitched(world.lab+"/dialect.html", choose...)
	return v.program()
}

// ask calls a method and returns the whole answer.
func (p *program) ask(method string, params ...any) answer {
	p.Helper()
	p.ids++
	if params == nil {
		params = []any{}
	}
	var session any
	if p.said != "" {
		session = p.said
	}
	request, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": p.ids, "method": method, "params": params, "session_id": session})
	require.NoError(p, err)
	answered := p.exchange(string(request))
	require.Equal(p, "2.0", answered.Version, method)
	require.Equal(p, fmt.Sprint(p.ids), string(answered.ID), method)
	require.NotNil(p, answered.Result, "%s: %+v", method, answered.Error)
	if p.said == "" {
		p.said = answered.Session
	}
	require.Contains(p, []string{"", p.said}, answered.Session, "the session is the page's")
	return answered
}

// exchange sends a request as it stands, with the person at the windows that open.
func (p *program) exchange(request string) answer {
	p.Helper()
	p.deliver(request)
	callback := ask[int](p.visit, p.page, "send(window.request)")
	reply := fmt.Sprintf("answers[%d]", callback)
	for {
		got := ask[json.RawMessage](p.visit, p.page, reply+" ?? null")
		if string(got) != "null" {
			var a answer
			require.NoError(p, json.Unmarshal(got, &a))
			return a
		}
		p.attend()
		require.NoError(p, p.ctx.Err(), "no answer to %.120s", request)
	}
}

// deliver brings a request into the page, in pieces: what a driver passes at once is
// limited.
func (p *program) deliver(request string) {
	p.Helper()
	p.do(p.page, "window.request = ''")
	for piece := range slices.Chunk([]rune(request), 500_000) {
		quoted, err := json.Marshal(string(piece))
		require.NoError(p, err)
		p.do(p.page, "window.request += "+string(quoted))
	}
}

// attend lets the person act where a window is open.
func (p *program) attend() {
	p.Helper()
	addresses, err := p.browser.Addresses(p.ctx)
	require.NoError(p, err)
	if !slices.ContainsFunc(addresses, func(address string) bool { return strings.Contains(address, "/ui/window.html?") }) {
		return
	}
	require.NotNil(p, p.agree, "a window opened")
	p.agree(p.window())
	p.windowGone()
}

// owner is a person who gives the PIN where it is asked, and agrees.
func (v *visit) owner(pin string) func(*browser.Window) {
	return func(w *browser.Window) {
		v.Helper()
		// A token that the page named is chosen already.
		if ask[bool](v, w, "['key', 'password'].includes(document.body.dataset.step) && !document.querySelector('#password').value") {
			require.NoError(v, w.OpenTokens(v.ctx))
			require.NoError(v, w.AwaitTokens(v.ctx, 1))
			require.NoError(v, w.ReadToken(v.ctx, pin))
		}
		require.NoError(v, w.AwaitConsent(v.ctx))
		require.NoError(v, w.Approve(v.ctx))
	}
}

// object is one of the classes that pages and program pass.
func object(class string, version int, fields map[string]any) map[string]any {
	return map[string]any{"className": class, "classVersion": version, "classFields": fields}
}

// octets are bytes as pages pass them.
func octets(data []byte) map[string]any {
	return object("EndUserByteArray", 1, map[string]any{"data": data})
}

// result is what a call was answered with, which went well.
func result[T any](p *program, method string, params ...any) (value T) {
	p.Helper()
	answered := p.ask(method, params...)
	require.Zero(p, answered.Result.Error.Code, "%s: %s", method, answered.Result.Error.Message)
	require.NoError(p, json.Unmarshal(answered.Result.Result, &value), method)
	return value
}

// code is what a call failed with.
func (p *program) code(method string, params ...any) int {
	p.Helper()
	return p.ask(method, params...).Result.Error.Code
}

// A transferable is an object as it was passed.
type transferable struct {
	Class   string                     `json:"className"`
	Version int                        `json:"classVersion"`
	Fields  map[string]json.RawMessage `json:"classFields"`
}

// start gets the program ready and returns its context.
func (p *program) start() transferable {
	p.Helper()
	require.Zero(p, p.code("Initialize"))
	return result[transferable](p, "CtxCreate")
}

// simulatedMedium is where the page sees the simulated token.
func (p *program) simulatedMedium() map[string]any {
	p.Helper()
	types := result[[]string](p, "GetKeyMediaTypes")
	asked := make([]byte, len(types))
	for i := range types {
		asked[i] = byte(i)
	}
	devices := result[[][]string](p, "GetKeyMediaDevices", octets(asked))
	require.Len(p, devices, len(types), "one list a type")
	kind := slices.IndexFunc(devices, func(of []string) bool { return len(of) > 0 })
	require.Less(p, kind, len(types)-1, "the token is before our own type")
	return medium(kind, 0)
}

// medium is a carrier with the page's own PIN.
func medium(kind, device int) map[string]any {
	return object("EndUserKeyMedia", 1, map[string]any{"typeIndex": kind, "devIndex": device, "password": pagePIN})
}

// readKey reads the key on the simulated token.
func (p *program) readKey(context transferable) transferable {
	p.Helper()
	return result[transferable](p, "CtxReadPrivateKey", context, p.simulatedMedium())
}
