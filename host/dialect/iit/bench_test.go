// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// loading is what a page of the recordings sends until it is ready: 27 authorities
// with 73 names, and 1.7 MB of certificates in one call.
func loading(t testing.TB) (calls [][]byte, bundle int) {
	call := func(method string, params ...any) {
		if params == nil {
			params = []any{}
		}
		calls = append(calls, []byte(jsonOf(t, map[string]any{
			"jsonrpc": "2.0", "id": len(calls), "method": method, "params": params, "session_id": "0123456789",
		})))
	}
	call("GetVersion")
	call("GetVersion")
	call("SetRuntimeParameter", "SaveSettings", 2)
	call("SetUIMode", false)
	call("Initialize")
	call("SetUIMode", false)
	call("SetLanguage", 1)
	set := func(name string) {
		for _, w := range whole {
			if w.name == name {
				call("Set"+name, newObject(w.class, w.initial))
			}
		}
	}
	set("FileStoreSettings")
	call("GetProxySettings")
	set("TSPSettings")
	set("LDAPSettings")
	set("OCSPSettings")
	set("FileStoreSettings")
	set("OCSPAccessInfoModeSettings")
	for i := range 73 {
		call("SetOCSPAccessInfoSettings", newObject(classOCSPAccessSettings, values{
			"issuerCN": fmt.Sprintf("Надавач електронних довірчих послуг № %d", i), "address": "ca.example/services/ocsp/", "port": "80",
		}))
	}
	set("ModeSettings")
	der := authorities.Bundle(1_700_000)
	call("SaveCertificates", bytesArg(der))
	call("SetRuntimeParameter", "ResolveOIDs", 0)
	call("CtxCreate")
	call("SetRuntimeParameter", "CheckCertChainOnSignTime", 1)
	require.Len(t, calls, 92) // CtxSetParameter, with the handle, is the last
	return calls, len(der)
}

// BenchmarkInitialise is a page from its first call until it is ready.
func BenchmarkInitialise(b *testing.B) {
	calls, _ := loading(b)
	for b.Loop() {
		p := strangePage(b)
		for _, c := range calls {
			p.Answer(b.Context(), c)
		}
		require.True(b, p.initialized)
		p.Close()
	}
}

// BenchmarkSaveCertificates is the longest of those calls alone.
func BenchmarkSaveCertificates(b *testing.B) {
	calls, bundle := loading(b)
	b.SetBytes(int64(bundle))
	p := newPage(b)
	for b.Loop() {
		p.pool = pool{}
		p.Answer(b.Context(), calls[88])
	}
	require.Len(b, p.pool.bundles, 1)
}

// BenchmarkCertificates is what is put off thereby: the bundle read.
func BenchmarkCertificates(b *testing.B) {
	der := authorities.Bundle(1_700_000)
	for b.Loop() {
		var p pool
		require.NoError(b, p.add(der))
		require.NotEmpty(b, p.certificates())
	}
}

// TestLoading: the calls of the benchmark succeed.
func TestLoading(t *testing.T) {
	calls, _ := loading(t)
	p := strangePage(t)
	for i, c := range calls {
		_, code, message := p.answer(c, i)
		require.Equal(t, codeNone, code, message)
	}
	require.Greater(t, len(p.pool.certificates()), 500)
}
