// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestMoveStories are those of token stories where there are a TPM as well and
// authorities that re-issue certificates. "computer" goes on at one that was never
// used. "office files|cmp [POLLS SECONDS]|refuses TEXT" says how requests come to the
// authority and what it does, "certify REQUEST.p7s OUT" has it issue, and "hold
// before|after NUMBER" has it never answer one of the requests to come, before or
// after it looked at that; "asked" waits for then. "let NAME PATTERN" names what a
// program just wrote. The keys of people lie in
// director.pfx, ecdsa.p12, rsa.p12 and revoked.p12.
func TestMoveStories(t *testing.T) {
	swtpm.New(t)
	module, err := simulator.Build(t.TempDir())
	if err != nil {
		t.Skip(err)
	}
	p := tokenStories(t, "testdata/moves", func(drawer string) config.Module {
		return config.Module{Name: "Навчальний токен", Path: module, Environment: map[string]string{simulator.Folder: drawer}, Simulated: true}
	})
	p.Cmds["computer"] = func(ts *testscript.TestScript, _ bool, _ []string) { ts.Setenv("TPM", swtpm.New(t).Path) }
	p.Cmds["office"], p.Cmds["certify"], p.Cmds["hold"], p.Cmds["asked"], p.Cmds["let"] = office, certify, hold, asked, let
	simulated := p.Setup
	p.Setup = func(e *testscript.Env) error {
		town := openTown(e)
		e.Setenv("TPM", swtpm.New(t).Path)
		for file, name := range map[string]string{
			"director.pfx": testpki.Director, "ecdsa.p12": testpki.ECDSAPerson, "rsa.p12": testpki.RSAPerson, "revoked.p12": testpki.Revoked,
		} {
			if err := os.WriteFile(filepath.Join(e.WorkDir, file), town.pki.Subscriber(name).PKCS12(testpki.Password), 0o600); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(e.WorkDir, "password"), []byte(testpki.Password), 0o600); err != nil {
			return err
		}
		return simulated(e)
	}
	testscript.Run(t, p)
}
