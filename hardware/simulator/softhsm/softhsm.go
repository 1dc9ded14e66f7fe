// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package softhsm prepares tokens of SoftHSM 2, somebody else's module of
// PKCS #11, with keys and certificates of ours, by the tools that come with it
// and with OpenSC. Such a token never locks and has any number of sessions.
package softhsm

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// modules are where distributions put the library.
var modules = []string{
	"/usr/lib/softhsm/libsofthsm2.so",
	"/usr/lib64/softhsm/libsofthsm.so",
	"/usr/lib64/pkcs11/libsofthsm2.so",
	"/usr/lib/pkcs11/libsofthsm2.so",
	"/usr/local/lib/softhsm/libsofthsm2.so",
	"/opt/homebrew/lib/softhsm/libsofthsm2.so",
}

// A Spec is a token and what is on it.
type Spec struct {
	Label string
	PIN   string
	Keys  []Key
}

// A Key is a private key and its certificate, which may be nil. Its CKA_ID is its
// number on the token in one octet, from 1.
type Key struct {
	Private     crypto.Signer
	Certificate *x509.Certificate
}

// A Token is a folder with one token, and how to reach it.
type Token struct {
	Module      string            // absolute path
	Environment map[string]string // that the module needs
}

// New makes a token in a folder that ends with the test. The test is skipped on
// a machine without SoftHSM 2 or OpenSC's pkcs11-tool.
func New(t testing.TB, spec Spec) *Token {
	t.Helper()
	folder := t.TempDir()
	configuration := filepath.Join(folder, "softhsm2.conf")
	token := &Token{module(t), map[string]string{"SOFTHSM2_CONF": configuration}}
	write(t, configuration, fmt.Appendf(nil, "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n", folder))
	token.run(t, "softhsm2-util", "--init-token", "--free", "--label", spec.Label, "--so-pin", "00000000", "--pin", spec.PIN)
	for i, key := range spec.Keys {
		id, label := fmt.Sprintf("%02x", i+1), fmt.Sprintf("key %d", i+1)
		pkcs8, err := x509.MarshalPKCS8PrivateKey(key.Private)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, "key.pem")
		write(t, file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}))
		token.run(t, "softhsm2-util", "--import", file, "--token", spec.Label, "--pin", spec.PIN, "--id", id, "--label", label)
		if key.Certificate == nil {
			continue
		}
		file = filepath.Join(folder, "certificate.der")
		write(t, file, key.Certificate.Raw)
		token.run(t, "pkcs11-tool", "--module", token.Module, "--token-label", spec.Label, "--login", "--pin", spec.PIN,
			"--write-object", file, "--type", "cert", "--id", id, "--label", label)
	}
	return token
}

func module(t testing.TB) string {
	t.Helper()
	for _, path := range modules {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Skip("SoftHSM 2 is not on this machine")
	return ""
}

func (o *Token) run(t testing.TB, name string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not on this machine", name)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = os.Environ()
	for variable, value := range o.Environment {
		cmd.Env = append(cmd.Env, variable+"="+value)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
