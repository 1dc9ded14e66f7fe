// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSettingsAreToldBack: what a page sets it reads again, but for passwords.
func TestSettingsAreToldBack(t *testing.T) {
	p := newPage(t)
	for _, w := range whole {
		p.does("Get" + w.name)
		set := map[string]any{}
		for name, value := range w.initial {
			switch value.(type) {
			case bool:
				set[name] = true
			case int:
				set[name] = 77
			case string:
				set[name] = "10.0.0.1/" + name
			case secret:
				set[name] = canary
			case mediaIndex:
				set[name] = mediaArg(1, 0)
			}
		}
		assert.Equal(t, "null", string(p.does("Set"+w.name, newObject(w.class, set))), w.name)
		told := string(p.does("Get" + w.name))
		assert.NotContains(t, told, canary)
		for name := range set {
			if set[name] == canary {
				set[name] = ""
			}
		}
		told = strings.ReplaceAll(told, `"password":""`, `"password":"`+canary+`"`)
		want := strings.ReplaceAll(jsonOf(t, newObject(w.class, set)), `"password":""`, `"password":"`+canary+`"`)
		assert.JSONEq(t, want, told, w.name)
	}
	p.does("Finalize")
	p.does("Initialize")
	assert.Contains(t, string(p.does("GetTSPSettings")), `"getStamps":false`, "nothing is left")
}

// TestSettingsByClass: an object of another class, or without a field of its own,
// sets nothing.
func TestSettingsByClass(t *testing.T) {
	p := newPage(t)
	before := p.does("GetTSPSettings")
	for why, settings := range map[string]any{
		"another class":   newObject(classOCSPSettings, noOCSPAccess),
		"a field missing": newObject(classTSPSettings, values{"getStamps": true, "address": "a"}),
		"another type":    newObject(classTSPSettings, values{"getStamps": 1, "address": "a", "port": "80"}),
		"a long address":  newObject(classTSPSettings, values{"getStamps": true, "address": strings.Repeat("a", maxSetting+1), "port": "80"}),
		"nothing":         nil,
	} {
		p.fails(codeBadParameter, "SetTSPSettings", settings)
		assert.Equal(t, string(before), string(p.does("GetTSPSettings")), why)
	}
}

// TestHostsOfThePage: whatever servers a page names, in this computer's own network
// above all, no order speaks of them; signatures are made as if it had named none.
func TestHostsOfThePage(t *testing.T) {
	p := newPage(t)
	for _, host := range []string{"169.254.169.254", "127.0.0.1:631", "10.0.0.1", "[::1]", "router.local", "evil.example"} {
		for _, w := range whole {
			set := maps.Clone(w.initial)
			for name, value := range set {
				switch value.(type) {
				case string:
					set[name] = host
				case bool:
					set[name] = true
				case secret:
					set[name] = canary
				}
			}
			p.does("Set"+w.name, newObject(w.class, set))
		}
		p.does("SetOCSPAccessInfoSettings", newObject(classOCSPAccessSettings, values{"issuerCN": host, "address": host, "port": "80"}))
	}
	key := p.handle(p.does("CtxReadPrivateKey", handleArg(classContext, p.handle(p.does("CtxCreate"))), mediaArg(otherKey.kind, 0)))
	p.does("CtxSign", handleArg(classPrivateKeyContext, key), 1, bytesArg([]byte("hello")), false, true)
	require.Len(t, p.desk.signed, 1)
	for _, order := range []any{fmt.Sprint(p.desk.opened), fmt.Sprintf("%+v", p.desk.signed)} {
		for _, host := range []string{"169.254", "127.0.0.1", "10.0.0.1", "::1", "router", "evil", canary} {
			assert.NotContains(t, order, host)
		}
	}
}

func TestOCSPAccess(t *testing.T) {
	p := newPage(t)
	access := func(issuer, address string) object {
		return newObject(classOCSPAccessSettings, values{"issuerCN": issuer, "address": address, "port": "80"})
	}
	for _, issuer := range []string{"а", "б", "в"} {
		p.does("SetOCSPAccessInfoSettings", access(issuer, "one"))
	}
	p.does("SetOCSPAccessInfoSettings", access("б", "two"))
	assert.JSONEq(t, jsonOf(t, access("б", "two")), string(p.does("EnumOCSPAccessInfoSettings", 1)))
	assert.JSONEq(t, jsonOf(t, access("б", "two")), string(p.does("GetOCSPAccessInfoSettings", "б")))
	p.does("DeleteOCSPAccessInfoSettings", "а")
	assert.JSONEq(t, jsonOf(t, access("в", "one")), string(p.does("EnumOCSPAccessInfoSettings", 1)))
	p.fails(codeEndOfEnum, "EnumOCSPAccessInfoSettings", 2)
	p.fails(codeBadParameter, "EnumOCSPAccessInfoSettings", -1)
	p.fails(codeBadParameter, "GetOCSPAccessInfoSettings", "а")
	for i := range maxOCSPAccess - 2 {
		p.does("SetOCSPAccessInfoSettings", access(fmt.Sprint(i), "one"))
	}
	p.fails(codeMemory, "SetOCSPAccessInfoSettings", access("one too many", "one"))
	p.does("SetOCSPAccessInfoSettings", access("б", "three"))
}

func TestLanguage(t *testing.T) {
	p := strangePage(t)
	message := func() string { _, _, m := p.call("DeleteFile"); return m }
	uk, en := "Сайт просить того, чого Pidpys не робить.", "The site asks for something that Pidpys does not do."
	assert.Equal(t, uk, message())
	p.desk.english = true
	assert.Equal(t, en, message(), "the person's")
	for n, want := range map[int]string{1: uk, 2: uk, 3: en} {
		p.does("SetLanguage", n)
		assert.Equal(t, want, message(), n)
	}
	p.fails(codeBadParameter, "SetLanguage", 4)
	p.fails(codeBadParameter, "SetLanguage", "uk")
}

func TestRuntimeParameters(t *testing.T) {
	p := strangePage(t) // pages set some before Initialize
	for name, value := range map[string]any{
		"SaveSettings": 2, "ResolveOIDs": false, "MakePKeyPFXContainer": 1, "SignIncludeCACertificates": true, "FSCalculateFingerprint": 0,
		"CheckCertChainOnSignTime": 1, "ConnectionsTimeout": 30000, "ForceUseTSPFromSettings": 0, "StringEncoding": 65001, "YetToCome": "?",
	} {
		p.does("SetRuntimeParameter", name, value)
	}
	assert.Equal(t, bes, p.settings.signType)
	for _, kind := range []int{1, 4, 8, 16, 128} {
		p.does("SetRuntimeParameter", "SignType", kind)
		assert.Equal(t, kind, p.settings.signType)
	}
	p.does("Initialize")
	assert.Equal(t, 128, p.settings.signType, "Initialize changes nothing")
	for _, value := range []any{"16", true, nil, []int{1}} {
		p.fails(codeBadParameter, "SetRuntimeParameter", "SignType", value)
	}
	p.fails(codeBadParameter, "SetRuntimeParameter", "ResolveOIDs", nil)
	p.fails(codeBadParameter, "SetRuntimeParameter", 1, 1)
	assert.Equal(t, 128, p.settings.signType)

	stamps := func(get bool) {
		p.does("SetTSPSettings", newObject(classTSPSettings, values{"getStamps": get, "address": "a", "port": "80"}))
	}
	assert.False(t, p.settings.contentTimeStamp())
	stamps(true)
	assert.True(t, p.settings.contentTimeStamp())
	p.does("SetRuntimeParameter", "SignIncludeContentTimeStamp", false)
	assert.False(t, p.settings.contentTimeStamp())
	p.does("SetRuntimeParameter", "SignIncludeContentTimeStamp", 1)
	assert.True(t, p.settings.contentTimeStamp())
	stamps(false)
	assert.False(t, p.settings.contentTimeStamp())
}

func TestLibrary(t *testing.T) {
	p := strangePage(t)
	assert.Equal(t, "false", string(p.does("IsInitialized")))
	p.does("SetUIMode", false)
	p.fails(codeNotInitialized, "GetTSPSettings")
	p.does("Initialize")
	p.does("Initialize")
	assert.Equal(t, "true", string(p.does("IsInitialized")))
	for _, never := range []string{"DoesNeedSetSettings", "IsRemotelyControlled"} {
		assert.Equal(t, "false", string(p.does(never)))
	}
	p.does("RefreshFileStore", true)
	p.does("SetOCSPResponseExpireTime", 60)
	assert.Contains(t, string(p.does("GetSystemProxySettings")), `"useProxy":false`)
	context := p.does("CtxCreate")
	p.does("CtxSetParameter", context, "ResolveOIDs", 0)
	p.does("CtxSetParameter", context, "ExportableContext", true)
	p.fails(codeBadParameter, "CtxSetParameter", context, "ResolveOIDs", nil)
	p.does("CtxFree", context)
	p.fails(codeBadParameter, "CtxFree", context)
	p.fails(codeBadParameter, "CtxSetParameter", context, "ResolveOIDs", 0)
	another := p.does("CtxCreate")
	p.does("Finalize")
	p.fails(codeNotInitialized, "CtxFree", another)
	p.does("Initialize")
	p.fails(codeBadParameter, "CtxFree", another)
}

// TestHandles: they are random, of one class and of one page, and not without end.
func TestHandles(t *testing.T) {
	p, other := newPage(t), newPage(t)
	seen := map[string]bool{}
	for range maxHandles {
		handle := p.handle(p.does("CtxCreate"))
		assert.Regexp(t, "^[0-9A-F]{32}$", handle)
		assert.False(t, seen[handle])
		seen[handle] = true
	}
	p.fails(codeMemory, "CtxCreate")
	for handle := range seen {
		p.fails(codeBadParameter, "CtxHashFree", handleArg(classHashContext, handle))
		p.fails(codeBadParameter, "CtxFreePrivateKey", handleArg(classPrivateKeyContext, handle))
		other.fails(codeBadParameter, "CtxFree", handleArg(classContext, handle))
		p.does("CtxFree", handleArg(classContext, handle))
		break
	}
	p.does("CtxCreate")
}

// TestPasswordsStayUnread: a password that comes with a call is in no log, no order
// and no answer.
func TestPasswordsStayUnread(t *testing.T) {
	p := newPage(t)
	var log bytes.Buffer
	p.desk.log.SetOutput(&log)
	p.desk.log.SetLevel(6)
	p.desk.carriers = append(p.desk.carriers, token("Алмаз-1К", "Моя", "1"))
	context := p.does("CtxCreate")
	calls := []struct {
		method string
		params []any
	}{
		{"CtxReadPrivateKey", []any{context, mediaArg(1, 0)}},
		{"CtxReadPrivateKey", []any{context, mediaArg(1, 7)}},
		{"CtxReadPrivateKeyBinary", []any{context, bytesArg([]byte{1}), canary}},
		{"ReadPrivateKeySilently", []any{mediaArg(1, 0)}},
		{"ReadPrivateKeyBinary", []any{bytesArg([]byte{1}), canary}},
		{"ReadPrivateKeyFile", []any{"Key-6.dat", canary}},
		{"GetKeyInfo", []any{mediaArg(1, 0)}},
		{"GetKeyInfoBinary", []any{bytesArg([]byte{1}), canary}},
		{"IsPrivateKeyExists", []any{mediaArg(1, 0)}},
		{"IsHardwareKeyMedia", []any{mediaArg(1, 0)}},
		{"ChangePrivateKeyPassword", []any{mediaArg(1, 0), canary}},
		{"SetKeyMediaSettings", []any{newObject(classKeyMediaSettings, map[string]any{"sourceType": 1, "showErrors": false, "keyMedia": mediaArg(1, 0)})}},
		{"GetKeyMediaSettings", nil},
		{canary, []any{canary}},
	}
	for _, err := range []error{nil, fail(codeBadPrivateKey)} {
		p.desk.err = err
		for _, call := range calls {
			request := jsonOf(t, map[string]any{"jsonrpc": "2.0", "id": 1, "method": call.method, "params": call.params})
			assert.NotContains(t, string(p.Answer(t.Context(), []byte(request))), canary, call.method)
		}
	}
	p.desk.err = nil
	assert.NotEmpty(t, p.desk.opened)
	assert.NotContains(t, fmt.Sprintf("%+v", p.desk.opened), canary)
	assert.NotContains(t, log.String(), canary)
	assert.Contains(t, log.String(), "CtxReadPrivateKey", "the log is there")
	var whole any
	require.NoError(t, json.Unmarshal(p.does("GetKeyMediaSettings"), &whole))
}
