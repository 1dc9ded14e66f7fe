// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"cmp"
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
)

func clock() time.Time { return time.Date(2026, 11, 21, 9, 5, 7, 0, time.UTC) }

// authorities are those of all tests of this package.
var authorities = testpki.New(clock)

// A fakeDesk is a person at a window who agrees to everything: keys are those of a
// subscriber of testpki, and messages that it signs verify.
type fakeDesk struct {
	who       *testpki.Subscriber
	elsewhere key.Ref             // where the person opens a key, whatever the page wants; empty: there
	directory *registry.Directory // nil: the one that is built in
	carriers  []key.Carrier
	english   bool
	noHashes  bool
	err       error // of all that needs the window
	log       *logrus.Logger

	// What was ordered.
	opened []service.Wanted
	signed []service.SignOrder
	looks  int // at the carriers
	open   int // keys that were not closed yet

	// In place of what the fake itself does.
	sign    func(service.Held, service.SignOrder) ([][]byte, error)
	encrypt func(service.Held, []service.Paper, []*x509.Certificate, service.EncryptOptions) ([][]byte, error)
	decrypt func(service.Held, service.Paper) (service.Decrypted, error)
	find    func([]lookup.Key, string) ([]*x509.Certificate, error)
}

func newFake() *fakeDesk {
	log := logrus.New()
	log.Out = io.Discard
	return &fakeDesk{who: authorities.Subscriber(testpki.Person), log: log}
}

func (*fakeDesk) Origin() string { return "https://cabinet.example" }
func (f *fakeDesk) Language() string {
	if f.english {
		return "en"
	}
	return "uk"
}
func (f *fakeDesk) Hashes() bool       { return !f.noHashes }
func (*fakeDesk) TaxCabinet() bool     { return false }
func (*fakeDesk) Now() time.Time       { return clock() }
func (f *fakeDesk) Log() *logrus.Entry { return logrus.NewEntry(f.log) }
func (*fakeDesk) Trust() *pki.Trust    { return authorities.Trust() }
func (f *fakeDesk) Directory() *registry.Directory {
	return cmp.Or(f.directory, registry.Builtin())
}
func (f *fakeDesk) Carriers(context.Context) ([]key.Carrier, error) {
	f.looks++
	return f.carriers, f.err
}

func (f *fakeDesk) Open(_ context.Context, w service.Wanted) (service.Held, error) {
	f.opened = append(f.opened, w)
	if f.err != nil {
		return nil, f.err
	}
	f.open++
	return &fakeHeld{desk: f, who: f.who, carrier: cmp.Or(f.elsewhere, w.Carrier)}, nil
}

func (f *fakeDesk) Sign(_ context.Context, h service.Held, o service.SignOrder) ([][]byte, error) {
	f.signed = append(f.signed, o)
	if f.err != nil {
		return nil, f.err
	}
	if f.sign != nil {
		return f.sign(h, o)
	}
	if o.Form != service.Detached && o.Form != service.Attached {
		return nil, protocol.Fail(protocol.Unsupported)
	}
	var all [][]byte
	for _, p := range o.Papers {
		signer := cades.Signer{Hash: o.Hash, Detached: o.Form == service.Detached, OmitCertificate: o.WithoutCertificate, SigningTime: clock()}
		sign, over := f.who.Sign, p.Content
		if p.Content == nil {
			signer.Hash, sign, over = p.Hash, f.who.SignDigest, p.Value
		}
		message, err := sign(signer, over)
		if err != nil {
			return nil, err
		}
		all = append(all, message)
	}
	return all, nil
}

func (f *fakeDesk) Encrypt(_ context.Context, h service.Held, papers []service.Paper, to []*x509.Certificate, o service.EncryptOptions) ([][]byte, error) {
	if f.err != nil {
		return nil, f.err
	}
	if f.encrypt == nil {
		return nil, protocol.Fail(protocol.Unsupported)
	}
	return f.encrypt(h, papers, to, o)
}

func (f *fakeDesk) Decrypt(_ context.Context, h service.Held, p service.Paper, _ []*x509.Certificate) (service.Decrypted, error) {
	if f.err != nil {
		return service.Decrypted{}, f.err
	}
	if f.decrypt == nil {
		return service.Decrypted{}, protocol.Fail(protocol.NotAnEnvelope)
	}
	return f.decrypt(h, p)
}

func (*fakeDesk) Verifier(extra []*x509.Certificate) *validation.Verifier {
	return &validation.Verifier{
		Trust: authorities.Trust(), Certificates: append(authorities.Certificates(), extra...), At: clock(), NoRevocation: true,
	}
}

func (f *fakeDesk) Find(_ context.Context, keys []lookup.Key, authority string) ([]*x509.Certificate, error) {
	if f.find == nil {
		return nil, protocol.Fail(protocol.CertificateNotFound)
	}
	return f.find(keys, authority)
}

// fakeHeld is the keys of a subscriber, as if they had been opened.
type fakeHeld struct {
	desk    *fakeDesk
	who     *testpki.Subscriber
	carrier key.Ref
	closed  bool
}

func (h *fakeHeld) Carrier() key.Ref { return h.carrier }

func (h *fakeHeld) Keys() []key.Candidate {
	keys := []key.Key{key.New(h.who.SignKey)}
	if h.who.AgreeKey != nil {
		keys = append(keys, key.New(h.who.AgreeKey))
	}
	return key.Choose(keys, h.who.Certificates(), nil)
}

func (h *fakeHeld) Chain(c *x509.Certificate) []*x509.Certificate { return h.who.Chain }

func (h *fakeHeld) Close() {
	if !h.closed {
		h.closed = true
		h.desk.open--
	}
}

// Closed reports whether the key is not open any more.
func (h *fakeHeld) Closed() bool { return h.closed }

// A page is one that a test plays: it calls methods of a Dialect and reads the
// answers by the rules of page libraries.
type page struct {
	t    testing.TB
	desk *fakeDesk
	*Dialect
	calls int
}

// newPage is one whose library is initialised.
func newPage(t testing.TB) *page {
	p := strangePage(t)
	p.does("Initialize")
	return p
}

// strangePage is one that has not called anything yet.
func strangePage(t testing.TB) *page {
	desk := newFake()
	return &page{t: t, desk: desk, Dialect: newDialect(desk, Options{SimulatedAs: CommonType})}
}

// call answers a method with its result, as JSON, and its code. Every response
// goes through the rules that page libraries hold it to.
func (p *page) call(method string, params ...any) (json.RawMessage, Code, string) {
	p.t.Helper()
	if params == nil {
		params = []any{}
	}
	p.calls++
	request, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": p.calls, "method": method, "params": params, "session_id": nil})
	require.NoError(p.t, err)
	return p.answer(request, p.calls)
}

func (p *page) answer(request []byte, id any) (json.RawMessage, Code, string) {
	p.t.Helper()
	text := p.Answer(p.t.Context(), request)
	var got struct {
		Version string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Result  *struct {
			Result json.RawMessage `json:"result"`
			Error  *struct {
				Code    *Code   `json:"code"`
				Message *string `json:"message"`
			} `json:"error"`
		} `json:"result"`
		Session string `json:"session_id"`
	}
	in := json.NewDecoder(strings.NewReader(string(text)))
	in.DisallowUnknownFields()
	require.NoError(p.t, in.Decode(&got), "%s: %s", request, text)
	assert.Equal(p.t, "2.0", got.Version)
	assert.JSONEq(p.t, jsonOf(p.t, id), string(got.ID))
	assert.NotEmpty(p.t, got.Session)
	require.NotNil(p.t, got.Result, "%s", text)
	require.NotNil(p.t, got.Result.Result, "%s", text)
	require.NotNil(p.t, got.Result.Error, "%s", text)
	require.NotNil(p.t, got.Result.Error.Code, "%s", text)
	require.NotNil(p.t, got.Result.Error.Message, "%s", text)
	code, message := *got.Result.Error.Code, *got.Result.Error.Message
	if code != codeNone {
		assert.Equal(p.t, "null", string(got.Result.Result), "a result beside code %d", code)
	}
	assert.Equal(p.t, code != codeNone && code != codeEndOfEnum, message != "", "code %d: %s", code, message)
	var result any
	require.NoError(p.t, json.Unmarshal(got.Result.Result, &result))
	p.transferable(result)
	return got.Result.Result, code, message
}

// transferable holds what a page's library makes of a result: objects have a known
// class and exactly three members.
func (p *page) transferable(v any) {
	p.t.Helper()
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			p.transferable(e)
		}
	case map[string]any:
		class, _ := v["className"].(string)
		require.Regexp(p.t, "^EndUser[A-Za-z]+$", class, "%v", v)
		require.Len(p.t, v, 3)
		require.EqualValues(p.t, classVersion(class), v["classVersion"])
		fields, ok := v["classFields"].(map[string]any)
		require.True(p.t, ok, "%v", v)
		if known, ok := knownClasses()[class]; ok {
			require.ElementsMatch(p.t, slices.Collect(maps.Keys(known)), slices.Collect(maps.Keys(fields)), class)
			for name, kind := range known {
				p.field(class+"."+name, kind, fields[name])
			}
		}
		for _, f := range fields {
			p.transferable(f)
		}
	}
}

// knownClasses are the fields of classes, with their types, where the recorded
// facts are at hand.
var knownClasses = sync.OnceValue(func() map[string]map[string]string {
	path, ok := interop.Find("iit-protocol/transferable-classes.json")
	if !ok {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	var classes map[string]struct{ Fields map[string]string }
	if err := json.Unmarshal(text, &classes); err != nil {
		panic(err)
	}
	all := map[string]map[string]string{}
	for name, c := range classes {
		all[name] = c.Fields
	}
	return all
})

// field holds a value to the type that its class gives it.
func (p *page) field(name, kind string, v any) {
	p.t.Helper()
	switch kind {
	case "boolean":
		require.IsType(p.t, true, v, name)
	case "long", "int", "number":
		require.IsType(p.t, 0., v, name)
		require.Equal(p.t, v, float64(int64(v.(float64))), name)
	case "string":
		require.IsType(p.t, "", v, name)
	case "byteArray":
		require.IsType(p.t, "", v, name)
		_, err := base64.StdEncoding.Strict().DecodeString(v.(string))
		require.NoError(p.t, err, name)
	case "time":
		if v != nil {
			require.Regexp(p.t, `^\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d{1,2}:\d{1,2}$`, v, name)
		}
	case "array":
		require.IsType(p.t, []any{}, v, name)
	default: // a class
		if v != nil {
			require.Equal(p.t, kind, v.(map[string]any)["className"], name)
		}
	}
}

// does calls a method that must succeed, and returns its result.
func (p *page) does(method string, params ...any) json.RawMessage {
	p.t.Helper()
	result, code, message := p.call(method, params...)
	require.Equal(p.t, codeNone, code, "%s: %s", method, message)
	return result
}

// fails calls a method that must fail by a code.
func (p *page) fails(want Code, method string, params ...any) {
	p.t.Helper()
	_, code, _ := p.call(method, params...)
	require.Equal(p.t, want, code, method)
}

// handle is that of a result.
func (p *page) handle(result json.RawMessage) string {
	p.t.Helper()
	var o struct{ ClassFields struct{ Handle string } }
	require.NoError(p.t, json.Unmarshal(result, &o))
	require.NotEmpty(p.t, o.ClassFields.Handle, "%s", result)
	return o.ClassFields.Handle
}

// asText is a result that is a string.
func (p *page) asText(result json.RawMessage) (s string) {
	p.t.Helper()
	require.NoError(p.t, json.Unmarshal(result, &s), "%s", result)
	return s
}

// asOctets is a result that is base64 in a string, or in an EndUserByteArray.
func (p *page) asOctets(result json.RawMessage) (b []byte) {
	p.t.Helper()
	if result[0] == '"' {
		require.NoError(p.t, json.Unmarshal(result, &b), "%s", result)
		return b
	}
	var o struct{ ClassFields struct{ Data []byte } }
	require.NoError(p.t, json.Unmarshal(result, &o), "%s", result)
	return o.ClassFields.Data
}

// Arguments, as page libraries make them.

func bytesArg(b []byte) object { return byteArray(b) }

func handleArg(class, handle string) object { return handleObject(class, handle) }

// mediaArg has a PIN beside it, which nobody may look at.
func mediaArg(kind, device int) object {
	return newObject(classKeyMedia, map[string]any{"typeIndex": kind, "devIndex": device, "password": canary})
}

// canary is a password that a page gives.
const canary = "Канарка-12345"

func jsonOf(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

// token is a carrier as it is plugged in.
func token(device, label, serial string) key.Carrier {
	return key.Carrier{
		Ref: key.NewRef("pkcs11", fmt.Sprintf("token=%s;serial=%s", label, serial)), Device: device, Label: label, Serial: serial, Form: key.FormToken,
	}
}
