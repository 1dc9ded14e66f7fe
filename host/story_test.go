// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/testpki"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pidpys": main})
}

// TestStories runs the real program through what people live with: each file
// of testdata/stories is one story. A story finds sample keys of every kind in
// $KEYS, the trusted roots in $ROOTS, and the password in the file "password".
func TestStories(t *testing.T) {
	keys, roots := t.TempDir(), t.TempDir()
	writeSamples(t, keys, roots)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/stories",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("KEYS", keys)
			e.Setenv("ROOTS", roots)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("LANG", "en_US.UTF-8")
			return os.WriteFile(filepath.Join(e.WorkDir, "password"), []byte(testpki.Password+"\n"), 0o600)
		},
	})
}

func writeSamples(t *testing.T, keys, roots string) {
	t.Helper()
	write := func(dir, name string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
	}
	p := testpki.New(time.Now)
	for name, data := range p.Files() {
		write(keys, name, data)
	}
	for i, certificate := range p.Certificates() {
		write(roots, "ca"+string(rune('a'+i))+".cer", certificate.Raw)
	}
	agreement := []container.Entry{{Key: p.Subscriber(testpki.Person).AgreeKey, Certificates: p.Subscriber(testpki.Person).Certificates()[:1]}}
	only, err := container.MarshalPKCS12(agreement, []byte(testpki.Password), container.PKCS12Options{})
	require.NoError(t, err)
	write(keys, "agreement-only.pfx", only)
	whole := p.Files()["director.pfx"]
	write(keys, "truncated.pfx", whole[:len(whole)/2])
}
