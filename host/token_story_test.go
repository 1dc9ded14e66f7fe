// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/simulator/softhsm"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/testpki"
)

// settingsOfStories names the administrator's file for pidpys-there.
const settingsOfStories = "SETTINGS"

var workerName = filepath.Base(neighbour("pidpys", "pidpys-token"))

// storyPIN is that of all tokens in stories.
const storyPIN = "273645"

// TestTokenStories is TestStories with simulated tokens of DSTU 4145: "token NAME
// WHO" makes one with the keys of a subscriber, or of "nobody", "unplug NAME" and "plug NAME" do
// so, and "break NAME FUNCTION" has its driver crash in that function of PKCS #11
// until "mend NAME".
func TestTokenStories(t *testing.T) {
	module, err := simulator.Build(t.TempDir())
	if err != nil {
		t.Skip(err)
	}
	runTokenStories(t, "testdata/tokens", func(drawer string) config.Module {
		return config.Module{Name: "Навчальний токен", Path: module, Environment: map[string]string{simulator.Folder: drawer}, Simulated: true}
	})
}

// TestSoftHSMStories have a token "Safe" with the RSA key of a person, in
// somebody else's module. The certificates of the authorities are in ca.pem.
func TestSoftHSMStories(t *testing.T) {
	who := testpki.New(time.Now).Subscriber(testpki.RSAPerson)
	safe := softhsm.New(t, softhsm.Spec{Label: "Safe", PIN: storyPIN, Keys: []softhsm.Key{{Private: who.SignKey, Certificate: who.SignCert}}})
	path, err := filepath.EvalSymlinks(safe.Module)
	require.NoError(t, err)
	runTokenStories(t, "testdata/softhsm", func(string) config.Module {
		return config.Module{Name: "SoftHSM", Path: path, Environment: safe.Environment}
	})
}

func runTokenStories(t *testing.T, dir string, module func(drawer string) config.Module) {
	testscript.Run(t, tokenStories(t, dir, module))
}

// tokenStories are the stories of a folder where the administrator added a
// module, which may look for its tokens in a drawer. The right PIN is in the file
// "pin", and another one in "wrong".
func tokenStories(t *testing.T, dir string, module func(drawer string) config.Module) testscript.Params {
	worker := filepath.Join(t.TempDir(), workerName)
	compile := exec.Command("go", "build", "-o", worker, "../hardware/worker")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		t.Skipf("no worker: %v: %s", err, out)
	}
	roots := t.TempDir()
	writeSamples(t, t.TempDir(), roots)
	var authorities bytes.Buffer
	for _, certificate := range testpki.New(time.Now).Certificates() {
		require.NoError(t, pem.Encode(&authorities, &pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}))
	}
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"token": makeToken, "unplug": onToken((*simulator.Token).Unplug), "plug": onToken((*simulator.Token).Plug),
			"break": breakToken, "mend": onToken(func(token *simulator.Token) error { return token.Break(nil) }),
		},
		Setup: func(e *testscript.Env) error {
			program := filepath.SplitList(e.Getenv("PATH"))[0]
			if err := os.Link(worker, filepath.Join(program, workerName)); err != nil && !os.IsExist(err) {
				return err
			}
			drawer := filepath.Join(e.WorkDir, "drawer")
			settings, err := json.Marshal(map[string]any{"modules": []config.Module{module(drawer)}})
			if err != nil {
				return err
			}
			e.Setenv(settingsOfStories, filepath.Join(e.WorkDir, "config.json"))
			e.Setenv("ROOTS", roots)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("LANG", "en_US.UTF-8")
			for name, data := range map[string][]byte{
				"config.json": settings, "ca.pem": authorities.Bytes(), "pin": []byte(storyPIN), "wrong": []byte("111111"),
			} {
				if err := os.WriteFile(filepath.Join(e.WorkDir, name), data, 0o600); err != nil {
					return err
				}
			}
			return os.Mkdir(drawer, 0o700)
		},
	}
}

func makeToken(ts *testscript.TestScript, _ bool, args []string) {
	spec := simulator.Spec{Label: args[0], PIN: storyPIN, MinPIN: 4}
	if args[1] != "nobody" {
		spec.Keys = keysOf(testpki.New(time.Now).Subscriber(args[1]))
	}
	_, err := simulator.Create(ts.MkAbs("drawer"), spec)
	ts.Check(err)
}

func keysOf(who *testpki.Subscriber) (keys []simulator.Key) {
	for i, private := range []any{who.SignKey, who.AgreeKey} {
		if private, ok := private.(*dstu4145.PrivateKey); ok {
			keys = append(keys, simulator.NewKey(private, []*x509.Certificate{who.SignCert, who.AgreeCert}[i]))
		}
	}
	return keys
}

func onToken(do func(*simulator.Token) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) { ts.Check(do(tokenOf(ts, args[0]))) }
}

func breakToken(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(tokenOf(ts, args[0]).Break(&simulator.Fault{On: args[1], Kind: simulator.Abort}))
}

func tokenOf(ts *testscript.TestScript, name string) *simulator.Token {
	tokens, err := simulator.Tokens(ts.MkAbs("drawer"))
	ts.Check(err)
	for _, token := range tokens {
		state, err := token.State()
		ts.Check(err)
		if state.Label == name {
			return token
		}
	}
	ts.Fatalf("no token %s", name)
	return nil
}
