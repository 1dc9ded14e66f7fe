// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// A recording is what one client library sent, run by run.
type recording struct {
	Runs []struct {
		Name  string `json:"name"`
		Steps []struct {
			Step  string `json:"step"`
			Calls []struct {
				Method string `json:"method"`
				Params []any  `json:"params"`
			} `json:"calls"`
		} `json:"steps"`
	} `json:"runs"`
}

// recorded reads a file of such messages, or skips the test where there are none.
func recorded[T any](t *testing.T, name string) (value T) {
	t.Helper()
	require.NoError(t, json.Unmarshal(interop.Read(t, "iit-protocol/"+name), &value))
	return value
}

// Codes that calls are answered with.
const (
	ok            = 0
	endOfList     = 7
	badParameter  = 2
	cancelled     = 12
	badFormat     = 33
	noCertificate = 51
	unsupported   = 65534
)

// notDone are the recorded methods that are refused by thought.
var notDone = []string{
	"CtxXAdESSign", "ChangePrivateKeyPassword", "SetStorageParameter", "GetHostInfo", "GetInstallPath",
	"SelectFile", "ReadPrivateKeyFile", "ProtectDataByPassword",
}

// TestRecordedPages replays all that two client libraries were seen to send, with what
// had been answered to them in its place.
func TestRecordedPages(t *testing.T) {
	inDialects(t)
	classes := recorded[map[string]struct {
		Version int               `json:"classVersion"`
		Fields  map[string]string `json:"fields"`
	}](t, "transferable-classes.json")
	for _, file := range []string{"page-messages-euscp-1.3.55.json", "page-messages-eusw-1.3.56.json"} {
		for _, run := range recorded[recording](t, file).Runs {
			t.Run(strings.TrimSuffix(file, ".json")+"/"+run.Name, func(t *testing.T) {
				v, d, token := visitDialect(t, eitherBrowser())
				r := &replay{program: v.labProgram((*browser.Menu).Permit), has: map[string]string{}}
				r.agree = r.person
				for _, step := range run.Steps {
					for i, call := range step.Calls {
						r.call(step.Step, call.Method, call.Params)
						got := r.last.Result
						want := r.wanted(call.Method, call.Params)
						assert.Contains(t, want, got.Error.Code, "%s, call %d: %s: %s", step.Step, i, call.Method, got.Error.Message)
						if got.Error.Code != ok && got.Error.Code != endOfList && want[0] != badParameter {
							assert.NotEmpty(t, got.Error.Message, "%s: pages show it", call.Method)
						}
						holdShapes(t, call.Method, got.Result, func(class string) (int, []string, bool) {
							c, known := classes[class]
							return c.Version, slices.Sorted(maps.Keys(c.Fields)), known
						})
					}
				}
				assert.Equal(t, 3, d.tries(token), "no PIN of a page went to the token")
				assert.NotContains(t, v.hostLog(), "12345")
			})
		}
	}
}

// holdShapes holds each object in a result to its class: the version, and just those
// fields.
func holdShapes(t *testing.T, method string, result json.RawMessage, classOf func(string) (int, []string, bool)) {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal(result, &value))
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, each := range value {
				walk(each)
			}
		case map[string]any:
			class, _ := value["className"].(string)
			version, fields, known := classOf(class)
			if !assert.True(t, known, "%s: class %q", method, class) {
				return
			}
			assert.EqualValues(t, version, value["classVersion"], "%s: %s", method, class)
			content, _ := value["classFields"].(map[string]any)
			assert.Equal(t, fields, slices.Sorted(maps.Keys(content)), "%s: %s", method, class)
			for _, each := range content {
				if inner, is := each.(map[string]any); is && inner["className"] != nil {
					walk(inner)
				}
			}
		}
	}
	walk(value)
}

// A replay sends recorded calls, with handles and octets of this run in the place of
// the recorded ones.
type replay struct {
	*program
	last    answer
	context any
	key     any
	hashing any
	device  map[string]any
	signs   string            // the hash that the last call signed
	has     map[string]string // octets in base64 that came of calls, by what they are
}

// person gives the password of a key file that the page has, or the PIN, and agrees.
func (r *replay) person(w *browser.Window) {
	r.Helper()
	if ask[bool](r.visit, w, "document.body.dataset.step === 'password' && document.querySelector('#password').checkVisibility()") {
		require.NoError(r, w.Read(r.ctx, testpki.Password))
		require.NoError(r, w.AwaitConsent(r.ctx))
		require.NoError(r, w.Approve(r.ctx))
		return
	}
	r.owner(pin)(w)
}

// wanted are the codes that a call may be answered with.
func (r *replay) wanted(method string, params []any) []int {
	switch {
	case slices.Contains(notDone, method):
		return []int{unsupported}
	case method == "EnumKeyMediaTypes", method == "EnumKeyMediaDevices", method == "CtxEnumOwnCertificates",
		method == "EnumOwnCertificates", method == "EnumJKSPrivateKeys":
		return []int{ok, endOfList}
	case method == "GetCertificatesByKeyInfo" && r.has["key info"] == "":
		return []int{badParameter} // it names no key that it was told of
	case method == "GetCertificatesByKeyInfo" && !isIssuer(params[1]):
		return []int{noCertificate} // of another authority's keys, though the page let us read this one
	case method == "CtxGetSignerInfo" && r.has["attached"] == "":
		return []int{badFormat} // nothing was signed before
	case method == "SignRSA":
		return []int{unsupported} // by a key of DSTU 4145
	case method == "CtxFreePrivateKey" && params[0] == nil:
		return []int{badParameter} // its key was not read
	}
	return []int{ok}
}

// isIssuer tells which of the recorded servers knew the key, after others that did not:
// here, ours.
func isIssuer(servers any) bool {
	list, _ := servers.([]any)
	return slices.Contains(list, any("ca.informjust.ua"))
}

// call sends one.
func (r *replay) call(step, method string, params []any) {
	r.Helper()
	filled := make([]any, len(params))
	for i, p := range params {
		filled[i] = r.fill(step, method, i, p)
	}
	r.last = r.ask(method, filled...)
	if r.last.Result.Error.Code == ok {
		r.keep(method)
	}
}

// fill puts what this run has in the place of a recorded value.
func (r *replay) fill(step, method string, at int, value any) any {
	r.Helper()
	switch value := value.(type) {
	case string:
		return r.text(step, method, at, value)
	case map[string]any:
		switch value["className"] {
		case "EndUserContext":
			return r.context
		case "EndUserHashContext":
			return r.hashing
		case "EndUserPrivateKeyContext":
			return r.key
		case "EndUserKeyMedia":
			if r.device == nil {
				r.device = r.simulatedMedium()
			}
			fields := maps.Clone(r.device["classFields"].(map[string]any))
			fields["password"] = value["classFields"].(map[string]any)["password"]
			return object("EndUserKeyMedia", 1, fields)
		case "EndUserByteArray":
			if own := r.octets(method, at); own != nil {
				return octets(own)
			}
		}
	case []any:
		if method == "GetCertificatesByKeyInfo" && at == 1 && isIssuer(value) {
			return []string{world.house.Authority}
		}
		if method == "EnvelopEx" && at < 2 {
			return []string{r.recipient(at)}
		}
		if method == "CtxEnvelop" || method == "EnvelopToRecipients" {
			return []any{octets(world.house.PKI.Subscriber(testpki.Director).AgreeCert.Raw)}
		}
	}
	return value
}

// octets are those for a call that needs real ones.
func (r *replay) octets(method string, at int) []byte {
	files := world.house.Files
	who := world.house.PKI.Subscriber(testpki.Director)
	switch method {
	case "SaveCertificates":
		return world.house.PKI.Bundle(1_000_000)
	case "CtxReadPrivateKeyBinary", "ReadPrivateKeyBinary":
		return files["director.pfx"]
	case "EnumJKSPrivateKeys":
		return files["privatbank.jks"]
	case "CtxPDFSign":
		data, err := os.ReadFile("../www/iit/document.pdf")
		require.NoError(r, err)
		return data
	case "GetCertificatesByKeyInfo":
		return r.kept("key info")
	case "ParseCertificateEx", "SaveCertificate":
		return who.SignCert.Raw
	case "CreateEmptySign":
		return []byte("hello")
	case "AppendSigner":
		return who.SignCert.Raw
	case "AppendCryptoHeader":
		return r.kept("last")
	case "AppendTransportHeader":
		if at == 3 {
			return who.AgreeCert.Raw
		}
		return r.kept("last")
	}
	return nil
}

func (r *replay) kept(what string) []byte {
	r.Helper()
	data, err := base64.StdEncoding.DecodeString(r.has[what])
	require.NoError(r, err)
	return data
}

// text is a string for a call whose recorded one stood for a signature, a hash or an
// envelope.
func (r *replay) text(step, method string, at int, recorded string) string {
	hash := base64.StdEncoding.EncodeToString(pki.GOST34311.Sum([]byte("hello")))
	switch fmt.Sprintf("%s %d", method, at) {
	case "CtxSignHash 2", "CtxAppendSignHash 2":
		r.signs = hash
		if step != "SignHash" {
			r.signs = r.has["hash"]
		}
		return r.signs
	case "CtxAppendSignHash 3", "SignHash 0", "CreateSigner 0":
		if method == "CtxAppendSignHash" {
			return r.has["detached "+r.has["hash"]]
		}
		return hash
	case "CtxDevelop 1", "Develop 0":
		return r.has["envelope"]
	case "VerifyDataInternalOnTimeEx 0", "VerifyInternal 0", "GetSignTimeInfo 1", "GetSignType 1", "CtxGetSignerInfo 2":
		return r.has["attached"]
	case "AppendSigner 0":
		return r.has["signer"]
	case "AppendSigner 2":
		return r.has["empty"]
	case "Envelop 0", "Envelop 1":
		return r.recipient(at)
	}
	return recorded
}

// recipient is the issuer or the number of the certificate that a classic page
// encrypts to, as it was told of them.
func (r *replay) recipient(at int) string {
	r.Helper()
	certificate := world.house.PKI.Subscriber(testpki.Director).AgreeCert
	told := result[transferable](r.program, "ParseCertificateEx", octets(certificate.Raw))
	var name string
	require.NoError(r, json.Unmarshal(told.Fields[[]string{"issuer", "serial"}[at]], &name))
	return name
}

// keep remembers what later calls need.
func (r *replay) keep(method string) {
	r.Helper()
	var text string
	var data transferable
	_ = json.Unmarshal(r.last.Result.Result, &text)
	_ = json.Unmarshal(r.last.Result.Result, &data)
	part := func(name string) (value string) {
		_ = json.Unmarshal(data.Fields[name], &value)
		return value
	}
	switch method {
	case "CtxCreate":
		r.context = r.last.Result.Result
	case "CtxReadPrivateKey", "CtxReadPrivateKeyBinary":
		r.key = r.last.Result.Result
	case "CtxHashBegin":
		r.hashing = r.last.Result.Result
	case "CtxHashEnd":
		r.has["hash"] = text
	case "CtxSignHash", "CtxAppendSignHash":
		r.has["detached "+r.signs] = text
	case "CtxSign", "SignInternal":
		r.has["attached"], r.has["last"] = text, text
	case "CtxEnvelop", "EnvelopToRecipients", "Envelop":
		r.has["envelope"], r.has["last"] = text, text
	case "CreateSigner":
		r.has["signer"] = text
	case "CreateEmptySign":
		r.has["empty"] = text
	case "GetKeyInfo":
		r.has["key info"] = part("privateKeyInfo")
	case "AppendCryptoHeader":
		r.has["last"] = part("data")
	}
}
